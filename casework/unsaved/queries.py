"""Finding a kept form again."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.unsaved.models import UnsavedForm


def find(viewer: Viewer, form_id: UUID, path: str) -> UnsavedForm | None:
    """Return the viewer's own form for a page; None for anybody else's, another page, too late."""
    kept = db.session.get(UnsavedForm, form_id)
    if kept is None or kept.account_id != viewer.account_id:
        return None
    return kept if kept.path == path and kept.until_at > clock.now() else None
