"""The posts of a township."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.caseloads import queries
from casework.caseloads.forms import NOBODY
from casework.caseloads.views.blueprint import blueprint


@blueprint.get("/posts")
@access(Permission.CHILD_ASSIGN)
def posts() -> ResponseReturnValue:
    """Show the villages with who holds each, who covers, and what is vacant."""
    viewer = current_viewer()
    townships = queries.townships(viewer)
    here = queries.township_for(townships, request.args.get("code"))
    found = queries.posts_of(viewer, here) if here else []
    ids = {cover.covering_id for post in found for cover in post.covers}
    ids |= {cover.absent_id for post in found for cover in post.covers if cover.absent_id}
    ids |= {handover.to_id for post in found for handover in post.handovers}
    return render_template(
        "caseloads/posts.html",
        here=here,
        townships=townships,
        posts=found,
        names=accounts.names_of(ids),
        nobody=NOBODY,
        today=clock.today(),
    )
