"""What was done in a campaign: places of an office, children of a village, and a workbook."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.counting import queries as counting
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import Level
from casework.six_ones import evidence, export, queries
from casework.six_ones.queries import Matter, Narrowed
from casework.six_ones.rules import State

blueprint = Blueprint("six_ones", __name__, url_prefix="/six-ones")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: So many children go into one workbook.
_MOST = 20_000


@blueprint.get("/")
@access(Permission.SIX_ONE_READ)
def show() -> ResponseReturnValue:
    """Show a village child by child, what lies above it by place."""
    matter = _asked_for()
    if matter is None:
        return render_template("six_ones/none.html")
    if matter.is_village:
        return _list(matter, Narrowed())
    lines = queries.lines(matter)
    _tell(Tag.SIX_ONE_READ, matter)
    return render_template(
        "six_ones/places.html",
        lines=lines,
        whole=queries.total(matter, lines),
        ALL=queries.ALL,
        LACKING=queries.LACKING,
        **_headed(matter),
    )


@blueprint.get("/children")
@access(Permission.SIX_ONE_READ)
def children() -> ResponseReturnValue:
    """Show the children behind a number."""
    matter = _asked_for()
    if matter is None:
        raise NotFound
    item, state = request.args.get("item"), request.args.get("state")
    return _list(matter, Narrowed(item or queries.ALL, state or None))


def _list(matter: Matter, narrowed: Narrowed) -> str:
    viewer, after = current_viewer(), request.args.get("after")
    page = queries.page(matter, narrowed, after)
    ids = [each.child_id for each in page.rows]
    _tell(Tag.SIX_ONE_READ, matter, seen=ids)
    return render_template(
        "six_ones/children.html",
        page=page,
        total=queries.count(matter, narrowed),
        narrowed=narrowed,
        files=queries.files(viewer, ids),
        sources=evidence.gathered(viewer, matter.campaign, ids),
        villages=regions.by_codes({each.region_code for each in page.rows}),
        is_first=after is None,
        State=State,
        ALL=queries.ALL,
        LACKING=queries.LACKING,
        **_headed(matter),
    )


@blueprint.get("/list.xlsx")
@access(Permission.SIX_ONE_READ)
def workbook() -> ResponseReturnValue:
    """Hand out the list of a village or a township, of a county its places."""
    matter = _asked_for()
    if matter is None:
        raise NotFound
    if matter.region.level in (Level.VILLAGE, Level.TOWNSHIP):
        content = _of_children(matter)
    else:
        lines = queries.lines(matter)
        _tell(Tag.SIX_ONE_EXPORT, matter)
        content = export.of_places(matter, lines, queries.total(matter, lines))
    name = f"{matter.campaign.code}-{matter.region.code}.xlsx"
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=name)


def _of_children(matter: Matter) -> bytes:
    """Return the list; a name stands in it for whoever may take names out."""
    viewer = current_viewer()
    found = queries.page(matter, Narrowed(), size=_MOST).rows
    ids = [each.child_id for each in found]
    _tell(Tag.SIX_ONE_EXPORT, matter, seen=ids)
    may = viewer.may(Permission.CHILD_EXPORT)
    return export.of_children(matter, found, queries.files(viewer, ids), with_names=may)


def _asked_for() -> Matter | None:
    told = request.args
    return queries.matter(current_viewer(), told.get("campaign"), told.get("region"))


def _headed(matter: Matter) -> dict[str, Any]:
    """Return what every page of it needs: which campaigns and places may be asked for."""
    viewer = current_viewer()
    mine = regions.by_codes(viewer.regions)
    return {
        "matter": matter,
        "campaigns": queries.choices(viewer),
        "path": counting.path_for(viewer, matter.region),
        "others": [each for each in mine.values() if each.code != matter.region.code],
    }


def _tell(tag: Tag, matter: Matter, seen: Sequence[Any] = ()) -> None:
    record(
        tag,
        actor_id=current_viewer().account_id,
        region_code=matter.region.code,
        seen=seen,
        campaign=matter.campaign.code,
    )
