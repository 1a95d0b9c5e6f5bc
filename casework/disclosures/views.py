"""The register of what was given to whom, as a page and as a workbook."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.disclosures import book, queries
from casework.practice import queries as practice

blueprint = Blueprint("disclosures", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/disclosures")
@access(Permission.DISCLOSURE_READ)
def index() -> str:
    """Show the register, narrowed by recipient and days."""
    filters, after = queries.Filters.parse(request.args), request.args.get("after")
    page = queries.register(current_viewer(), filters, after, queries.PAGE_SIZE)
    _tell(Tag.DISCLOSURE_READ, page.rows)
    return render_template(
        "disclosures/index.html",
        page=page,
        filters=filters,
        kinds=practice.codes("recipient_kind"),
        is_first=after is None,
    )


@blueprint.get("/disclosures.xlsx")
@access(Permission.DISCLOSURE_READ)
def workbook() -> Response:
    """Hand out the newest of what the page shows; no name of a child stands in it."""
    filters = queries.Filters.parse(request.args)
    page = queries.register(current_viewer(), filters, None, queries.MOST)
    _tell(Tag.DISCLOSURE_EXPORT, page.rows)
    answer = make_response(book.workbook(page.rows))
    answer.mimetype = _XLSX
    answer.headers["Content-Disposition"] = 'attachment; filename="disclosures.xlsx"'
    return answer


def _tell(tag: Tag, lines: Sequence[queries.Line]) -> None:
    viewer = current_viewer()
    seen = {line.child.id for line in lines if line.child is not None}
    region = viewer.regions[0] if viewer.regions else None
    record(tag, actor_id=viewer.account_id, region_code=region, seen=seen)
