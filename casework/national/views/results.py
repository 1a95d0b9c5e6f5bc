"""What was found: the rows of one result, and one row with what is to become of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.errors import NotFound, RuleBroken
from casework.national import actions, queries, standing
from casework.national.forms import DecideForm, PassForm, WhoForm, row_form
from casework.national.models import NationalList, NationalRow, Result
from casework.national.rules.facts import FIELDS
from casework.national.showing import candidates_of, children_of, villages_of
from casework.national.views.blueprint import blueprint
from casework.practice import queries as practice

#: Results of which nothing is asked: all their rows are shown.
_PLAIN = (Result.HERE, Result.SAME)


@blueprint.get("/<uuid:comparison_id>/results/<result>")
@access(Permission.NATIONAL_KEEP)
def results(comparison_id: UUID, result: str) -> ResponseReturnValue:
    """Show the rows of one result: those that still ask something, or all."""
    viewer = current_viewer()
    found = queries.lists.get(viewer, comparison_id)
    asked = _result(result)
    everything = asked in _PLAIN or request.args.get("all") == "1"
    after = request.args.get("after", 0, type=int)
    page = queries.lists.page_of(found, asked, everything=everything, after=after)
    known = children_of(viewer, {row.here_id for row in page.rows if row.here_id})
    actions.note_look(viewer, found, known)
    return render_template(
        "national/results.html",
        found=found,
        result=asked,
        page=page,
        everything=everything,
        is_first=after == 0,
        children=known,
        villages=villages_of(known.values()),
        fields=FIELDS,
        may_show_all=asked not in _PLAIN,
    )


def _result(text: str) -> Result:
    try:
        return Result(text)
    except ValueError:
        raise NotFound from None


@blueprint.route("/rows/<uuid:found_id>", methods=["GET", "POST"])
@access(Permission.NATIONAL_KEEP)
def row(found_id: UUID) -> ResponseReturnValue:
    """Show one row beside our file, and take what is to become of it."""
    viewer = current_viewer()
    found, asked = queries.lists.row(viewer, found_id)
    live = standing.live(viewer, found, asked)
    candidates = candidates_of(viewer, asked)
    form = row_form(asked, candidates, live)
    if form.validate_on_submit():
        try:
            _answer(viewer, found, asked, form)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存。"))
            return redirect(_next(found, asked))
    known = children_of(viewer, {asked.here_id} if asked.here_id else set())
    actions.note_look(viewer, found, {*known, *(child.id for child in candidates)})
    return render_template(
        "national/row.html",
        found=found,
        row=asked,
        form=form,
        live={each.name: each for each in live},
        child=known.get(asked.here_id) if asked.here_id else None,
        candidates=candidates,
        villages=villages_of([*known.values(), *candidates]),
        system=practice.national().of(found.system),
        fields=FIELDS,
    ), form.status


def _answer(
    viewer: Viewer,
    found: NationalList,
    asked: NationalRow,
    form: DecideForm | WhoForm | PassForm,
) -> None:
    if isinstance(form, DecideForm):
        actions.decide(
            actor=viewer, found=found, row=asked, choices=form.choices(), note=form.note.data
        )
    else:
        actions.decide_who(actor=viewer, found=found, row=asked, **form.act())


def _next(found: NationalList, asked: NationalRow) -> str:
    """Return where to go on: the row itself while it asks something, else its list."""
    if asked.open:
        return url_for(".row", found_id=asked.id)
    return url_for(".results", comparison_id=found.id, result=asked.result.value)
