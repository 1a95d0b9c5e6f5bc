"""The one blueprint of the register."""

from uuid import UUID

from flask import Blueprint

from casework.accounts.access import current_viewer
from casework.accounts.viewer import Viewer
from casework.volunteers import queries
from casework.volunteers.models import Volunteer

blueprint = Blueprint("volunteers", __name__, url_prefix="/volunteers")


def opened(volunteer_id: UUID) -> tuple[Viewer, Volunteer]:
    """Return who asks, and the volunteer in reach; raise NotFound."""
    viewer = current_viewer()
    return viewer, queries.get(viewer, volunteer_id)
