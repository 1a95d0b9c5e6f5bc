"""What a county, township or village stood at in a month: its rows, and the figures made of them.

The same rows are read from the records, are stored when the month is signed, and are read again
from what was signed: so that a figure, its list and a later difference have one meaning.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from casework.counting.figures import WHOLE, Cell, Figures, summed, with_children
from casework.counting.rules import Basis, Measure
from casework.visits.models import Mode


class ChildLine(NamedTuple):
    """A child as it counts in a place; the fields are the columns of ``SignedChild``."""

    region_code: str
    child_id: UUID
    case_number: str
    in_care: bool = False
    categories: int = 0
    risk: int | None = None
    visited: bool = False
    reached: bool = False
    due: bool = False
    overdue: bool = False
    first_visit: bool = False
    entered: bool = False
    exited: bool = False
    reason: str | None = None


class VisitLine(NamedTuple):
    """A valid visit; the fields are the columns of ``SignedVisit``."""

    region_code: str
    visit_id: UUID
    child_id: UUID
    version: int
    mode: Mode
    visited_on: date
    is_counted: bool


@dataclass(frozen=True)
class Standing:
    """The rows of a region and a month, by region and id."""

    children: tuple[ChildLine, ...]
    visits: tuple[VisitLine, ...]

    @classmethod
    def of(cls, children: Iterable[ChildLine], visits: Iterable[VisitLine]) -> "Standing":
        """Put rows into their order."""
        return cls(tuple(sorted(children, key=_place)), tuple(sorted(visits, key=_place)))

    def under(self, prefix: str) -> "Standing":
        """Return the rows of a region within."""
        return Standing(
            tuple(line for line in self.children if line.region_code.startswith(prefix)),
            tuple(line for line in self.visits if line.region_code.startswith(prefix)),
        )

    def figures(self, basis: Basis) -> dict[str, Figures]:
        """Return the figures by prefix of every level."""
        figures = summed(self._cells(basis))
        for measure in (Measure.ENTERED, Measure.EXITED):
            acted = [
                (line.child_id, line.region_code)
                for line in self.children
                if getattr(line, measure.value)
            ]
            figures = with_children(figures, measure, acted)
        return figures

    def _cells(self, basis: Basis) -> Mapping[str, Counter[Cell]]:
        cells: dict[str, Counter[Cell]] = {}
        parts: dict[int, list[str]] = {}
        for line in self.children:
            if line.in_care:
                if line.categories not in parts:
                    parts[line.categories] = _parts(basis, line.categories)
                own = cells.setdefault(line.region_code, Counter())
                for measure in _measures(line):
                    own.update((measure, part) for part in parts[line.categories])
        for visit in self.visits:
            if visit.is_counted:
                own = cells.setdefault(visit.region_code, Counter())
                own.update([(Measure.VISITS, WHOLE), (Measure.VISITS, visit.mode.value)])
        return cells


def _place(line: ChildLine | VisitLine) -> tuple[str, UUID]:
    return line[0], line[1]


def _parts(basis: Basis, categories: int) -> list[str]:
    return [WHOLE, *sorted(basis.book.with_ancestors(basis.book.leaves(categories)))]


def _measures(line: ChildLine) -> list[Measure]:
    flags = {
        Measure.VISITED: line.visited,
        Measure.REACHED: line.reached,
        Measure.DUE: line.due,
        Measure.OVERDUE: line.overdue,
        Measure.FIRST_VISITS: line.first_visit,
    }
    return [Measure.IN_CARE, *(measure for measure, flag in flags.items() if flag)]
