"""Blank sheets for a village, and entering afterwards what was written on them."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken
from casework.folders import actions, blanks, pdf, queries, rules
from casework.folders.drawing import document
from casework.folders.forms import SheetsForm
from casework.folders.models import FolderForm
from casework.folders.views.blueprint import as_file
from casework.regions.models import Region
from casework.ui.fields import read_date

blueprint = Blueprint("blank_sheets", __name__, url_prefix="/sheets/visits")

#: Stands on each sheet as what it is made for.
_PURPOSE = "纸质走访表"  # no-catalogue: the paper is Chinese in every language of the pages


@blueprint.route("", methods=["GET", "POST"])
@access(Permission.SHEET_PRINT)
def index() -> ResponseReturnValue:
    """Choose a village and its children, and print a half page for each."""
    viewer = current_viewer()
    village = queries.village(viewer, request.args.get("village"))
    if village is None:
        return _choosing("blank_sheets.index")
    listed = queries.listed_in(viewer, village)
    form = SheetsForm(viewer, listed, has_press=pdf.is_available())
    if form.validate_on_submit():
        try:
            rules.check_sheets(form.chosen())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _printed(village, form)
    record(
        Tag.CHILD_LIST,
        actor_id=viewer.account_id,
        region_code=village.code,
        seen=[each.id for each in listed],
    )
    page = render_template(
        "folders/sheets.html",
        form=form,
        village=village,
        listed=listed,
        has_press=pdf.is_available(),
        is_one_of_many=len(queries.villages_of(viewer)) > 1,
    )
    return page, form.status


def _printed(village: Region, form: SheetsForm) -> ResponseReturnValue:
    viewer, chosen = current_viewer(), form.chosen()
    actions.print_sheets(actor=viewer, place_code=village.code, printed=chosen)
    values: dict[str, Any] = {
        "village": village,
        "sheets": blanks.sheets_of(chosen, with_place=form.with_place.data),
        "groups": blanks.groups(),
    }
    mark = actions.mark_of(viewer, _PURPOSE)
    if form.form.data is FolderForm.PAGE:
        return render_template("folders/sheets_page.html", mark=mark, **values)
    made = pdf.press(document("folders/_sheets.html", "sheets", mark, **values))
    return as_file(made.content, f"visit-sheets-{village.code}")


@blueprint.get("/entry")
@access(Permission.VISIT_WRITE)
def entry() -> ResponseReturnValue:
    """Lead from child to child of a village, the day of the visits being asked for once."""
    viewer = current_viewer()
    village = queries.village(viewer, request.args.get("village"))
    if village is None:
        return _choosing("blank_sheets.entry")
    on = _day(request.args.get("on"))
    listed = queries.listed_in(viewer, village)
    record(
        Tag.CHILD_LIST,
        actor_id=viewer.account_id,
        region_code=village.code,
        seen=[each.id for each in listed],
    )
    return render_template(
        "folders/entry.html",
        village=village,
        listed=listed,
        on=on,
        done=queries.visited_on(viewer, [each.id for each in listed], on) if on else set(),
        today=clock.today(),
        is_one_of_many=len(queries.villages_of(viewer)) > 1,
    )


def _day(told: str | None) -> date | None:
    """Return the day of an address; none for what is no day, or one to come."""
    try:
        found = read_date(told or "")
    except ValueError:
        return None
    return found if found <= clock.today() else None


def _choosing(endpoint: str) -> str:
    villages = queries.villages_of(current_viewer())
    return render_template("folders/villages.html", villages=villages, endpoint=endpoint)
