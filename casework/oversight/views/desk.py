"""The desk: what needs attention today, and the list behind each of its numbers."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import attention as tiles
from casework.children.attention import Key, Subject
from casework.oversight import desk as desks
from casework.oversight import lists
from casework.oversight.views.blueprint import blueprint
from casework.regions import queries as regions


@blueprint.get("/desk")
@access(Permission.TOWNSHIP_READ)
def desk() -> ResponseReturnValue:
    """Show what needs attention, as numbers that are lists."""
    viewer, on = current_viewer(), clock.today()
    here = regions.by_codes(viewer.regions)
    return render_template(
        "oversight/desk.html",
        desk=desks.desk(viewer, on),
        here=[here[code] for code in viewer.regions if code in here],
        today=on,
    )


@blueprint.get("/desk/<tile>")
@access(Permission.TOWNSHIP_READ)
def attention(tile: str) -> ResponseReturnValue:
    """Show what one number counts: as many rows as it says."""
    viewer, on = current_viewer(), clock.today()
    asked, place = tiles.get(tile), request.args.get("place")
    after = Key.parse(request.args.get("after"), asked.subject)
    under = desks.prefixes(viewer, place)
    page = tiles.page(asked, viewer, on, under=under, after=after)
    listing = lists.listing(viewer, asked.subject, page)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=listing.seen, tile=asked.code)
    return render_template(
        "oversight/attention.html",
        tile=asked,
        listing=listing,
        places=desks.by_place(viewer, asked, on),
        place=place,
        is_wide=desks.is_wide(viewer),
        is_first=after is None,
        today=on,
        Subject=Subject,
    )
