"""All figures on one sheet: page, paper, workbook."""

from io import BytesIO
from typing import Any

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.figures import asking
from casework.figures.registry import Asked
from casework.summaries import sheet as sheets
from casework.summaries.views.blueprint import blueprint

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/figures/sheet")
@access(Permission.FIGURE_READ)
def sheet() -> ResponseReturnValue:
    """Show every figure of a place and a time; each number opens its rows."""
    asked = _asked(Tag.REPORT_READ)
    return render_template(
        "summaries/sheet.html",
        asked=asked,
        last_on=asked.last_on,
        place=asking.place(asked.viewer, asked.region_code),
        periods=asking.periods(clock.today(), asked.region_code),
        groups=sheets.groups(asked.viewer),
        values=sheets.values(asked),
        note=sheets.note(asked),
    )


@blueprint.get("/figures/sheet.xlsx")
@access(Permission.FIGURE_READ)
def sheet_file() -> Response:
    """Hand out the sheet as a workbook: numbers and what they mean, no rows."""
    asked = _asked(Tag.REPORT_EXPORT, format="xlsx")
    region = asking.place(asked.viewer, asked.region_code).region
    content = sheets.workbook(region, asked, sheets.values(asked))
    name = f"数字-{region.name}-{asked.first_on}.xlsx"  # no-catalogue: a file
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=name)


def _asked(tag: Tag, **facts: Any) -> Asked:
    """Return what is asked for, and put it into the trail."""
    viewer = current_viewer()
    asked = asking.asked(viewer, request.args, clock.today())
    record(
        tag,
        actor_id=viewer.account_id,
        region_code=asked.region_code,
        first=asked.first_on.isoformat(),
        until=asked.until_on.isoformat(),
        **facts,
    )
    return asked
