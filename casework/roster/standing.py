"""How an import stands: its rows, who is asked, what was built on what it brought."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import ChildChange
from casework.db.base import Base, Row, db
from casework.db.scope import Scoped, within
from casework.errors import NotFound
from casework.roster.models import RosterRow, RowFate, Upload, UploadState


def rows_to_do(upload: Upload, after: int, most: int) -> Sequence[RosterRow]:
    """Return the next rows of an import, in their order."""
    return _rows(upload, RowFate.WAITING, most, RosterRow.number > after)


def rows_to_take_back(upload: Upload, after: int, most: int) -> Sequence[RosterRow]:
    """Return the next rows of an import that is taken back."""
    return _rows(upload, RowFate.DONE, most, RosterRow.number > after)


def rows_with_reasons(upload: Upload, most: int) -> Sequence[RosterRow]:
    """Return the rows that were not imported, or not taken back."""
    return _rows(upload, (RowFate.LEFT, RowFate.KEPT), most, RosterRow.why.column.is_not(None))


def _rows(
    upload: Upload, fate: RowFate | tuple[RowFate, ...], most: int, *conditions: ColumnElement[bool]
) -> Sequence[RosterRow]:
    fates = fate if isinstance(fate, tuple) else (fate,)
    statement = (
        select(RosterRow)
        .where(RosterRow.upload_id == upload.id, RosterRow.fate.in_(fates), *conditions)
        .order_by(RosterRow.number)
        .limit(most)
    )
    return db.session.scalars(statement).all()


def fates(upload: Upload) -> dict[RowFate, int]:
    """Return how many rows of an import have which fate."""
    statement = (
        select(RosterRow.fate, func.count())
        .where(RosterRow.upload_id == upload.id)
        .group_by(RosterRow.fate)
    )
    return dict(db.session.execute(statement).all())


def children_of(upload: Upload, fate: RowFate) -> Sequence[UUID]:
    """Return the children whose rows have a fate."""
    statement = select(RosterRow.child_id).where(
        RosterRow.upload_id == upload.id, RosterRow.fate == fate, RosterRow.child_id.is_not(None)
    )
    return [child_id for child_id in db.session.scalars(statement) if child_id is not None]


def built_on(viewer: Viewer, rows: Sequence[RosterRow]) -> set[UUID]:
    """Return the children of imported rows about whom something was added since: by anybody."""
    since = {row.child_id: row.done_at for row in rows if row.child_id and row.done_at}
    found: set[UUID] = set()
    if not since:
        return found
    for model in _about_children():
        statement = select(model.child_id, model.created_at).where(
            model.child_id.in_(since), model.created_at > min(since.values())
        )
        if issubclass(model, Scoped):
            statement = statement.where(within(model.region_code, viewer.scope.ranges))
        found |= {c for c, at in db.session.execute(statement) if at > since[c]}
    return found


def _about_children() -> list[Any]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return [each for each in classes if issubclass(each, Row) and hasattr(each, "child_id")]


def fields_changed_since(viewer: Viewer, child_id: UUID, since: datetime) -> set[str]:
    """Return the fields of a file that somebody changed after an instant."""
    statement = select(ChildChange.field).where(
        within(ChildChange.region_code, viewer.scope.ranges),
        ChildChange.child_id == child_id,
        ChildChange.created_at > since,
    )
    return set(db.session.scalars(statement))


def asked_of(viewer: Viewer) -> Sequence[Upload]:
    """Return the imports of others in the viewer's reach that wait for a second person."""
    statement = select(Upload).where(_is_asked(viewer)).order_by(Upload.created_at).limit(30)
    return db.session.scalars(statement).all()


def get_asked(viewer: Viewer, upload_id: UUID) -> Upload:
    """Return an import that waits for a second person; NotFound for one's own and all others."""
    upload = db.session.scalar(select(Upload).where(Upload.id == upload_id, _is_asked(viewer)))
    if upload is None:
        raise NotFound
    return upload


def _is_asked(viewer: Viewer) -> ColumnElement[bool]:
    return and_(
        Upload.state == UploadState.AWAITING,
        Upload.second_id.is_(None),
        Upload.uploader_id != viewer.account_id,
        Upload.expires_at > clock.now(),
        within(Upload.target_code, viewer.scope.ranges),
    )
