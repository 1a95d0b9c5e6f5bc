"""What those who get totals are shown: no child, and small cells hidden."""

from collections.abc import Mapping, Sequence
from datetime import date

from casework.counting.figures import WHOLE, Cell, Figures
from casework.counting.places import Place, below, with_strays
from casework.counting.rules import Measure
from casework.counting.suppression import hidden, is_small
from casework.regions import queries as regions
from casework.regions.codes import Level, pad
from casework.regions.models import Region
from casework.visits.models import Mode

#: A report that totals may be read of; its rows lie one level deeper.
READABLE = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})

#: Townships are the lowest rows: nine digits.
DEPTH = 9

Tree = Mapping[str, Sequence[str]]

_MODES = [(Measure.VISITS, mode.value) for mode in Mode]


def rows_of(region: Region, on: date, counted: Mapping[str, Figures]) -> list[Place]:
    """Return the rows of one report for totals: never a village."""
    places = [place for place in below(region, on) if place.level is not Level.VILLAGE]
    within_depth = [key for key in counted if len(key) <= DEPTH]
    return with_strays(region, places, within_depth)


def protected(root: str, on: date, counted: Mapping[str, Figures]) -> dict[str, Figures]:
    """Hide small cells in the figures of everything under a prefix, and what would tell them."""
    tree = _tree(regions.get(pad(root)), on, counted)
    gone: dict[str, set[Cell]] = {place: set() for place in counted}
    for cell in {cell for figures in counted.values() for cell in figures.cells}:
        if cell not in _MODES:
            for place in hidden(_values(counted, cell), tree, root):
                gone[place].add(cell)
    for place in _without_modes(counted, tree, root, gone):
        gone[place].update(_MODES)
    return {place: figures.without(gone[place]) for place, figures in counted.items()}


def _tree(region: Region, on: date, counted: Mapping[str, Figures]) -> dict[str, list[str]]:
    """Return the prefixes below each prefix, down to townships."""
    places = rows_of(region, on, counted)
    tree = {Place.of(region).prefix: [place.prefix for place in places]}
    for place in places:
        if place.level in READABLE:
            tree |= _tree(regions.get(place.code), on, counted)
    return tree


def _values(counted: Mapping[str, Figures], cell: Cell) -> dict[str, int]:
    return {place: figures.of(*cell) or 0 for place, figures in counted.items()}


def _without_modes(
    counted: Mapping[str, Figures], tree: Tree, root: str, gone: Mapping[str, set[Cell]]
) -> frozenset[str]:
    """Return where visits are not told by mode: the modes add up, so they go together."""
    whole = (Measure.VISITS, WHOLE)
    small = {
        place
        for place, figures in counted.items()
        if whole in gone[place] or any(is_small(figures.of(*mode) or 0) for mode in _MODES)
    }
    return hidden(_values(counted, whole), tree, root, small)
