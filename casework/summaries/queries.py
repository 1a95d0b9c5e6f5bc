"""Finding drafts, sets and what was signed of them: each desk reads its own."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from casework.accounts.viewer import Viewer
from casework.activities.actions.recording import desk_of
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.summaries.models import (
    FigureSet,
    SignedFigureEntry,
    SignedFigureSet,
    SignedFigureValue,
    SummaryDraft,
    SummaryVersion,
)

_MOST = 200

T = TypeVar("T", SummaryDraft, FigureSet, SignedFigureSet)


def visible_to(viewer: Viewer, model: type[T]) -> Select[T]:
    """Return the rows of the viewer's own desk in reach; those withdrawn are among them."""
    return select(model).where(
        within(model.region_code, viewer.scope.ranges), model.desk == desk_of(viewer)
    )


def get(viewer: Viewer, model: type[T], row_id: UUID) -> T:
    """Return one of them; raise NotFound."""
    found = db.session.scalar(visible_to(viewer, model).where(model.id == row_id))
    if found is None:
        raise NotFound
    return found


def of_form(viewer: Viewer, model: type[T], client_id: UUID) -> T | None:
    """Return what a form made already."""
    kept: Any = model
    return db.session.scalar(visible_to(viewer, model).where(kept.client_id == client_id))


def drafts(viewer: Viewer) -> Sequence[SummaryDraft]:
    """Return the newest texts that stand."""
    statement = visible_to(viewer, SummaryDraft).where(SummaryDraft.withdrawn_on.is_(None))
    return db.session.scalars(statement.order_by(SummaryDraft.id.desc()).limit(_MOST)).all()


def versions(draft: SummaryDraft) -> Sequence[SummaryVersion]:
    """Return what a text said before, the newest first."""
    statement = select(SummaryVersion).where(
        within(SummaryVersion.region_code, (draft.region_code,)),
        SummaryVersion.draft_id == draft.id,
    )
    return db.session.scalars(statement.order_by(SummaryVersion.n.desc())).all()


def sets(viewer: Viewer) -> Sequence[FigureSet]:
    """Return the newest sets that stand."""
    statement = visible_to(viewer, FigureSet).where(FigureSet.withdrawn_on.is_(None))
    return db.session.scalars(statement.order_by(FigureSet.id.desc()).limit(_MOST)).all()


def signed_of(held: FigureSet) -> Sequence[SignedFigureSet]:
    """Return what was signed of a set: the first, then its corrections."""
    statement = select(SignedFigureSet).where(
        within(SignedFigureSet.region_code, (held.region_code,)),
        SignedFigureSet.set_id == held.id,
    )
    return db.session.scalars(statement.order_by(SignedFigureSet.n)).all()


def values_of(signed: SignedFigureSet) -> Sequence[SignedFigureValue]:
    """Return the numbers of a signed set in their order."""
    statement = select(SignedFigureValue).where(
        within(SignedFigureValue.region_code, (signed.region_code,)),
        SignedFigureValue.signed_id == signed.id,
    )
    return db.session.scalars(statement.order_by(SignedFigureValue.n)).all()


def entries_of(
    signed: SignedFigureSet,
    code: str | None = None,
    start: int = 0,
    size: int | None = None,
) -> Sequence[SignedFigureEntry]:
    """Return the rows behind a signed number, or behind all of them, as they were."""
    statement = select(SignedFigureEntry).where(
        within(SignedFigureEntry.region_code, (signed.region_code,)),
        SignedFigureEntry.signed_id == signed.id,
    )
    if code is not None:
        statement = statement.where(SignedFigureEntry.code == code)
    ordered = statement.order_by(SignedFigureEntry.code, SignedFigureEntry.n)
    return db.session.scalars(ordered.offset(start).limit(size)).all()
