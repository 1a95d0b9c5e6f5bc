"""Between figures and the columns that keep them."""

from collections.abc import Iterable, Mapping
from typing import Any

from casework.counting.figures import WHOLE, Cell, Figures
from casework.counting.rules import Measure
from casework.visits.models import Mode

#: The cell that each column of ``Measured`` keeps, for the whole; the first six also by category.
COLUMNS: Mapping[str, Cell] = {
    **{
        measure.value: (measure, WHOLE)
        for measure in (
            Measure.IN_CARE,
            Measure.VISITED,
            Measure.REACHED,
            Measure.DUE,
            Measure.OVERDUE,
            Measure.FIRST_VISITS,
            Measure.VISITS,
        )
    },
    **{f"visits_{mode.value}": (Measure.VISITS, mode.value) for mode in Mode},
    Measure.ENTERED.value: (Measure.ENTERED, WHOLE),
    Measure.EXITED.value: (Measure.EXITED, WHOLE),
}

_MODES = frozenset(mode.value for mode in Mode)


def columns_of(figures: Figures) -> dict[str, dict[str, int]]:
    """Return the columns of each part of some figures: the whole and every category."""
    found: dict[str, dict[str, int]] = {WHOLE: dict.fromkeys(COLUMNS, 0)}
    for (measure, part), number in figures.cells.items():
        is_mode = measure is Measure.VISITS and part in _MODES
        column = f"visits_{part}" if is_mode else measure.value
        row = found.setdefault(WHOLE if is_mode else part, dict.fromkeys(COLUMNS, 0))
        row[column] = number or 0
    return found


def figures_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Figures:
    """Return the figures that some rows keep: each its part and its columns."""
    cells: dict[Cell, int | None] = {}
    for part, row in rows:
        for column, (measure, whole_part) in COLUMNS.items():
            cells[measure, part or whole_part] = row[column]
    return Figures({cell: number for cell, number in cells.items() if number})
