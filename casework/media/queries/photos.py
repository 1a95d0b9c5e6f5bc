"""Photos of an activity in reach, and what of them may leave the house."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.activities.models import Activity, Desk
from casework.attachments.store import FileLost, StoreFailed, current_store
from casework.crypto.stream import open_stream
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.media.models import ActivityPhoto

_LOST = "照片的内容不在了，请告诉系统管理员。"
_AWAY = "存放文件的地方暂时连不上，请过一会儿再试。"


def photos_of(activity: Activity) -> Sequence[ActivityPhoto]:
    """Return every photo of an activity in reach, with those that were removed."""
    statement = select(ActivityPhoto).where(
        ActivityPhoto.region_code == activity.region_code, ActivityPhoto.activity_id == activity.id
    )
    return db.session.scalars(statement.order_by(ActivityPhoto.id)).all()


def shown_photos(viewer: Viewer, activity: Activity) -> Sequence[ActivityPhoto]:
    """Return the photos of an activity that somebody may look at."""
    return [
        photo
        for photo in photos_of(activity)
        if photo.is_there and is_shown(viewer, activity, photo)
    ]


def is_shown(viewer: Viewer, activity: Activity, photo: ActivityPhoto) -> bool:
    """Say whether somebody may look at a photo of an activity in reach.

    妇联, who sees no child by name, sees none on a photo of the civil affairs' either.
    """
    return is_own(viewer, activity) or viewer.sees_names or photo.may_leave


def is_own(viewer: Viewer, activity: Activity) -> bool:
    """Say whether an activity is of the viewer's own desk."""
    return activity.desk is (Desk.CIVIL if viewer.sees_names else Desk.WOMENS_FED)


def get_photo(activity: Activity, photo_id: UUID) -> ActivityPhoto:
    """Return one photo of an activity in reach that is there; raise NotFound."""
    found = {photo.id: photo for photo in photos_of(activity) if photo.is_there}
    if photo_id not in found:
        raise NotFound
    return found[photo_id]


def for_outside(viewer: Viewer, activity: Activity) -> list[ActivityPhoto]:
    """Return the photos that may be part of what is meant for outside: no child, or cleared."""
    return [photo for photo in shown_photos(viewer, activity) if photo.may_leave]


def content(photo: ActivityPhoto) -> Iterator[bytes]:
    """Return a photo piece by piece.

    Raises RuleBroken where the store has lost it or cannot be reached, SealBroken where it was
    altered: both before anything is given out, as far as the first piece shows it.
    """
    name, secret = photo.storage_name, photo.secret
    if name is None or secret is None:
        raise NotFound
    try:
        stream = open_stream(current_store().open(name), secret, photo.id.bytes)
        first = next(stream)
    except FileLost:
        raise RuleBroken(_LOST) from None
    except StoreFailed:
        raise RuleBroken(_AWAY) from None
    return _from(first, stream)


def stored_names(names: Collection[str]) -> set[str]:
    """Return which of some names of stored content are of photos."""
    rows = select(ActivityPhoto.storage_name).where(ActivityPhoto.storage_name.in_(names))
    return {name for name in db.session.scalars(rows) if name is not None}


def _from(first: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from stream
