"""Figures made of visits: children visited, how often, and how often only called.

A call is no visit: whoever reads 走访 reads that somebody went there, as in 已走访 of the monthly
report. Calls, videos and other ways stand beside it, so that both together are its 走访人次.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from sqlalchemy import ColumnElement, func, not_, select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.regions.codes import prefix
from casework.visits.models import Visit
from casework.visits.queries import counts, in_person

_GROUP = "走访"
_SINCE = "2026.2"


def _counted(asked: Asked, *, is_in_person: bool) -> list[ColumnElement[bool]]:
    """Return what counts: valid visits of children who lived there on the day."""
    return [
        within(Visit.counted_region_code, asked.viewer.scope.ranges),
        within(Visit.counted_region_code, [prefix(asked.region_code)]),
        Visit.visited_on >= asked.first_on,
        Visit.visited_on < asked.until_on,
        counts(),
        in_person() if is_in_person else not_(in_person()),
    ]


def entries(asked: Asked, *, is_in_person: bool = True) -> Iterator[Entry]:
    """Yield the visits that count, by one statement; nothing sealed is read."""
    columns = (Visit.id, Visit.child_id, Visit.counted_region_code, Visit.visited_on, Visit.mode)
    statement = select(*columns).where(*_counted(asked, is_in_person=is_in_person))
    for visit_id, child_id, code, on, mode in db.session.execute(statement):
        yield Entry(
            key=str(child_id),
            region_code=code,
            on=on,
            about=mode.label,
            child_id=child_id,
            endpoint="visits.show",
            values={"visit_id": visit_id},
        )


def _persons(asked: Asked) -> Decimal:
    counted = _counted(asked, is_in_person=True)
    distinct = select(func.count(Visit.child_id.distinct())).where(*counted)
    return Decimal(db.session.scalar(distinct) or 0)


def _times(asked: Asked, *, is_in_person: bool = True) -> Decimal:
    counted = _counted(asked, is_in_person=is_in_person)
    rows = select(func.count()).select_from(Visit).where(*counted)
    return Decimal(db.session.scalar(rows) or 0)


def _figure(
    code: str,
    title: str,
    unit: str,
    meaning: str,
    *,
    entries: Callable[[Asked], Iterator[Entry]],
    tally: Callable[[Asked], Decimal],
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit=unit,
        meaning=meaning,
        measure=Measure.DISTINCT if tally is _persons else Measure.ROWS,
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
        entries=entries,
        tally=_persons,
    ),
    _figure(
        "ind_visit_times",
        "走访慰问人次",
        "人次",
        "这段时间里有效的当面走访（入户、到校），一次见几个孩子就算几人次；"
        "按走访那天孩子住的地方算。电话、视频另算。",
        entries=entries,
        tally=_times,
    ),
    _figure(
        "ind_contact_times",
        "电话、视频联系人次",
        "人次",
        "这段时间里用电话、视频或者其他方式联系到孩子或者照料人的次数，"
        "一次联系几个孩子就算几人次；和走访慰问人次相加，就是月报的走访人次。",
        entries=partial(entries, is_in_person=False),
        tally=partial(_times, is_in_person=False),
    ),
)
