"""Photos of an activity: taken in, looked at, answered for, removed.

A photo is drawn anew before it is stored, so that place and camera stay behind. Whether a child is
on it is asked of whoever uploads it; as long as nobody answered it counts as if one were. Nothing
with a child on it goes outside before somebody said who agreed and what was masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.models import Activity
from casework.attachments import cleaning
from casework.attachments.cleaning import Cleaned
from casework.attachments.pending import remove_if_undone, remove_when_done
from casework.attachments.refusals import FileRefused
from casework.attachments.rules import clean_name
from casework.attachments.store import StoreFailed, current_store, new_name
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.crypto.stream import new_secret, seal_stream
from casework.db.base import db
from casework.errors import RuleBroken
from casework.media import queries, rules
from casework.media.models import ActivityPhoto, Face
from casework.media.rules import Consent
from casework.texts import Text

_AWAY = "存放文件的地方暂时连不上，照片没有保存，请过一会儿再试。"
_PICTURE = "image/jpeg"


@dataclass(frozen=True)
class Upload:
    """A file as it was sent, and the name that it had there."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Received:
    """A file that was looked at: clean, or refused."""

    name: str
    cleaned: Cleaned | None
    refused: FileRefused | None


def receive(uploads: Sequence[Upload]) -> list[Received]:
    """Look at each file in a process of its own; takes seconds, and no row.

    The transaction is let go meanwhile: SQLite has one writer. Call it before anything is changed.
    """
    db.session.rollback()
    return [_received(upload) for upload in uploads]


def _received(upload: Upload) -> Received:
    try:
        return Received(upload.name, cleaning.clean(upload.content), None)
    except FileRefused as refused:
        return Received(upload.name, None, refused)


def add_photos(
    *, actor: Viewer, activity: Activity, received: Sequence[Received], face: Face
) -> list[Text]:
    """Store what is a clean photo; return for each that is not stored its name and why.

    The same photo again is the one that is there.
    """
    told: list[Text] = []
    for each in received:
        try:
            if each.cleaned is None:
                raise each.refused or RuleBroken("这个文件打不开，请重新拍照。")
            _add(actor, activity, each.cleaned, face)
        except RuleBroken as broken:
            name = clean_name(each.name) or "照片"  # no-catalogue: stands for a file's own name
            told.append(Text("%(name)s：%(why)s", name=name, why=broken.message))
        finally:
            if each.cleaned is not None:
                each.cleaned.close()
    return told


def _add(actor: Viewer, activity: Activity, cleaned: Cleaned, face: Face) -> None:
    if cleaned.media_type != _PICTURE:
        raise RuleBroken("这里只放照片，PDF 没有保存。")
    held = [photo for photo in queries.photos_of(activity) if photo.is_there]
    if any(photo.digest == cleaned.digest for photo in held):
        return
    if len(held) >= rules.PHOTOS_AN_ACTIVITY:
        raise RuleBroken(
            "一个活动最多放%(most)s张照片，这张没有保存。请先删除不要的。",
            most=rules.PHOTOS_AN_ACTIVITY,
        )
    photo = ActivityPhoto(
        owner=activity,
        region_code=activity.region_code,
        account_id=actor.account_id,
        storage_name=new_name(),
        size=cleaned.size,
        width=cleaned.width,
        height=cleaned.height,
        shows_child=face,
        digest=cleaned.digest,
        secret=new_secret(),
    )
    _store(photo, cleaned)
    db.session.add(photo)
    db.session.flush()
    _tell(Tag.PHOTO_ADD, actor, photo)


def _store(photo: ActivityPhoto, cleaned: Cleaned) -> None:
    """Store the content before the row: what is seen is whole."""
    name, secret = photo.storage_name or "", photo.secret or b""
    sealed = seal_stream(cleaned.pieces(), secret, photo.id.bytes, photo.data_key().suite)
    try:
        current_store().put(name, sealed)
    except StoreFailed:
        raise RuleBroken(_AWAY) from None
    remove_if_undone(name)


def note_opening(*, actor: Viewer, photo: ActivityPhoto) -> None:
    """Leave the trace of whoever looks at a photo."""
    _tell(Tag.PHOTO_OPEN, actor, photo)


def answer(*, actor: Viewer, photo: ActivityPhoto, face: Face) -> None:
    """Say whether a child is on a photo; a clearing of before is void then."""
    if photo.shows_child is face:
        return
    photo.shows_child, photo.cleared_at, photo.cleared_by = face, None, None
    _tell(Tag.PHOTO_ANSWER, actor, photo)


def clear_photo(
    *, actor: Viewer, photo: ActivityPhoto, consent: Consent, masking: str | None
) -> None:
    """Say that a photo with a child on it may go outside: who agreed, and what was masked.

    Raises RuleBroken where either is not said.
    """
    lacking = consent.lacks
    if lacking is not None:
        raise RuleBroken(lacking[1], lacking[0])
    if not masking:
        raise RuleBroken("请写明照片怎样处理的，例如：脸部打码、只拍背影。", "masking")
    if photo.cleared_at and (photo.consent, photo.masking) == (rules.written(consent), masking):
        return
    photo.consent, photo.masking = rules.written(consent), masking
    photo.cleared_at, photo.cleared_by = clock.now(), actor.account_id
    _tell(Tag.PHOTO_CLEAR, actor, photo)


def remove_photo(*, actor: Viewer, photo: ActivityPhoto, reason: str | None) -> None:
    """Remove a photo for good, with a reason; its line stays. Raises RuleBroken without one."""
    told = (reason or "").strip()
    if not told:
        raise RuleBroken("请写明为什么删除。", "reason")
    if photo.storage_name is not None:
        remove_when_done(photo.storage_name)
    photo.removal_reason = told
    photo.storage_name = photo.secret = None
    photo.removed_at, photo.removed_by = clock.now(), actor.account_id
    _tell(Tag.PHOTO_REMOVE, actor, photo)


def _tell(tag: Tag, actor: Viewer, photo: ActivityPhoto) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=photo.region_code,
        subject_id=photo.id,
        face=photo.shows_child.value,
    )
