"""Counting a month anew, child by child in plain Python: what ``check coverage`` compares with.

It reads all dated rows of the children of a region and shares no condition with the expression.
Slow and simple on purpose.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from casework.children.models import CategoryMembership, RiskSpell, Status, StatusSpell, Stay
from casework.children.rules import covers
from casework.clock import Month
from casework.counting.expression import Rows
from casework.counting.figures import WHOLE, Cell, Figures, summed, with_children
from casework.counting.rules import DEFAULT_RISK, Basis, Measure
from casework.db.base import db
from casework.db.scope import within
from casework.visits.models import Visit
from casework.visits.rules import is_in_person, is_valid

#: Rows of one kind by child.
ByChild = Mapping[UUID, Sequence[Any]]


@dataclass(frozen=True)
class Difference:
    """A cell on which the two ways of counting do not agree."""

    prefix: str
    cell: Cell
    counted: int
    recounted: int


def differences(
    counted: Mapping[str, Figures], recounted: Mapping[str, Figures]
) -> Iterator[Difference]:
    """Yield every cell that two counts of the same tree do not share."""
    for prefix in sorted(counted.keys() | recounted.keys()):
        one, other = counted.get(prefix, Figures()), recounted.get(prefix, Figures())
        for cell in sorted(one.cells.keys() | other.cells.keys(), key=_name):
            numbers = one.of(*cell) or 0, other.of(*cell) or 0
            if numbers[0] != numbers[1]:
                yield Difference(prefix, cell, *numbers)


def recount(month: Month, under: str, basis: Basis) -> dict[str, Figures]:
    """Count everything under a prefix: figures by prefix of every level down to villages."""
    cells: dict[str, Counter[Cell]] = defaultdict(Counter)
    files = _Files(under, month)
    for child_id, stay in files.living_on(month.last):
        for cell in _cells_of(files, child_id, stay.region_code, month, basis):
            cells[stay.region_code][cell] += 1
    for visit in _visits_counted(under):
        if is_valid(visit.review_state, visit.outcome) and Month.of(visit.visited_on) == month:
            cells[visit.counted_region_code][Measure.VISITS, WHOLE] += 1
            cells[visit.counted_region_code][Measure.VISITS, visit.mode.value] += 1
    return _with_acts(summed(cells), under, month)


class _Files:
    """The dated rows of the children who ever lived in a region."""

    def __init__(self, under: str, month: Month) -> None:
        rows = db.session.execute(
            select(Stay.child_id, Stay.region_code, Stay.from_on, Stay.until_on).where(
                within(Stay.region_code, (under,))
            )
        )
        self.stays = rows.all()
        self.spells = _rows(under, StatusSpell, "status", "is_entry", "first_due_on")
        self.memberships = _rows(under, CategoryMembership, "code")
        self.risks = _rows(under, RiskSpell, "level")
        self.visits = _visits_by_file(under, month)

    def living_on(self, day: date) -> Iterator[tuple[UUID, Any]]:
        for stay in self.stays:
            if covers(stay.from_on, stay.until_on, day):
                yield stay.child_id, stay


def _rows(under: str, model: Any, *columns: str) -> ByChild:
    names = ("child_id", "from_on", "until_on", *columns)
    here = exists().where(Stay.child_id == model.child_id, within(Stay.region_code, (under,)))
    return _by_child(select(*(getattr(model, name) for name in names)).where(here))


def _visits_by_file(under: str, month: Month) -> ByChild:
    """Return the visits by the file that they were filed under at the end of a month."""
    names = ("id", "child_id", "visited_on", "mode", "outcome", "review_state")
    columns = [getattr(Visit, name) for name in (*names, "filed_under_id", "filed_until_on")]
    rows = {
        row.id: row
        for whose in (Visit.child_id, Visit.filed_under_id)
        for row in db.session.execute(
            select(*columns).where(
                exists().where(Stay.child_id == whose, within(Stay.region_code, (under,)))
            )
        )
    }
    found = defaultdict(list)
    for row in rows.values():
        was_elsewhere = row.filed_until_on is not None and month.last < row.filed_until_on
        found[row.filed_under_id if was_elsewhere else row.child_id].append(row)
    return found


def _by_child(statement: Rows) -> ByChild:
    found = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.child_id].append(row)
    return found


def _cells_of(
    files: _Files, child_id: UUID, place: str, month: Month, basis: Basis
) -> Iterator[Cell]:
    """Yield every cell that a child living in the region adds one to."""
    spells = files.spells.get(child_id, ())
    is_active = any(s.status is Status.ACTIVE for s in _held(spells, month.last))
    held = {m.code for m in _held(files.memberships.get(child_id, ()), month.last)}
    codes = held - set(basis.allowance_codes)
    if not is_active or not codes:
        return
    risks = [r.level for r in _held(files.risks.get(child_id, ()), month.last)]
    interval = _interval(basis, place, risks, codes)
    visits = [v for v in files.visits.get(child_id, ()) if is_valid(v.review_state, v.outcome)]
    for part in (WHOLE, *basis.book.with_ancestors(codes)):
        for measure in _measures(visits, _first_due_on(spells, month), interval, month):
            yield measure, part


def _measures(
    visits: Iterable[Any], first_due_on: date | None, interval: timedelta, month: Month
) -> Iterator[Measure]:
    now = [visit for visit in visits if Month.of(visit.visited_on) == month]
    in_person = [visit for visit in visits if is_in_person(visit.mode)]
    before = [visit.visited_on for visit in in_person if visit.visited_on < month.first]
    seen = any(is_in_person(visit.mode) for visit in now)
    due_on = max(before) + interval if before else first_due_on or month.first
    yield Measure.IN_CARE
    if seen:
        yield Measure.VISITED
    if now:
        yield Measure.REACHED
    if due_on <= month.last:
        yield Measure.DUE
    if due_on <= month.last and not seen:
        yield Measure.OVERDUE
    if seen and not before:
        yield Measure.FIRST_VISITS


def _interval(basis: Basis, place: str, risks: Sequence[int], codes: Iterable[str]) -> timedelta:
    rules = basis.rules_at(place)
    return timedelta(
        days=min(rules.days(level, tuple(codes)) for level in risks or (DEFAULT_RISK,))
    )


def _first_due_on(spells: Sequence[Any], month: Month) -> date | None:
    entries = [s for s in spells if s.status is Status.ACTIVE and s.is_entry]
    past = sorted((s for s in entries if s.from_on <= month.last), key=lambda s: s.from_on)
    return past[-1].first_due_on if past else None


def _held(rows: Iterable[Any], day: date) -> list[Any]:
    return [row for row in rows if covers(row.from_on, row.until_on, day)]


def _visits_counted(under: str) -> Iterable[Any]:
    return db.session.execute(
        select(
            Visit.counted_region_code,
            Visit.visited_on,
            Visit.mode,
            Visit.outcome,
            Visit.review_state,
        ).where(within(Visit.counted_region_code, (under,)))
    )


def _with_acts(figures: dict[str, Figures], under: str, month: Month) -> dict[str, Figures]:
    """Add who came onto the list and who left it, each child once at every level."""
    came, left = [], []
    for child_id, spells in _spells_counted(under).items():
        active_since = [s.from_on for s in spells if s.status is Status.ACTIVE]
        for spell in spells:
            code = spell.counted_region_code
            if Month.of(spell.from_on) != month or not code.startswith(under):
                continue
            if spell.status is Status.ACTIVE and spell.is_entry:
                came.append((child_id, code))
            if (
                spell.status is Status.CLOSED
                and min(active_since, default=date.max) <= spell.from_on
            ):
                left.append((child_id, code))
    with_entries = with_children(figures, Measure.ENTERED, came)
    return with_children(with_entries, Measure.EXITED, left)


def _spells_counted(under: str) -> ByChild:
    """Return all spells of the children who have any that counts in the region."""
    own = aliased(StatusSpell, name="own")
    here = exists().where(
        own.child_id == StatusSpell.child_id, within(own.counted_region_code, (under,))
    )
    statement = select(
        StatusSpell.child_id,
        StatusSpell.counted_region_code,
        StatusSpell.status,
        StatusSpell.is_entry,
        StatusSpell.from_on,
    )
    return _by_child(statement.where(here))


def _name(cell: Cell) -> tuple[str, str]:
    return cell[0].value, cell[1]
