"""All that a city or province was ever shown gives no withheld figure back.

Counties sign their months in any order, and after each signing the reader takes every table of
that month: of the cities, of the province. What the pages draw besides (trend, heat table,
comparison, files) is made of these tables alone.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from casework.clock import Month
from casework.regions.models import Region
from casework.totals import exports, rules
from casework.totals.queries import Line, Table
from casework.totals.rules import CATEGORIES, SMALL, Counts, shown, shown_categories
from tests.totals.reader import Place, Reader, cell
from tests.totals.solver import Solved

COUNTIES = ("990101000000", "990102000000", "990103000000", "990201000000")
MONTHS = (Month(2026, 8), Month(2026, 9), Month(2026, 10))
VIEWS = ("99", "9901", "9902")

#: How many histories are tried in an ordinary run; a hundred times as many in an exhaustive one.
_FEW = 12

Truth = dict[str, int]


class History:
    """What some counties signed, and in which order."""

    def __init__(self, chance: random.Random) -> None:
        self.places: list[Place] = [(code, str(month)) for code in COUNTIES for month in MONTHS]
        self.counts = {place: _counts(chance) for place in self.places}
        self.categories = {
            place: _categories(chance, counts.in_care) for place, counts in self.counts.items()
        }
        self.order = chance.sample(self.places, len(self.places) - chance.choice((0, 0, 1, 3)))
        self.corrected = set(chance.sample(self.places, 3))

    def tables(self) -> Iterator[Table]:
        """Yield every table that was ever to be seen."""
        signed: set[Place] = set()
        for place in self.order:
            signed.add(place)
            for under in VIEWS:
                if place[0].startswith(under):
                    yield self._table(under, place[1], signed)

    def _table(self, under: str, month: str, signed: set[Place]) -> Table:
        lines = [
            self._line((code, month)) if (code, month) in signed else Line(code)
            for code in COUNTIES
            if code.startswith(under)
        ]
        return Table(Region(code=under.ljust(12, "0")), Month.parse(month), lines)

    def _line(self, place: Place) -> Line:
        row = shown(self.counts[place])
        return Line(
            place[0],
            is_signed=True,
            is_corrected=place in self.corrected,
            shown=row,
            categories=shown_categories(row, self.categories[place]),
        )

    def truth(self) -> Truth:
        """Return the true value of every variable of a reader."""
        found: Truth = {}
        for place, counts in self.counts.items():
            plain = {
                "in_care": counts.in_care,
                "visited": counts.visited,
                "visits": counts.visits,
                "unvisited": counts.unvisited,
            }
            for code, number in self.categories[place].items():
                plain |= {code: number, f"not {code}": counts.in_care - number}
            found |= {cell(measure, place): number for measure, number in plain.items()}
        return found


def _counts(chance: random.Random) -> Counts:
    in_care = chance.choice((chance.randint(0, 14), chance.randint(15, 60), 845))
    few = min(in_care, chance.randint(0, 6))
    visited = chance.choice((in_care, in_care - few, few, chance.randint(0, in_care)))
    return Counts(in_care, visited, visited + chance.choice((0, 0, chance.randint(0, 30))))


def _categories(chance: random.Random, in_care: int) -> dict[str, int]:
    """Return how many are in each category: together at least all of them."""
    few = min(in_care, chance.randint(0, 6))
    sizes = (0, 0, few, in_care - few, in_care, chance.randint(0, in_care))
    found = {code: chance.choice(sizes) for code in CATEGORIES}
    return found if sum(found.values()) >= in_care else found | {CATEGORIES[2]: in_care}


def _reader(history: History) -> Reader:
    reader = Reader(history.places)
    for code in COUNTIES:
        for earlier, later in pairwise(MONTHS):
            reader.balances((code, str(later)), (code, str(earlier)))
    for table in history.tables():
        reader.read(exports.told(table), {line.code: line for line in table.lines})
    return reader


def _suppressed(history: History) -> Iterator[str]:
    """Yield every figure that is withheld of what was signed."""
    for place in history.order:
        row = shown(history.counts[place])
        if row.is_withheld:
            yield from (cell(each, place) for each in ("in_care", "visited", "visits"))
        if row.is_withheld or row.at_least is not None:
            yield cell("unvisited", place)
            yield cell("visited", place)
        if shown_categories(row, history.categories[place]) is None:
            yield from (cell(code, place) for code in CATEGORIES)


def pinned(history: History) -> list[str]:
    """Return what a reader can tell of figures that are withheld.

    A figure of 1 to 4 must leave all of 1 to 4 open; any other must leave another one open.
    """
    truth = history.truth()
    puzzle = _reader(history).puzzle.solved(truth)
    faults = []
    for name in dict.fromkeys(_suppressed(history)):
        own = truth[name]
        assert puzzle.allows(name, own), f"the reader was told wrong of {name}"
        if rules.is_small(own):
            gone = [n for n in range(1, SMALL + 1) if not puzzle.allows(name, n)]
            faults += [f"{name} is {own}, cannot be {gone}"] if gone else []
        elif not any(puzzle.allows(name, n) for n in _others(puzzle, name, own)):
            faults.append(f"{name} can only be {own}")
    return faults


def _others(puzzle: Solved, name: str, own: int) -> Iterator[int]:
    low, high = puzzle.spans[name]
    near = (own - 1, own + 1, own + SMALL, *range(SMALL + 2))
    return (n for n in near if low <= n <= high and n != own)


def test_nothing_withheld_is_pinned(exhaustive: bool) -> None:
    for seed in range(_FEW * (100 if exhaustive else 1)):
        faults = pinned(History(random.Random(seed)))
        assert not faults, f"history {seed}: {faults}"


# --- each rule is needed: what a reader could tell otherwise -----------------------------------

ONE, OTHER = (COUNTIES[0], "2026-10"), (COUNTIES[1], "2026-10")
WITHHELD = exports.told(
    Table(Region(code="990100000000"), MONTHS[-1], [Line(COUNTIES[0], is_signed=True)])
)


def row(place: Place, **shown: Any) -> dict[str, Any]:
    return {**WITHHELD["rows"][0], "region": place[0], **shown}


def open_values(rows: Sequence[Mapping[str, Any]], asked: str, **total: Any) -> list[int]:
    """Return which of 1 to 4 a reader of one table still believes."""
    reader = Reader([ONE, OTHER])
    told = {**WITHHELD, "rows": rows, **total}
    reader.read(told, dict.fromkeys(each["region"] for each in rows))
    solved = reader.puzzle.solved()
    return [n for n in range(1, SMALL + 1) if solved.allows(asked, n)]


def test_a_total_beside_one_withheld_row_would_tell() -> None:
    rows = [row(ONE, in_care=20, visited=10, visits=15), row(OTHER)]
    assert open_values(rows, cell("in_care", OTHER)) == [1, 2, 3, 4]
    assert open_values(rows, cell("in_care", OTHER), in_care=23) == [3]


def test_visits_beside_few_unvisited_would_tell() -> None:
    almost = row(ONE, in_care=120, visited_at_least=116)
    assert open_values([almost], cell("unvisited", ONE)) == [1, 2, 3, 4]
    assert open_values([almost | {"visits": 116}], cell("unvisited", ONE)) == [4]


def test_at_least_of_few_children_would_tell() -> None:
    assert open_values([row(ONE, in_care=6, visited_at_least=2)], cell("unvisited", ONE)) == [1]


def test_a_category_left_out_alone_would_tell() -> None:
    shown = row(ONE, in_care=102, visited=50, visits=50)
    orphan = cell("orphan", ONE)
    assert open_values([shown], orphan) == [1, 2, 3, 4]
    others = dict.fromkeys(CATEGORIES[1:], 0) | {"left_behind_rural": 98}
    assert open_values([shown | {"by_category": others}], orphan) == [4]
