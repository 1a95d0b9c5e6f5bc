"""The list behind one number, and another number for it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.annexes import actions, forms, layout, listing, queries, sheets, signed
from casework.annexes.views.blueprint import blueprint, note
from casework.errors import NotFound, RuleBroken


@blueprint.get("/<campaign>/cell/<cell>")
@access(Permission.ANNEX_READ)
def show_cell(campaign: str, cell: str) -> ResponseReturnValue:
    """Show exactly the rows that a number of the form counts."""
    asked = forms.asked(current_viewer(), campaign)
    sheet, found = sheets.book(asked).find(cell)
    start = request.args.get("start", 0, type=int)
    listed = listing.listing(asked.viewer, found.column, found.entries, start)
    past = queries.history(asked, sheet.code, cell)
    note(asked, annex=sheet.code, cell=cell, seen=listed.seen)
    return render_template(
        "annexes/cell.html",
        asked=asked,
        sheet=sheet,
        cell=found,
        label=sheet.label_of(found),
        listed=listed,
        past=past,
        names=accounts.names_of({row.account_id for row in past}),
        may_change=asked.is_own
        and asked.viewer.may(Permission.ANNEX_SIGN)
        and not found.column.is_total,
    )


@blueprint.route("/<campaign>/cell/<cell>/change", methods=["GET", "POST"])
@access(Permission.ANNEX_SIGN)
def change(campaign: str, cell: str) -> ResponseReturnValue:
    """Let a number of the form be another than the records', with a reason."""
    asked = forms.asked(current_viewer(), campaign)
    sheet, found = sheets.book(asked).find(cell)
    form = forms.OverrideForm(found)
    if form.validate_on_submit() and form.is_complete():
        try:
            actions.override(
                asked=asked,
                cell=cell,
                number=form.said(),
                reason=form.reason.data,
                form_id=form.once(),
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已改，按记录算的数还在旁边。"))
            return redirect(url_for(".show", campaign=campaign, region=asked.region.code))
    note(asked, annex=sheet.code, cell=cell)
    page = render_template(
        "annexes/change.html",
        asked=asked,
        cell=found,
        label=sheet.label_of(found),
        form=form,
    )
    return page, form.status


@blueprint.get("/<campaign>/signed/<edition>/cell/<cell>")
@access(Permission.ANNEX_READ)
def signed_cell(campaign: str, edition: str, cell: str) -> ResponseReturnValue:
    """Show the rows that a number of a signed form counted on the day that it was signed."""
    asked = forms.asked(current_viewer(), campaign)
    annex = layout.annex_of(cell)
    row = signed.numbered(asked, annex, forms.edition(edition))
    sheet, column = signed.sheet_of(row), layout.column_of(cell)
    if column is None or cell not in sheet.cells:
        raise NotFound
    entries = signed.entries_of(row, column, cell)
    start = request.args.get("start", 0, type=int)
    listed = listing.listing(asked.viewer, column, entries, start)
    note(asked, annex=annex, edition=edition, cell=cell, seen=listed.seen)
    return render_template(
        "annexes/signed_cell.html",
        asked=asked,
        sheet=sheet,
        cell=sheet.cells[cell],
        label=sheet.label_of(sheet.cells[cell]),
        listed=listed,
    )
