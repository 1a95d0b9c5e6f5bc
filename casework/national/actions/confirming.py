"""Standing for a comparison: from then on it is known who is entered there and who is not."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select, update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.db.scope import within
from casework.errors import RuleBroken
from casework.national.models import (
    ListState,
    MarkSource,
    NationalConfirmed,
    NationalList,
    NationalMark,
    NationalRow,
    Result,
)
from casework.national.queries.here import mask_of
from casework.practice import queries as practice

_BATCH = 500


def confirm(*, actor: Viewer, found: NationalList) -> int:
    """Mark whom the list shows as entered or as ended there; return how many marks are new.

    Once, however often it is pressed. Raises RuleBroken while nothing was compared, and while it
    is open whether somebody is there.
    """
    if found.state is ListState.CONFIRMED:
        return 0
    if found.state is not ListState.COMPARED:
        raise RuleBroken("这份名单还没有核对好，请等核对完成。")
    if found.counts.get(f"open_{Result.POSSIBLE.value}"):
        # Whoever may be there already would be entered a second time.
        raise RuleBroken("还有“可能是同一个孩子”没有看，请先看完再确认，免得重复录入。")
    marks = list(_marks(actor, found))
    _outdate(actor, found.system, [mark.child_id for mark in marks])
    insert_all(db.session(), marks)
    db.session.add(
        NationalConfirmed(
            target_code=found.region_code,
            system=found.system,
            as_of=found.as_of,
            account_id=actor.account_id,
        )
    )
    found.state, found.confirmed_at = ListState.CONFIRMED, clock.now()
    found.confirmed_by = actor.account_id
    record(
        Tag.NATIONAL_CONFIRM,
        actor_id=actor.account_id,
        region_code=found.region_code,
        subject_id=found.id,
        marks=len(marks),
    )
    return len(marks)


def _marks(actor: Viewer, found: NationalList) -> Iterator[NationalMark]:
    """Yield a mark for each child of which something else was known before."""
    there = _there(found)
    mask = mask_of(practice.national().of(found.system))
    ids = sorted(there)
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        current = _current(actor, found.system, part)
        for child in db.session.scalars(children.visible_to(actor).where(Child.id.in_(part))):
            known, is_there = current.get(child.id), there[child.id]
            bits = child.category_mask & mask
            if known == (is_there, bits) or (known is None and not is_there):
                continue
            yield _mark(actor, found, child, is_there=is_there, bits=bits)


def _there(found: NationalList) -> dict[UUID, bool]:
    """Return of each child that the list tells of whether it is entered there."""
    statement = (
        select(NationalRow.here_id, NationalRow.result, NationalRow.is_ended)
        .where(NationalRow.region_code == found.region_code, NationalRow.list_id == found.id)
        .where(NationalRow.here_id.is_not(None))
    )
    return {
        here_id: result is not Result.HERE and not is_ended
        for here_id, result, is_ended in db.session.execute(statement)
        if here_id is not None
    }


def _current(actor: Viewer, system: str, child_ids: Sequence[UUID]) -> dict[UUID, tuple[bool, int]]:
    statement = (
        select(NationalMark.child_id, NationalMark.is_there, NationalMark.category_mask)
        .where(within(NationalMark.region_code, actor.scope.ranges))
        .where(NationalMark.child_id.in_(child_ids), NationalMark.system == system)
        .where(NationalMark.is_current)
    )
    return {child_id: (there, bits) for child_id, there, bits in db.session.execute(statement)}


def _outdate(actor: Viewer, system: str, child_ids: Sequence[UUID]) -> None:
    for start in range(0, len(child_ids), _BATCH):
        db.session.execute(
            update(NationalMark)
            .where(within(NationalMark.region_code, actor.scope.ranges))
            .where(NationalMark.child_id.in_(child_ids[start : start + _BATCH]))
            .where(NationalMark.system == system, NationalMark.is_current)
            .values(is_current=False)
            .execution_options(synchronize_session=False)
        )


def _mark(
    actor: Viewer, found: NationalList, child: Child, *, is_there: bool, bits: int
) -> NationalMark:
    return NationalMark(
        owner=child,
        region_code=child.region_code,
        child_id=child.id,
        system=found.system,
        source=MarkSource.COMPARED,
        is_there=is_there,
        on_day=found.as_of,
        category_mask=bits,
        account_id=actor.account_id,
        list_id=found.id,
        is_current=True,
    )
