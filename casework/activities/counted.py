"""The figures of activities, counted where the unit is that held them; every desk's in a region.

Plain columns alone are read: no title, no file of a child.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select

from casework.accounts.permissions import Permission
from casework.activities import queries
from casework.activities.models import Activity, ActivityChild, ActivityPlace
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.practice import queries as practice
from casework.regions.codes import Level, level_of

_SINCE = "2026.2"
_GROUP = "活动"
_POLICY = ("policy_talk", "legal")
_COLUMNS = (Activity.id, Activity.region_code, Activity.held_on, Activity.kind)
_REACHED = Activity.children_reached + Activity.parents_reached


def _counts(asked: Asked, kinds: Sequence[str] = ()) -> list[ColumnElement[bool]]:
    """Return the conditions of the activities that count."""
    found = queries.counting(asked.viewer, asked.region_code, None, asked.first_on, asked.until_on)
    return [*found, Activity.kind.in_(kinds)] if kinds else found


class _Words:
    """Makes entries of plain columns; what is said of them is the kind of activity."""

    def __init__(self) -> None:
        self._kinds = practice.codes("activity_kind")

    def entry(self, row: Any, **more: Any) -> Entry:
        told: dict[str, Any] = {
            "key": str(row.id),
            "region_code": row.region_code,
            "on": row.held_on,
            "about": self._kinds.get(row.kind, row.kind),
            "endpoint": "activities.show",
            "values": {"activity_id": row.id},
        }
        return Entry(**{**told, **more})


def _summed(amount: Any, kinds: Sequence[str], asked: Asked) -> Iterator[Entry]:
    words = _Words()
    for row in db.session.execute(_amounts(amount, kinds, asked)):
        if row.amount:
            yield words.entry(row, amount=Decimal(row.amount))


def _bare(amount: Any, asked: Asked) -> Iterator[Entry]:
    for entry in _summed(amount, (), asked):
        yield replace(entry, is_bare=True)


def _amounts(amount: Any, kinds: Sequence[str], asked: Asked) -> Any:
    return select(*_COLUMNS, amount.label("amount")).where(*_counts(asked, kinds))


def _sum(amount: Any, kinds: Sequence[str], asked: Asked) -> Decimal:
    statement = select(func.sum(amount)).where(*_counts(asked, kinds))
    return Decimal(db.session.scalar(statement) or 0)


def _children(asked: Asked) -> Iterator[Entry]:
    """Yield those who are named, each once however often, and the bare counts of the others."""
    words, names = _Words(), asked.viewer.sees_names
    for row in db.session.execute(_naming(asked)):
        yield words.entry(row, key=str(row.child_id), child_id=row.child_id if names else None)
    yield from _bare(Activity.children_counted, asked)


def _naming(asked: Asked) -> Any:
    return (
        select(*_COLUMNS, ActivityChild.child_id)
        .join(ActivityChild, ActivityChild.activity_id == Activity.id)
        .where(within(ActivityChild.counted_region_code, asked.viewer.scope.ranges))
        .where(ActivityChild.withdrawn_on.is_(None), *_counts(asked))
    )


def _villages(asked: Asked) -> Iterator[Entry]:
    """Yield the villages that are named, each once, and the bare counts of further ones."""
    words = _Words()
    named = (
        select(*_COLUMNS, ActivityPlace.place_code)
        .join(ActivityPlace, ActivityPlace.activity_id == Activity.id)
        .where(within(ActivityPlace.region_code, asked.viewer.scope.ranges), *_counts(asked))
    )
    for row in db.session.execute(named):
        if level_of(row.place_code) is Level.VILLAGE:
            yield words.entry(row, key=row.place_code, region_code=row.place_code)
    yield from _bare(Activity.villages_counted, asked)


def _figure(
    code: str,
    title: str,
    unit: str,
    meaning: str,
    entries: Callable[[Asked], Iterator[Entry]],
    *,
    measure: Measure = Measure.DISTINCT,
    tally: Callable[[Asked], Decimal] | None = None,
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit=unit,
        meaning=meaning,
        measure=measure,
        since=_SINCE,
        permission=Permission.FIGURE_READ,
        group=_GROUP,
        entries=entries,
        tally=tally,
    )


def _sum_of(
    code: str, title: str, unit: str, meaning: str, *, amount: Any, kinds: Sequence[str] = ()
) -> Figure:
    return _figure(
        code,
        title,
        unit,
        meaning,
        partial(_summed, amount, kinds),
        measure=Measure.SUM,
        tally=partial(_sum, amount, kinds),
    )


register(
    _sum_of(
        "ind_activities",
        "活动场次",
        "场次",
        "这段时间里举办的活动，按登记的场次相加；按登记的单位所在地算，民政和妇联登记的都算。撤销的不算。",
        amount=Activity.sessions,
    ),
    _sum_of(
        "ind_policy_sessions",
        "政策宣讲场次",
        "场次",
        "这段时间里的政策宣讲和法治宣讲，按登记的场次相加。",
        amount=Activity.sessions,
        kinds=_POLICY,
    ),
    _sum_of(
        "ind_beneficiaries",
        "受益家长儿童",
        "人次",
        "这段时间里来参加活动的孩子和家长，来一次算一人次，按登记的人数相加。",
        amount=_REACHED,
    ),
    _figure(
        "ind_activity_children",
        "活动受益儿童",
        "人",
        "这段时间里从活动受益的儿童：选了名字的每人只算一次，没记名字的按登记的人数相加。",
        _children,
    ),
    _figure(
        "ind_activity_villages",
        "活动覆盖村（社区）",
        "个",
        "这段时间里办过活动的村（社区），选了名字的每个只算一次，另外登记的个数相加；只写到乡镇或县的不算。",
        _villages,
    ),
)
