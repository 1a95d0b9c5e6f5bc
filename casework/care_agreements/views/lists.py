"""The figures of entrusted care, and behind each exactly its children."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.care_agreements import figures, listing
from casework.care_agreements.views.blueprint import blueprint
from casework.children import attention
from casework.children.attention import Key


@blueprint.get("/agreements")
@access(Permission.AGREEMENT_READ)
def index() -> ResponseReturnValue:
    """Show the figures by place, and the children behind the one that was chosen."""
    viewer, on = current_viewer(), clock.today()
    tile = listing.chosen(request.args.get("show"))
    place = request.args.get("place")
    after = Key.parse(request.args.get("after"), tile.subject)
    under = listing.under(viewer, place)
    page = attention.page(tile, viewer, on, under=under, after=after)
    lines = listing.lines(viewer, page.rows)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={line.child.id for line in lines})
    return render_template(
        "care_agreements/index.html",
        figures=figures.FIGURES,
        short=figures.SHORT,
        table=listing.table(viewer, on),
        tile=tile,
        place=place,
        lines=lines,
        after=page.after,
        is_first=after is None,
        today=on,
    )
