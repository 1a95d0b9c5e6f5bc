"""The activities of a region: how many, how many came, what is put up for checking."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.activities import addressing, queries, showing
from casework.activities.showing import Words
from casework.activities.views.blueprint import blueprint
from casework.assistance.places import offered


@blueprint.get("/")
@access(Permission.ACTIVITY_READ)
def index() -> ResponseReturnValue:
    """Show the activities of the viewer's region, narrowed, and what they come to."""
    viewer, after = current_viewer(), request.args.get("after")
    filters = addressing.read_filters(viewer, request.args)
    page = queries.page_of(viewer, filters, after)
    return render_template(
        "activities/index.html",
        lines=showing.lines(viewer, page.rows),
        after=page.after,
        is_first=after is None,
        filters=filters,
        sums=queries.sums(viewer, filters),
        words=Words.of(viewer),
        places=offered(viewer),
    )


@blueprint.get("/withdrawn")
@access(Permission.ACTIVITY_READ)
def withdrawn() -> ResponseReturnValue:
    """Show the activities that count no more, those withdrawn last first."""
    viewer = current_viewer()
    return render_template(
        "activities/withdrawn.html",
        lines=showing.lines(viewer, queries.withdrawn(viewer)),
        words=Words.of(viewer),
    )
