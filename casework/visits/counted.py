"""Figures made of visits: children visited, how often, told of policy, homes checked.

A call is no visit: whoever reads 走访 reads that somebody went there, as in 已走访 of the monthly
report. Calls, videos and other ways stand beside it, so that both together are its 走访人次.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, not_, select

from casework.accounts.permissions import Permission
from casework.children.models import Stay
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.regions.codes import prefix
from casework.visits.models import Mode, Visit
from casework.visits.queries import counts, in_person

_GROUP = "走访"
_SINCE = "2026.2"
_COLUMNS = (Visit.id, Visit.child_id, Visit.counted_region_code, Visit.visited_on, Visit.mode)


def _counted(asked: Asked, *more: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Return what counts: valid visits of children who lived there on the day."""
    return [
        within(Visit.counted_region_code, asked.viewer.scope.ranges),
        within(Visit.counted_region_code, [prefix(asked.region_code)]),
        Visit.visited_on >= asked.first_on,
        Visit.visited_on < asked.until_on,
        counts(),
        *more,
    ]


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the visits in person that count, by one statement; nothing sealed is read."""
    return _entries(asked, in_person())


def _contacts(asked: Asked) -> Iterator[Entry]:
    return _entries(asked, not_(in_person()))


def _told(asked: Asked) -> Iterator[Entry]:
    return _entries(asked, Visit.policy_told.is_(True))


def _entries(asked: Asked, *conditions: ColumnElement[bool]) -> Iterator[Entry]:
    statement = select(*_COLUMNS).where(*_counted(asked, *conditions))
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


def _persons(condition: Callable[[], ColumnElement[bool]]) -> Callable[[Asked], Decimal]:
    def persons(asked: Asked) -> Decimal:
        distinct = select(func.count(Visit.child_id.distinct()))
        return Decimal(db.session.scalar(distinct.where(*_counted(asked, condition()))) or 0)

    return persons


def _times(condition: Callable[[], ColumnElement[bool]]) -> Callable[[Asked], Decimal]:
    def times(asked: Asked) -> Decimal:
        rows = select(func.count()).select_from(Visit)
        return Decimal(db.session.scalar(rows.where(*_counted(asked, condition()))) or 0)

    return times


def _homes(asked: Asked) -> Iterator[Entry]:
    """Yield the checks of safety by the home of that day; a child without one is its own."""
    begun = _stays(asked).where(Stay.from_on <= Visit.visited_on).order_by(Stay.from_on.desc())
    # Of a visit that is older than the file, the first home that is known.
    later = _stays(asked).where(Stay.from_on > Visit.visited_on).order_by(Stay.from_on)
    home = func.coalesce(begun.limit(1).scalar_subquery(), later.limit(1).scalar_subquery())
    statement = select(*_COLUMNS, home).where(*_counted(asked, Visit.safety_checked.is_(True)))
    for visit_id, child_id, code, on, mode, household_id in db.session.execute(statement):
        entry = _entry(visit_id, child_id, code, on, mode)
        yield replace(entry, key=str(household_id)) if household_id else entry


def _stays(asked: Asked) -> Select[Any]:
    is_here = within(Stay.region_code, [prefix(asked.region_code)])
    stays = select(Stay.household_id).where(Stay.child_id == Visit.child_id, is_here)
    return stays.where(Stay.household_id.is_not(None)).correlate(Visit)


def _figure(
    code: str,
    title: str,
    unit: str,
    meaning: str,
    *,
    measure: Measure,
    entries: Callable[[Asked], Iterator[Entry]],
    tally: Callable[[Asked], Decimal] | None = None,
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit=unit,
        meaning=meaning,
        measure=measure,
        since=_SINCE,
        permission=Permission.VISIT_READ,
        group=_GROUP,
        entries=entries,
        tally=tally,
    )


register(
    _figure(
        "ind_children_visited",
        "走访探视儿童数",
        "人",
        "这段时间里至少有一次有效的当面走访（入户、到校）的儿童，一个孩子只算一次；"
        "按走访那天孩子住的地方算。见到孩子或者照料人、没有被退回的走访才有效，"
        "电话、视频不算走访。",
        measure=Measure.DISTINCT,
        entries=entries,
        tally=_persons(in_person),
    ),
    _figure(
        "ind_visit_times",
        "走访慰问人次",
        "人次",
        "这段时间里有效的当面走访（入户、到校），一次见几个孩子就算几人次；"
        "按走访那天孩子住的地方算。电话、视频另算。",
        measure=Measure.ROWS,
        entries=entries,
        tally=_times(in_person),
    ),
    _figure(
        "ind_contact_times",
        "电话、视频联系人次",
        "人次",
        "这段时间里用电话、视频或者其他方式联系到孩子或者照料人的次数，"
        "一次联系几个孩子就算几人次；和走访慰问人次相加，就是月报的走访人次。",
        measure=Measure.ROWS,
        entries=_contacts,
        tally=_times(lambda: not_(in_person())),
    ),
    _figure(
        "ind_policy_told",
        "走访时宣传政策的儿童",
        "人",
        "这段时间里有效走访时宣传了政策的儿童，一个孩子只算一次；按走访那天孩子住的地方算。",
        measure=Measure.DISTINCT,
        entries=_told,
        tally=_persons(lambda: Visit.policy_told.is_(True)),
    ),
    _figure(
        "ind_safety_homes",
        "安全检查入户",
        "户",
        "这段时间里有效走访时查过居住安全的家庭，一户只算一次，住在一起的几个孩子是一户；没有登记住户的，一个孩子算一户。",
        measure=Measure.DISTINCT,
        entries=_homes,
    ),
)
