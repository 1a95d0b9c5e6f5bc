"""Signing a form (上报), and the forms that were signed."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.annexes import actions, forms, missing, pages, queries, sheets, signed
from casework.annexes.layout import ANNEX_1_COLUMNS, ANNEX_2_HEADINGS, GROUPS
from casework.annexes.views.blueprint import blueprint, note
from casework.errors import RuleBroken


@blueprint.route("/<campaign>/sign/<any(annex1,annex2):annex>", methods=["GET", "POST"])
@access(Permission.ANNEX_SIGN)
def sign(campaign: str, annex: str) -> ResponseReturnValue:
    """Sign a form as it stands; again is a correction with a reason."""
    asked = forms.asked(current_viewer(), campaign)
    queries.annex_of(asked, annex)
    before = signed.newest(asked).get(annex)
    form = forms.SignForm(is_correction=before is not None)
    if form.validate_on_submit():
        try:
            row = actions.sign(
                asked=asked,
                annex=annex,
                seen=form.seen.data or "",
                reason=form.why,
                form_id=form.once(),
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已上报。这张表不会再变。"))
            to: dict[str, Any] = {"campaign": campaign, "annex": annex, "edition": row.n}
            return redirect(url_for(".show_signed", region=asked.region.code, **to))
    book = sheets.book(asked)
    form.seen.data = book.sheet(annex).seen
    note(asked, annex=annex)
    page = render_template(
        "annexes/sign.html",
        asked=asked,
        sheet=book.sheet(annex),
        book=book,
        form=form,
        before=before,
        groups=GROUPS,
        headings=ANNEX_2_HEADINGS,
        portion=pages.portion(book, 0) if annex == "annex2" else None,
        missing=missing.missing(book),
        doubtful=missing.doubtful(book),
    )
    return page, form.status


@blueprint.get("/<campaign>/signed/<any(annex1,annex2):annex>/<edition>")
@access(Permission.ANNEX_READ)
def show_signed(campaign: str, annex: str, edition: str) -> ResponseReturnValue:
    """Show a form as it was signed."""
    asked = forms.asked(current_viewer(), campaign)
    sheet = signed.sheet_of(signed.numbered(asked, annex, forms.edition(edition)))
    note(asked, annex=annex, edition=edition)
    return render_template(
        "annexes/signed.html",
        asked=asked,
        sheet=sheet,
        groups=GROUPS,
        columns=ANNEX_1_COLUMNS,
        headings=ANNEX_2_HEADINGS,
        newest=signed.newest(asked)[annex],
    )
