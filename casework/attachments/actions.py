"""Taking files in, noting who looks at them, removing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.attachments import cleaning, queries, rules
from casework.attachments.cleaning import Cleaned
from casework.attachments.models import Attachment, FileState, SubjectKind
from casework.attachments.pending import remove_if_undone, remove_when_done
from casework.attachments.refusals import FileRefused
from casework.attachments.store import StoreFailed, current_store, new_name
from casework.attachments.subjects import is_known
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.crypto.stream import new_secret, seal_stream
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.texts import Text

_AWAY = "存放文件的地方暂时连不上，文件没有保存，请过一会儿再试。"


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


@dataclass(frozen=True)
class Taken:
    """What has become of several files."""

    stored: Sequence[Attachment]
    #: For each that was not stored, its name and why.
    refused: Sequence[Text]


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


def take(
    *,
    actor: Viewer,
    child_id: UUID,
    kind: SubjectKind,
    subject_id: UUID,
    received: Sequence[Received],
    title: str | None = None,
) -> Taken:
    """Store what is clean and say of the rest why it was not stored; each file by itself.

    Raises NotFound for a child out of reach and for a subject that it does not have.
    """
    child = children.of(children.locked(actor, {child_id}), child_id)
    stored: list[Attachment] = []
    told: list[Text] = []
    for each in received:
        try:
            if each.cleaned is None:
                raise each.refused or NotFound
            added = add(
                actor=actor,
                child=child,
                kind=kind,
                subject_id=subject_id,
                cleaned=each.cleaned,
                name=each.name,
                title=title,
            )
            stored.append(added)
        except RuleBroken as broken:
            name = rules.clean_name(each.name) or kind
            told.append(Text("%(name)s：%(why)s", name=name, why=broken.message))
        finally:
            if each.cleaned is not None:
                each.cleaned.close()
    return Taken(stored, told)


def add(
    *,
    actor: Viewer,
    child: Child,
    kind: SubjectKind,
    subject_id: UUID,
    cleaned: Cleaned,
    name: str = "",
    title: str | None = None,
) -> Attachment:
    """Store a clean file about a subject of a child, whatever state the child's file is in.

    Whoever had it cleaned closes it.

    The same file about the same subject again is the one that is there. Raises NotFound for a
    subject that the child does not have, RuleBroken where there is no room or the store is away.
    """
    if not is_known(child, kind, subject_id):
        raise NotFound
    held = [each for each in queries.of_subject(child, kind, subject_id) if each.is_ready]
    for known in held:
        if known.digest == cleaned.digest:
            return known
    rules.check_room(held, queries.handed_in_lately(actor))
    attachment = Attachment(
        owner=child,
        region_code=child.region_code,
        kind=kind,
        subject_id=subject_id,
        state=FileState.READY,
        account_id=actor.account_id,
        storage_name=new_name(),
        media_type=cleaned.media_type,
        size=cleaned.size,
        width=cleaned.width,
        height=cleaned.height,
        pages=cleaned.pages,
        title=title,
        original_name=rules.clean_name(name),
        digest=cleaned.digest,
        secret=new_secret(),
    )
    _store(attachment, cleaned)
    db.session.add(attachment)
    db.session.flush()
    _tell(Tag.FILE_ADD, actor, child, attachment)
    return attachment


def _store(attachment: Attachment, cleaned: Cleaned) -> None:
    """Store the content before the row: what is seen is whole."""
    name, secret = attachment.storage_name, attachment.secret
    if name is None or secret is None:
        raise NotFound
    suite = attachment.data_key().suite
    sealed = seal_stream(cleaned.pieces(), secret, attachment.id.bytes, suite)
    try:
        current_store().put(name, sealed)
    except StoreFailed:
        raise RuleBroken(_AWAY) from None
    remove_if_undone(name)


def note_opening(*, actor: Viewer, child: Child, attachment: Attachment) -> None:
    """Leave the trace of whoever looks at a file."""
    _tell(Tag.FILE_OPEN, actor, child, attachment)


def remove(*, actor: Viewer, child: Child, attachment: Attachment, reason: str | None) -> None:
    """Remove a file for good, with a reason; its line stays.

    Raises RuleBroken without a reason.
    """
    attachment.removal_reason = rules.check_reason(reason)
    if attachment.storage_name is not None:
        remove_when_done(attachment.storage_name)
    attachment.state = FileState.REMOVED
    attachment.storage_name = attachment.secret = None
    attachment.removed_at, attachment.removed_by = clock.now(), actor.account_id
    _tell(Tag.FILE_REMOVE, actor, child, attachment)


def _tell(tag: Tag, actor: Viewer, child: Child, attachment: Attachment) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=attachment.id,
        kind=attachment.kind.value,
    )
