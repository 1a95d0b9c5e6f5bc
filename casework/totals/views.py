"""The totals: screen, paper and files, all of the same few figures."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, send_file
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.clock import Month
from casework.counting.rules import Measure
from casework.errors import RuleBroken
from casework.totals import exports, forms, queries, screen
from casework.totals.definitions import DEFINITIONS
from casework.totals.queries import Table
from casework.ui import charts
from casework.ui.language import CHINESE, speak

blueprint = Blueprint("totals", __name__, url_prefix="/totals")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Year = dict[Month, Table]


@blueprint.errorhandler(RuleBroken)
def refused(broken: RuleBroken) -> ResponseReturnValue:
    """Say why there is no such report, and lead back to last month's."""
    return render_template("totals/refused.html", message=broken.message), 422


@blueprint.get("")
@access(Permission.REPORT_TOTALS)
def show() -> ResponseReturnValue:
    """Show what the counties of a region have signed for a month."""
    table, months = _asked(Tag.REPORT_READ)
    return render_template("totals/show.html", **_page(table, months))


@blueprint.get("/print", endpoint="print")
@access(Permission.REPORT_TOTALS)
def print_sheet() -> ResponseReturnValue:
    """Show the same as a sheet of paper: it is handed in, so it is always Chinese."""
    speak(CHINESE)
    table, months = _asked(Tag.REPORT_READ)
    return render_template("totals/print.html", **_page(table, months))


@blueprint.get("/table.xlsx")
@access(Permission.REPORT_TOTALS)
def workbook() -> Response:
    """Hand out the totals as a workbook with their definitions."""
    table, _ = _asked(Tag.REPORT_EXPORT, format="xlsx")
    return _file(exports.workbook(table), table, _XLSX, "xlsx")


@blueprint.get("/table.csv")
@access(Permission.REPORT_TOTALS)
def text_table() -> Response:
    """Hand out the totals as a text table."""
    table, _ = _asked(Tag.REPORT_EXPORT, format="csv")
    return _file(exports.text_table(table), table, "text/csv", "csv")


def _asked(tag: Tag, **facts: Any) -> tuple[Table, Year]:
    """Return the month that is asked for with those beside it, and put it into the trail."""
    viewer = current_viewer()
    asked = forms.period(viewer)
    region = queries.region_for(viewer, asked.region)
    months = queries.tables(region, asked.month)
    record(
        tag,
        actor_id=viewer.account_id,
        region_code=region.code,
        month=str(asked.month),
        **facts,
    )
    return months[asked.month], months


def _page(table: Table, months: Year) -> dict[str, Any]:
    """Return what screen and paper need."""
    year = list(months.values())[1:]
    return {
        "table": table,
        "year": year,
        "trend": screen.trend(year),
        "heat": screen.heat(year),
        "shade": charts.shade,
        "compared": screen.compared(months, table.month),
        "categories": queries.categories(table.month),
        "definitions": DEFINITIONS,
        "note": exports.note(table),
        "path": queries.path_for(current_viewer(), table.region),
        "is_newest": table.month == Month.of(clock.today()),
        "Measure": Measure,
    }


def _file(content: bytes, table: Table, mimetype: str, suffix: str) -> Response:
    name = f"走访覆盖汇总-{table.region.name}-{table.month}.{suffix}"  # no-catalogue: a file
    return send_file(BytesIO(content), mimetype, as_attachment=True, download_name=name)
