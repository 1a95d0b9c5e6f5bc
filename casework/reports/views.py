"""The monthly coverage report: screen, paper, files, and the list behind every figure."""

from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.indicators import Indicator
from casework.counting.queries import Coverage
from casework.counting.rules import Measure
from casework.errors import RuleBroken
from casework.regions.models import Region
from casework.reports import exports, forms, queries, reasons, screen
from casework.reports.definitions import definitions
from casework.reports.freshness import bring_up_to_date
from casework.reports.queries import Listing
from casework.ui.language import CHINESE, speak
from casework.visits.models import Mode

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.errorhandler(RuleBroken)
def refused(broken: RuleBroken) -> ResponseReturnValue:
    """Say why there is no such report, and lead back to this month's."""
    return render_template("reports/refused.html", message=broken.message), 422


@blueprint.get("/coverage")
@access(Permission.REPORT_READ)
def coverage() -> ResponseReturnValue:
    """Show how far the children of a region were visited in a month."""
    viewer = current_viewer()
    report = _report(viewer, Tag.REPORT_READ)
    points = counting.trend(viewer, report.region, report.month)
    page = _page(viewer, report)
    return render_template(
        "reports/coverage.html", trend=screen.trend(points), points=points, **page
    )


@blueprint.get("/coverage/print", endpoint="print")
@access(Permission.REPORT_READ)
def print_sheet() -> ResponseReturnValue:
    """Show the report as a sheet of paper: it is handed in, so it is always Chinese."""
    speak(CHINESE)
    viewer = current_viewer()
    report = _report(viewer, Tag.REPORT_READ)
    return render_template("reports/print.html", **_page(viewer, report))


@blueprint.get("/coverage.xlsx")
@access(Permission.REPORT_EXPORT)
def workbook() -> Response:
    """Hand out the report as a workbook with its definitions."""
    viewer = current_viewer()
    report = _report(viewer, Tag.REPORT_EXPORT, format="xlsx")
    content = exports.workbook(report, protected=not counting.sees_children(viewer))
    return _file(content, report, _XLSX, "xlsx")


@blueprint.get("/coverage.csv")
@access(Permission.REPORT_EXPORT)
def text_table() -> Response:
    """Hand out the report as a text table."""
    report = _report(current_viewer(), Tag.REPORT_EXPORT, format="csv")
    return _file(exports.text_table(report), report, "text/csv", "csv")


@blueprint.get("/coverage/list", endpoint="list")
@access(Permission.REPORT_NAMED)
def list_children() -> ResponseReturnValue:
    """Show the children, or visits, that a figure counts: as many lines as it says."""
    viewer = current_viewer()
    asked = forms.period(viewer)
    region = counting.region_for(viewer, asked.region)
    indicator = forms.indicator(region, asked.month)
    listing = queries.listing(viewer, indicator, forms.after())
    _record_list(viewer, indicator, region, listing)
    return render_template(
        "reports/list.html",
        region=region,
        indicator=indicator,
        listing=listing,
        is_first=forms.after() is None,
        **screen.headed(indicator),
    )


def _report(viewer: Viewer, tag: Tag, **facts: Any) -> Coverage:
    """Count what is asked for, and put it into the trail."""
    asked = forms.period(viewer)
    region = counting.region_for(viewer, asked.region)
    bring_up_to_date(region, asked.month)
    report = counting.coverage(viewer, region, asked.month)
    record(
        tag,
        actor_id=viewer.account_id,
        region_code=report.region.code,
        month=str(report.month),
        **facts,
    )
    return report


def _record_list(viewer: Viewer, indicator: Indicator, region: Region, listing: Listing) -> None:
    record(
        Tag.REPORT_READ,
        actor_id=viewer.account_id,
        region_code=region.code,
        seen=listing.seen,
        month=str(indicator.month),
        measure=indicator.measure.value,
        part=indicator.part,
    )


def _page(viewer: Viewer, report: Coverage) -> dict[str, Any]:
    """Return what screen and paper need."""
    named = counting.sees_children(viewer)
    return {
        "report": report,
        "bars": screen.bars(report) if screen.has_rows(report) else None,
        "columns": screen.columns(named=named),
        "categories": screen.categories(report),
        "reasons": reasons.summary(viewer, report) if named else [],
        "definitions": definitions(protected=not named),
        "made": exports.made(report),
        "today": clock.today(),
        "is_running": report.month == Month.of(clock.today()),
        "path": counting.path_for(viewer, report.region),
        "may_open": partial(counting.may_count, viewer),
        "list_url": partial(url_for, "reports.list", month=report.month) if named else None,
        "Measure": Measure,
        "Mode": Mode,
    }


def _file(content: bytes, report: Coverage, mimetype: str, suffix: str) -> Response:
    name = f"走访覆盖月报-{report.region.name}-{report.month}.{suffix}"  # no-catalogue: a file
    return send_file(BytesIO(content), mimetype, as_attachment=True, download_name=name)
