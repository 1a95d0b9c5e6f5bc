"""What a mark means: which places must be counted anew in which of the months that are kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from casework.children.models import StatusSpell, Stay
from casework.clock import Month
from casework.db.base import db
from casework.marks.actions import Taken


def cells_of(marks: Sequence[Taken], months: Iterable[Month]) -> dict[Month, set[str]]:
    """Return the places to count by month: those marked, and wherever a marked child counts.

    A change of one day moves what is due, overdue or a first visit in every later month, in the
    village where the child lived then.
    """
    places = _places_of(marks)
    cells: dict[Month, set[str]] = defaultdict(set)
    for month in months:
        for mark in marks:
            if Month.of(mark.from_on) <= month:
                cells[month].add(mark.region_code)
                cells[month].update(_in(places.get(mark.child_id, ()), month))
    return cells


def _in(places: Iterable[tuple[str, date, date | None]], month: Month) -> Iterator[str]:
    for code, began, ended in places:
        if began <= month.last and (ended is None or ended >= month.first):
            yield code


def _places_of(marks: Sequence[Taken]) -> Mapping[UUID | None, list[tuple[str, date, date | None]]]:
    """Return where the children of marks lived, and came or left, since the first of the days."""
    since = min(mark.from_on for mark in marks)
    children = sorted({mark.child_id for mark in marks if mark.child_id is not None})
    found: dict[UUID | None, list[tuple[str, date, date | None]]] = defaultdict(list)
    for child_id, code, began, ended in _rows(children, since):
        found[child_id].append((code, began, ended))
    return found


def _rows(children: Sequence[UUID], since: date) -> Iterator[Sequence[Any]]:
    stays = (
        select(Stay.child_id, Stay.region_code, Stay.from_on, Stay.until_on)
        .where(Stay.child_id.in_(children))
        .where(or_(Stay.until_on.is_(None), Stay.until_on > since))
    )
    spells = (
        select(
            StatusSpell.child_id,
            StatusSpell.counted_region_code,
            StatusSpell.from_on,
            StatusSpell.until_on,
        )
        .where(StatusSpell.child_id.in_(children))
        .where(StatusSpell.from_on >= Month.of(since).first)
    )
    yield from db.session.execute(stays)
    yield from db.session.execute(spells)
