"""The lists of marks and cases within reach: each number is its list, for it is one statement.

A village sees what its visits noticed and how far each case is; nothing sealed is opened here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from casework.accounts.viewer import Viewer
from casework.children import attention
from casework.children import queries as children
from casework.children.attention import Entry, Key, Rows, Subject, Tile
from casework.children.models import Child
from casework.db.base import db
from casework.db.paging import Page
from casework.errors import NotFound
from casework.psychology.models import CaseState, MarkState, PsychologyCase, PsychologyMark
from casework.psychology.queries import MARKS_FOR, reach
from casework.psychology.rules import IN_HAND, OPEN_CASES
from casework.regions import queries as regions

_PREFIX = "psychology-"
_WHOLE = 2
_Day = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]


def _marks(state: MarkState) -> Callable[[Viewer, date], Rows]:
    def statement(viewer: Viewer, on: date) -> Rows:
        return (
            select(
                PsychologyMark.region_code,
                func.min(PsychologyMark.noted_on).label("due_on"),
                PsychologyMark.child_id.label("id"),
                PsychologyMark.child_id,
            )
            .where(reach(viewer, PsychologyMark), PsychologyMark.state == state)
            .where(PsychologyMark.noted_on > on - MARKS_FOR)
            .group_by(PsychologyMark.region_code, PsychologyMark.child_id)
        )

    return statement


def _cases(condition: ColumnElement[bool], day: _Day) -> Callable[[Viewer, date], Rows]:
    def statement(viewer: Viewer, _on: date) -> Rows:
        return (
            select(
                PsychologyCase.region_code,
                func.min(day).label("due_on"),
                PsychologyCase.child_id.label("id"),
                PsychologyCase.child_id,
            )
            .where(reach(viewer, PsychologyCase), condition)
            .group_by(PsychologyCase.region_code, PsychologyCase.child_id)
        )

    return statement


def _tile(
    name: str,
    label: str,
    about: str,
    tone: str,
    *,
    statement: Callable[[Viewer, date], Rows],
    due_label: str,
) -> Tile:
    return Tile(
        _PREFIX + name, label, about, "heart-pulse", tone, Subject.CHILD, statement, due_label
    )


PROPOSED = _tile(
    "proposed",
    "建议心理转介",
    "近90天的走访里有“要找专业人员”或者“说过伤害自己的话”，还没有转介，也没有写明不用转介的孩子。",
    "late",
    statement=_marks(MarkState.PROPOSED),
    due_label="走访日期",
)
WATCH = _tile(
    "watch",
    "要多留意",
    "近90天最后一次走访里有“情绪低落，要多留意”的孩子。",
    "soon",
    statement=_marks(MarkState.WATCH),
    due_label="走访日期",
)
WAITING = _tile(
    "waiting",
    "已转介，等接案",
    "已经转介，心理服务人员还没有接案的孩子。",
    "soon",
    statement=_cases(PsychologyCase.state == CaseState.REFERRED, PsychologyCase.referred_on),
    due_label="转介日期",
)
CARE = _tile(
    "care",
    "关爱服务中",
    "心理服务人员已经接案、还没有结束的孩子。",
    "info",
    statement=_cases(PsychologyCase.state.in_(IN_HAND), PsychologyCase.accepted_on),
    due_label="接案日期",
)
CONSENT = _tile(
    "consent",
    "心理转介待补监护人同意",
    "已经转介或者在服务，监护人还没有同意的孩子。转介不因此停下。",
    "soon",
    statement=_cases(
        PsychologyCase.needs_consent.is_(True) & PsychologyCase.state.in_(OPEN_CASES),
        PsychologyCase.referred_on,
    ),
    due_label="转介日期",
)
CLOSED = _tile(
    "closed",
    "已结束",
    "心理关爱已经结束的孩子。",
    "info",
    statement=_cases(PsychologyCase.state == CaseState.CLOSED, PsychologyCase.closed_on),
    due_label="结束日期",
)

TILES = (PROPOSED, WATCH, WAITING, CARE, CONSENT, CLOSED)


@dataclass(frozen=True)
class Line:
    """One child of a list."""

    child: Child
    place: str
    on: date | None


@dataclass(frozen=True)
class Listing:
    """One list with the numbers of all."""

    tile: Tile
    #: Number by code of the tile.
    numbers: dict[str, int]
    lines: Sequence[Line]
    after: str | None


def chosen(name: str | None) -> Tile:
    """Return the list that an address names, the first without a name; raise NotFound."""
    found = [tile for tile in TILES if name is None or tile.code == _PREFIX + name]
    if not found:
        raise NotFound
    return found[0]


def name_of(tile: Tile) -> str:
    """Return how an address names a list."""
    return tile.code.removeprefix(_PREFIX)


def listing(viewer: Viewer, tile: Tile, on: date, after: Key | None) -> Listing:
    """Return a page of a list, and how many stand on each."""
    counted = attention.counts(viewer, on, _WHOLE, TILES)
    page: Page[Entry] = attention.page(tile, viewer, on, after=after)
    numbers = {code: sum(by_place.values()) for code, by_place in counted.items()}
    return Listing(tile, numbers, _lines(viewer, page.rows), page.after)


def _lines(viewer: Viewer, entries: Iterable[Entry]) -> list[Line]:
    rows = list(entries)
    statement = children.visible_to(viewer).where(Child.id.in_({each.child_id for each in rows}))
    known = {child.id: child for child in db.session.scalars(statement)} if rows else {}
    places = regions.by_codes({each.region_code for each in rows}) if rows else {}
    return [
        Line(
            known[each.child_id],
            places[each.region_code].name if each.region_code in places else "",
            each.due_on,
        )
        for each in rows
        if each.child_id in known
    ]
