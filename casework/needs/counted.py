"""Figures of needs: whose were met (协调解决), which were waiting; each is the list of its rows.

Rows are read as columns: a child may have moved away since, and stays counted where it was helped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.needs.models import Need, NeedStatus
from casework.practice import queries as practice
from casework.regions.codes import prefix

#: Kinds of the visit form with the figure's title: registered before any practice is read.
SOLVED = {
    "medical": "协调解决就医",
    "money": "协调解决资金救助",
    "goods": "协调解决衣物、学习用品",
    "tutoring": "协调解决学习辅导",
    "psych": "协调解决心理疏导",
    "legal": "协调解决法律援助",
    "hukou": "协调解决户口、证件",
    "schooling": "协调解决上学",
    "care": "协调解决照料",
    "safety": "协调消除安全隐患",
    "other": "协调解决其他需求",
}
_GROUP = "需求"
_SINCE = "2026.1"
_SOLVED = "期间内办结为“已解决”的这一种需求，按儿童计，同一名儿童只算一次；按办结时孩子住的地方算。"
_OPEN = "期末还没有办结的需求，按件计，按孩子现在住的地方算。"
_OVERDUE = "期末还没有办结、办理期限已经过了的需求，按件计，按孩子现在住的地方算。"


@dataclass(frozen=True)
class _Row:
    """What a figure needs to know of a need."""

    id: UUID
    child_id: UUID
    region_code: str
    on: date
    kind: str


def _rows(region: Any, day: Any, *conditions: ColumnElement[bool]) -> Iterator[_Row]:
    columns = (Need.id, Need.child_id, region, day, Need.kind.column, Need.wrapped_key)
    statement = select(*columns).where(*conditions).order_by(day, Need.id)
    for need_id, child_id, code, on, box, wrapped in db.session.execute(statement):
        kind = Need.kind.open(box, wrapped, owner=child_id, row=need_id)
        yield _Row(need_id, child_id, code, on, kind)


def _solved(kind: str, asked: Asked) -> Iterator[Entry]:
    found = _rows(
        Need.counted_region_code,
        Need.closed_on,
        within(Need.counted_region_code, (prefix(asked.region_code),)),
        Need.status == NeedStatus.SOLVED,
        Need.closed_on >= asked.first_on,
        Need.closed_on < asked.until_on,
    )
    return (_entry(row, str(row.child_id)) for row in found if row.kind == kind)


def _open(asked: Asked) -> Iterator[Entry]:
    return (_entry(row, str(row.id)) for row in _open_rows(asked))


def _overdue(asked: Asked) -> Iterator[Entry]:
    found = _open_rows(asked, Need.due_on < asked.until_on)
    return (_entry(row, str(row.id)) for row in found)


def _open_rows(asked: Asked, *conditions: ColumnElement[bool]) -> Iterator[_Row]:
    """Yield what was open when the period ended."""
    is_open = or_(Need.closed_on.is_(None), Need.closed_on >= asked.until_on)
    return _rows(
        Need.region_code,
        Need.opened_on,
        within(Need.region_code, (prefix(asked.region_code),)),
        Need.opened_on < asked.until_on,
        is_open,
        *conditions,
    )


def _entry(row: _Row, key: str) -> Entry:
    return Entry(
        key=key,
        region_code=row.region_code,
        on=row.on,
        about=practice.visit_form().need_label(row.kind),
        child_id=row.child_id,
        endpoint="needs.show",
        values={"child_id": row.child_id, "need_id": row.id},
    )


def _figure(
    code: str,
    title: str,
    meaning: str,
    entries: Callable[[Asked], Iterator[Entry]],
    *,
    measure: Measure = Measure.ROWS,
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit="人" if measure is Measure.DISTINCT else "件",
        meaning=meaning,
        measure=measure,
        since=_SINCE,
        permission=Permission.NEED_CLOSE,
        group=_GROUP,
        entries=entries,
    )


def code_of(kind: str) -> str:
    """Return the code of the figure of a kind; that of medical needs is the field's own."""
    return "ind_medical_solved" if kind == "medical" else f"ind_need_solved_{kind}"


register(
    *(
        _figure(code_of(kind), title, _SOLVED, partial(_solved, kind), measure=Measure.DISTINCT)
        for kind, title in SOLVED.items()
    ),
    _figure("ind_needs_open", "待办需求", _OPEN, _open),
    _figure("ind_needs_overdue", "逾期未办需求", _OVERDUE, _overdue),
)
