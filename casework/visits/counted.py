"""Figures made of visits: children visited, and how often."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.regions.codes import prefix
from casework.visits.models import Visit
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


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the visits that count, by one statement; nothing sealed is read."""
    columns = (Visit.id, Visit.child_id, Visit.counted_region_code, Visit.visited_on, Visit.mode)
    for visit_id, child_id, code, on, mode in db.session.execute(
        select(*columns).where(*_counted(asked))
    ):
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
    distinct = select(func.count(Visit.child_id.distinct())).where(*_counted(asked))
    return Decimal(db.session.scalar(distinct) or 0)


def _times(asked: Asked) -> Decimal:
    rows = select(func.count()).select_from(Visit).where(*_counted(asked))
    return Decimal(db.session.scalar(rows) or 0)


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
)
