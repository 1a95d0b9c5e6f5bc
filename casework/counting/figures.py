"""Figures of regions: additive cells, their sums up the tree, the ratio made of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from casework.counting.rules import Measure
from casework.visits.models import Mode

#: A measure and the part of it: the mode of visits, the category of children in care.
Cell = tuple[Measure, str]

WHOLE = ""

#: Where a region code may be cut: province, city, county, township, village.
DEPTHS = (2, 4, 6, 9, 12)

#: The measures of the report in the order of its table and of ``--json``.
REPORTED = (
    Measure.IN_CARE,
    Measure.VISITED,
    Measure.REACHED,
    Measure.VISITS,
    Measure.DUE,
    Measure.OVERDUE,
    Measure.FIRST_VISITS,
    Measure.ENTERED,
    Measure.EXITED,
)


@dataclass(frozen=True)
class Figures:
    """What was counted for one region; a cell that is not there is 0, a hidden one None."""

    cells: Mapping[Cell, int | None] = field(default_factory=dict)

    def of(self, measure: Measure, part: str = WHOLE) -> int | None:
        """Return one figure; None when it is hidden."""
        if measure is Measure.UNVISITED:
            return _less(self.of(Measure.IN_CARE, part), self.of(Measure.VISITED, part))
        return self.cells.get((measure, part), 0)

    @property
    def coverage(self) -> float | None:
        """Visited of those in care, to 4 places; None when nobody is, or a part is hidden."""
        return self.coverage_of(WHOLE)

    def coverage_of(self, category: str) -> float | None:
        """Return the coverage of a category."""
        in_care = self.of(Measure.IN_CARE, category)
        visited = self.of(Measure.VISITED, category)
        return round(visited / in_care, 4) if in_care and visited is not None else None

    @property
    def visits_by_mode(self) -> dict[str, int | None]:
        """Valid visits by mode, every mode."""
        return {mode.value: self.of(Measure.VISITS, mode.value) for mode in Mode}

    @property
    def by_category(self) -> dict[str, int | None]:
        """Children in care by category with its parents; those of nobody are left out."""
        return {
            part: count
            for (measure, part), count in sorted(self.cells.items(), key=lambda cell: cell[0][1])
            if measure is Measure.IN_CARE and part and count != 0
        }

    def as_json(self) -> dict[str, Any]:
        """Return the figures by the names of ``reports coverage --json``, in its order."""
        plain: dict[str, Any] = {}
        for measure in REPORTED:
            plain[measure.value] = self.of(measure)
            if measure is Measure.VISITS:
                plain["visits_by_mode"] = self.visits_by_mode
                plain["coverage"] = self.coverage
        return {**plain, "by_category": self.by_category}


def summed(counted: Mapping[str, Counter[Cell]]) -> dict[str, Figures]:
    """Add counts by region code up the tree: figures by prefix of every level."""
    sums: dict[str, Counter[Cell]] = {}
    for code, cells in counted.items():
        for prefix in prefixes_of(code):
            sums.setdefault(prefix, Counter()).update(cells)
    return {prefix: Figures(cells) for prefix, cells in sums.items()}


def with_children(
    figures: Mapping[str, Figures], measure: Measure, acted: Iterable[tuple[UUID, str]]
) -> dict[str, Figures]:
    """Add a measure that counts a child once at every level, in however many places it acted.

    ``acted`` are children with the region code, or a prefix of it, where the act counts.
    """
    children: dict[str, set[UUID]] = {}
    for child_id, place in acted:
        for prefix in prefixes_of(place):
            children.setdefault(prefix, set()).add(child_id)
    added = {
        prefix: Figures({**figures.get(prefix, Figures()).cells, (measure, WHOLE): len(ids)})
        for prefix, ids in children.items()
    }
    return {**figures, **added}


def prefixes_of(code: str) -> list[str]:
    """Return the prefixes of a region code, or of a prefix, from the province down."""
    return [code[:depth] for depth in DEPTHS if depth <= len(code)]


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part
