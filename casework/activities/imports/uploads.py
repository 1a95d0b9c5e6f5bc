"""The lists that one person has handed in."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.models import ActivityUpload
from casework.db.base import db
from casework.errors import NotFound

_SHOWN = 20


def own(viewer: Viewer) -> Sequence[ActivityUpload]:
    """Return one's own lists that are still kept, the newest first."""
    statement = (
        select(ActivityUpload)
        .where(
            ActivityUpload.uploader_id == viewer.account_id,
            ActivityUpload.expires_at > clock.now(),
        )
        .order_by(ActivityUpload.created_at.desc())
        .limit(_SHOWN)
    )
    return db.session.scalars(statement).all()


def get(viewer: Viewer, upload_id: UUID) -> ActivityUpload:
    """Return a list of one's own; raise NotFound for anybody else's and for expired ones."""
    upload = db.session.get(ActivityUpload, upload_id)
    is_own = upload is not None and upload.uploader_id == viewer.account_id
    if upload is None or not is_own or upload.expires_at <= clock.now():
        raise NotFound
    return upload
