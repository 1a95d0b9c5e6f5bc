"""What every volunteer costs for every request, in blocks of rows, without asking pair by pair.

Each aspect depends on little: a few places, sets of needs, languages. Its function is asked once
for each two values that occur (``fitting``), and a row of costs is a sum of rows of these tables.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casework.matching import fitting
from casework.matching.fitting import Helper, Reason, Wanted
from casework.practice.rules.matching import MatchingRules

Ints = NDArray[np.int32]

#: More than any sum of points (``rules.matching.MOST``): a pair that is excluded.
EXCLUDED = 100_000
_ROWS_AT_ONCE = 512

_Asked = Callable[[Any, Any, MatchingRules], Sequence[Reason]]

#: Each aspect with what it depends on: of the request, of the volunteer.
_ASPECTS: dict[str, tuple[_Asked, Callable[[Wanted], Hashable], Callable[[Helper], Hashable]]] = {
    "place": (fitting.place, lambda w: (w.place,), lambda h: (h.base, h.reach)),
    "need": (fitting.need, lambda w: w.needs, lambda h: h.served),
    "language": (fitting.language, lambda w: w.languages, lambda h: h.languages),
    "sex": (fitting.sex, lambda w: w.sex_wish, lambda h: h.sex),
    "time": (fitting.time, lambda w: w.free_times, lambda h: h.free_times),
}


@dataclass(frozen=True)
class _Table:
    """One aspect: which row of the table each request has, and the costs of each volunteer."""

    row_of: NDArray[np.intp]
    #: By row and volunteer.
    costs: Ints


class Costs:
    """The costs of all requests and volunteers; what a volunteer has already is not in them."""

    def __init__(
        self, wanted: Sequence[Wanted], helpers: Sequence[Helper], rules: MatchingRules
    ) -> None:
        self.wanted, self.helpers, self.rules = wanted, helpers, rules

    @cached_property
    def _tables(self) -> dict[str, _Table]:
        return {name: self._table(*aspect) for name, aspect in _ASPECTS.items()}

    def _table(
        self,
        ask: _Asked,
        of_wanted: Callable[[Wanted], Hashable],
        of_helper: Callable[[Helper], Hashable],
    ) -> _Table:
        rows, row_of = _distinct([of_wanted(each) for each in self.wanted])
        columns, column_of = _distinct([of_helper(each) for each in self.helpers])
        costs = [[_points(ask(row, column, self.rules)) for column in columns] for row in rows]
        shape = len(rows), len(columns)
        return _Table(row_of, np.array(costs, dtype=np.int32).reshape(shape)[:, column_of])

    def blocks(self) -> Iterator[tuple[int, Ints]]:
        """Yield the first row and the costs of some rows at a time."""
        for low in range(0, len(self.wanted), _ROWS_AT_ONCE):
            yield low, self.of_rows(np.arange(low, min(low + _ROWS_AT_ONCE, len(self.wanted))))

    def of_rows(self, rows: NDArray[Any]) -> Ints:
        """Return the costs of some requests, a row each; from EXCLUDED on it cannot be."""
        total = np.zeros((len(rows), len(self.helpers)), dtype=np.int32)
        for table in self._tables.values():
            total += table.costs[table.row_of[rows]]
        return total

    def of_pairs(self, rows: NDArray[Any], columns: NDArray[Any]) -> Ints:
        """Return the costs of some pairs."""
        total = np.zeros(len(rows), dtype=np.int32)
        for table in self._tables.values():
            total += table.costs[table.row_of[rows], columns]
        return total

    def excluded_by(self, row: int) -> dict[str, NDArray[np.bool_]]:
        """Return which volunteers each aspect excludes for a request."""
        return {
            name: table.costs[table.row_of[row]] >= EXCLUDED for name, table in self._tables.items()
        }


def _distinct(values: list[Hashable]) -> tuple[list[Hashable], NDArray[np.intp]]:
    place = {value: n for n, value in enumerate(dict.fromkeys(values))}
    return list(place), np.array([place[value] for value in values], dtype=np.intp)


def _points(reasons: Sequence[Reason]) -> int:
    return sum(EXCLUDED if each.points is None else each.points for each in reasons)
