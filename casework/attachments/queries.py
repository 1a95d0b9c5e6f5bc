"""Finding files of a child in reach, and opening them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.attachments.models import Attachment, FileState, SubjectKind
from casework.attachments.store import FileLost, StoreFailed, current_store
from casework.children.models import Child
from casework.children.queries import same_place
from casework.crypto.stream import open_stream
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound, RuleBroken

_LOST = "文件的内容不在了，请告诉系统管理员。"
_AWAY = "存放文件的地方暂时连不上，请过一会儿再试。"


def of_child(child: Child) -> Sequence[Attachment]:
    """Return every file of a child in reach, the oldest first, with those that were removed."""
    statement = select(Attachment).where(same_place(Attachment, child)).order_by(Attachment.id)
    return db.session.scalars(statement).all()


def of_subject(child: Child, kind: SubjectKind, subject_id: UUID) -> Sequence[Attachment]:
    """Return the files about one subject of a child in reach, the oldest first.

    With the lines of those that were removed. What belongs to the child itself is found whatever
    file it was handed in for, since files can be merged.
    """
    statement = select(Attachment).where(same_place(Attachment, child), _about(kind, subject_id))
    return db.session.scalars(statement.order_by(Attachment.id)).all()


def by_subject(child: Child) -> Mapping[tuple[str, UUID], Sequence[Attachment]]:
    """Return the files of a child in reach by the kind and id of their subjects; one statement."""
    found: dict[tuple[str, UUID], list[Attachment]] = {}
    for each in of_child(child):
        found.setdefault((each.kind.value, each.subject_id), []).append(each)
    return found


def count_by_subject(child: Child) -> Mapping[tuple[SubjectKind, UUID], int]:
    """Return how many files there are about each subject of a child in reach; one statement."""
    statement = select(Attachment.kind, Attachment.subject_id).where(
        same_place(Attachment, child), Attachment.state == FileState.READY
    )
    return Counter((row.kind, row.subject_id) for row in db.session.execute(statement))


def get(child: Child, file_id: UUID) -> Attachment:
    """Return one file of a child in reach; raise NotFound for a missing or removed one."""
    statement = select(Attachment).where(
        same_place(Attachment, child),
        Attachment.id == file_id,
        Attachment.state == FileState.READY,
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def handed_in_lately(viewer: Viewer) -> int:
    """Return how many files the viewer has handed in within a day."""
    statement = (
        select(func.count())
        .select_from(Attachment)
        .where(within(Attachment.region_code, viewer.scope.ranges))
        .where(Attachment.account_id == viewer.account_id)
        .where(Attachment.created_at > clock.now() - timedelta(days=1))
    )
    return db.session.scalar(statement) or 0


def content(attachment: Attachment) -> Iterator[bytes]:
    """Return the file's content piece by piece.

    Raises RuleBroken where the store has lost it or cannot be reached, SealBroken where it was
    altered: both before anything is given out, as far as the first piece shows it.
    """
    name, secret = attachment.storage_name, attachment.secret
    if name is None or secret is None:
        raise NotFound
    try:
        stream = open_stream(current_store().open(name), secret, attachment.id.bytes)
        first = next(stream)
    except FileLost:
        raise RuleBroken(_LOST) from None
    except StoreFailed:
        raise RuleBroken(_AWAY) from None
    return _from(first, stream)


def _from(first: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from stream


def _about(kind: SubjectKind, subject_id: UUID) -> ColumnElement[bool]:
    if kind is SubjectKind.CHILD:
        return Attachment.kind == kind
    return (Attachment.kind == kind) & (Attachment.subject_id == subject_id)
