"""Figures made of visits: children visited, how often, told of policy, homes checked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from casework.accounts.permissions import Permission
from casework.children.models import Stay
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.regions.codes import prefix
from casework.visits.models import Mode, Visit
from casework.visits.queries import counts

_GROUP = "走访"
_SINCE = "2026.1"


def _counted(asked: Asked) -> list[ColumnElement[bool]]:
    """Return what counts: valid visits of children who lived there on the day."""
    return [
        within(Visit.counted_region_code, asked.viewer.scope.ranges),
        within(Visit.counted_region_code, [prefix(asked.region_code)]),
        Visit.visited_on >= asked.first_on,
        Visit.visited_on < asked.until_on,
        counts(),
    ]


_COLUMNS = (Visit.id, Visit.child_id, Visit.counted_region_code, Visit.visited_on, Visit.mode)


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the visits that count, by one statement; nothing sealed is read."""
    return _entries(asked)


def _entries(asked: Asked, *conditions: ColumnElement[bool]) -> Iterator[Entry]:
    statement = select(*_COLUMNS).where(*_counted(asked), *conditions)
    return (_entry(*visit) for visit in db.session.execute(statement))


def _entry(visit_id: UUID, child_id: UUID, code: str, on: date, mode: Mode) -> Entry:
    return Entry(
        key=str(child_id),
        region_code=code,
        on=on,
        about=mode.label,
        child_id=child_id,
        endpoint="visits.show",
        values={"visit_id": visit_id},
    )


def _persons(asked: Asked) -> Decimal:
    distinct = select(func.count(Visit.child_id.distinct())).where(*_counted(asked))
    return Decimal(db.session.scalar(distinct) or 0)


def _times(asked: Asked) -> Decimal:
    rows = select(func.count()).select_from(Visit).where(*_counted(asked))
    return Decimal(db.session.scalar(rows) or 0)


def _told(asked: Asked) -> Iterator[Entry]:
    return _entries(asked, Visit.policy_told.is_(True))


def _persons_told(asked: Asked) -> Decimal:
    distinct = select(func.count(Visit.child_id.distinct()))
    return Decimal(db.session.scalar(distinct.where(*_counted(asked), Visit.policy_told)) or 0)


def _homes(asked: Asked) -> Iterator[Entry]:
    """Yield the checks of safety by the home of that day; a child without one is its own."""
    begun = _stays(asked).where(Stay.from_on <= Visit.visited_on).order_by(Stay.from_on.desc())
    # Of a visit that is older than the file, the first home that is known.
    later = _stays(asked).where(Stay.from_on > Visit.visited_on).order_by(Stay.from_on)
    home = func.coalesce(begun.limit(1).scalar_subquery(), later.limit(1).scalar_subquery())
    statement = select(*_COLUMNS, home).where(*_counted(asked), Visit.safety_checked)
    for visit_id, child_id, code, on, mode, household_id in db.session.execute(statement):
        entry = _entry(visit_id, child_id, code, on, mode)
        yield replace(entry, key=str(household_id)) if household_id else entry


def _stays(asked: Asked) -> Select[Any]:
    is_here = within(Stay.region_code, [prefix(asked.region_code)])
    stays = select(Stay.household_id).where(Stay.child_id == Visit.child_id, is_here)
    return stays.where(Stay.household_id.is_not(None)).correlate(Visit)


register(
    Figure(
        code="ind_children_visited",
        title="走访探视儿童数",
        unit="人",
        meaning="这段时间里至少有一次有效走访的儿童，一个孩子只算一次；按走访那天孩子住的地方算。见到孩子或者照料人、没有被退回的走访才有效。",
        measure=Measure.DISTINCT,
        since=_SINCE,
        permission=Permission.VISIT_READ,
        group=_GROUP,
        entries=entries,
        tally=_persons,
    ),
    Figure(
        code="ind_visit_times",
        title="走访慰问人次",
        unit="人次",
        meaning="这段时间里的有效走访，一次见几个孩子就算几人次；按走访那天孩子住的地方算。",
        measure=Measure.ROWS,
        since=_SINCE,
        permission=Permission.VISIT_READ,
        group=_GROUP,
        entries=entries,
        tally=_times,
    ),
    Figure(
        code="ind_policy_told",
        title="走访时宣传政策的儿童",
        unit="人",
        meaning="这段时间里有效走访时宣传了政策的儿童，一个孩子只算一次；按走访那天孩子住的地方算。",
        measure=Measure.DISTINCT,
        since=_SINCE,
        permission=Permission.VISIT_READ,
        group=_GROUP,
        entries=_told,
        tally=_persons_told,
    ),
    Figure(
        code="ind_safety_homes",
        title="安全检查入户",
        unit="户",
        meaning="这段时间里有效走访时查过居住安全的家庭，一户只算一次，住在一起的几个孩子是一户；没有登记住户的，一个孩子算一户。",
        measure=Measure.DISTINCT,
        since=_SINCE,
        permission=Permission.VISIT_READ,
        group=_GROUP,
        entries=_homes,
    ),
)
