"""The one blueprint of media items, and what other pages may ask of them."""

from typing import Any

from flask import Blueprint

from casework.accounts.access import current_viewer
from casework.accounts.permissions import Permission
from casework.activities.models import Activity
from casework.media import queries

blueprint = Blueprint("media", __name__, url_prefix="/media")


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
