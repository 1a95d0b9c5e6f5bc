"""A city's or province's reader who keeps every table ever shown, and knows how they are made."""

from collections.abc import Iterable, Mapping
from typing import Any

from casework.totals.rules import CATEGORIES, SMALL
from tests.totals.solver import MOST, Puzzle

#: One county in one month.
Place = tuple[str, str]

_FEW = (1, SMALL)
_NOT_FEW = ((0, 0), (SMALL + 1, MOST))
_COUNTS = ("in_care", "visited", "visits")
#: Below it, too few are in care to say "at least".
_LEAST_IN_CARE = 2 * SMALL + 1


def cell(measure: str, place: Place) -> str:
    return f"{measure} {place[0]} {place[1]}"


class Reader:
    """Puts what is known of some counties and months together."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.puzzle = Puzzle()
        self.places = list(places)
        self._read: set[str] = set()
        for place in self.places:
            self._identities(place)

    def read(self, told: Mapping[str, Any], lines: Mapping[str, Any]) -> None:
        """Take in a table as ``reports coverage --json`` gives it; ``lines`` are its counties."""
        month = told["month"]
        for row in told["rows"]:
            if self._is_new(row, month):
                self._row((row["region"], month), row)
        if self._is_new({name: value for name, value in told.items() if name != "rows"}, month):
            self._total([(code, month) for code in lines], told)

    def _is_new(self, what: Mapping[str, Any], month: str) -> bool:
        key = f"{month} {sorted(what.items(), key=str)}"
        is_new = key not in self._read
        self._read.add(key)
        return is_new

    # --- what always holds -----------------------------------------------------------------

    def _identities(self, place: Place) -> None:
        """Visited and unvisited make up those in care, who are last month's and who came."""
        name = self._name(place)
        self.puzzle.equal({name("in_care"): 1, name("visited"): -1, name("unvisited"): -1})
        self.puzzle.at_least({name("visits"): 1, name("visited"): -1})
        for code in CATEGORIES:
            self.puzzle.equal({name("in_care"): 1, name(code): -1, name(f"not {code}"): -1})
        # At the worst, the reader knows that nobody is in another category.
        self.puzzle.at_least(dict.fromkeys(map(name, CATEGORIES), 1) | {name("in_care"): -1})

    def balances(self, place: Place, before: Place) -> None:
        """In care = last month + entered - exited, of whom nobody leaves who was not there."""
        name, last = self._name(place), self._name(before)
        own = {name("in_care"): 1, name("entered"): -1, name("exited"): 1}
        self.puzzle.equal(own | {last("in_care"): -1})
        self.puzzle.at_least({last("in_care"): 1, name("entered"): 1, name("exited"): -1})

    def _name(self, place: Place) -> Any:
        return lambda measure: self.puzzle.variable(cell(measure, place))

    # --- what a table says -----------------------------------------------------------------

    def _row(self, place: Place, row: Mapping[str, Any]) -> None:
        name = self._name(place)
        if row["in_care"] is None:
            self._withheld(place)
            return
        for measure in _COUNTS:
            if row[measure] is not None:
                self.puzzle.equal({name(measure): 1}, row[measure])
            else:  # the row is not withheld, so it is not small
                self._one_of(*((name(measure), span) for span in _NOT_FEW))
        if row["visited_at_least"] is not None:
            self.puzzle.at_least({name("visited"): 1}, row["visited_at_least"])
            self.puzzle.variable(name("unvisited"), *_FEW)
        self._categories(place, row["by_category"])

    def _withheld(self, place: Place) -> None:
        """One of the counts is small, or few are unvisited of few."""
        name = self._name(place)
        options = [(name(measure), _FEW) for measure in _COUNTS]
        self._one_of(*options, (name("unvisited"), _FEW))
        self._one_of(*options, (name("in_care"), (0, _LEAST_IN_CARE - 1)))

    def _categories(self, place: Place, shown: Mapping[str, int] | None) -> None:
        name = self._name(place)
        if shown is None:
            cells = (name(prefix + code) for code in CATEGORIES for prefix in ("", "not "))
            self._one_of(*((each, _FEW) for each in cells))
            return
        for code, number in shown.items():
            self.puzzle.equal({name(code): 1}, number)

    def _total(self, places: list[Place], told: Mapping[str, Any]) -> None:
        measures = {**{each: told[each] for each in _COUNTS}, **(told["by_category"] or {})}
        for measure, number in measures.items():
            if number is not None:
                self.puzzle.equal({cell(measure, each): 1 for each in places}, number)
        if told["visited_at_least"] is not None:
            every = {cell("visited", each): 1 for each in places}
            self.puzzle.at_least(every, told["visited_at_least"])

    def _one_of(self, *options: tuple[str, tuple[int, int]]) -> None:
        self.puzzle.alternatives.append(options)
