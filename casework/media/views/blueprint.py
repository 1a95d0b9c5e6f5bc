"""The one blueprint of media items, and what other pages may ask of them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.accounts.access import current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities.models import Activity
from casework.errors import RuleBroken
from casework.media import queries, rules, showing
from casework.media.models import MediaItem

blueprint = Blueprint("media", __name__, url_prefix="/media")


def opened(
    item_id: UUID, *, to_change: bool = False
) -> tuple[Viewer, MediaItem, ResponseReturnValue | None]:
    """Return who asks, the item in reach, and where she is sent who may not do that with it."""
    viewer = current_viewer()
    item = queries.get(viewer, item_id)
    is_open = showing.is_own(viewer, item) if to_change else queries.may_open(viewer, item)
    if is_open:
        return viewer, item, None
    try:
        rules.check_desk(item.desk, queries.desk_of(viewer))
    except RuleBroken as broken:
        flash(broken.message, "error")
    return viewer, item, redirect(url_for("media.index"))


def media_of(activity: Activity) -> dict[str, Any]:
    """Return what an activity's page says of media and photos (``media/_of_activity.html``)."""
    viewer = current_viewer()
    reads = viewer.may(Permission.MEDIA_READ)
    return {
        "items": queries.of_activity(viewer, activity.id) if reads else [],
        "photos": queries.shown_photos(viewer, activity),
    }


#: For the page of an activity, which stands floors below.
blueprint.add_app_template_global(media_of, "media_of")
