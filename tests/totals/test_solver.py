"""The solver itself, against trying everything."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.totals.solver import Limit, Puzzle

NAMES = "abcd"
HIGHEST = 3

terms = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([-2, -1, 1, 2]), min_size=1)
limits = st.builds(
    lambda of, low, more: Limit(of, low, low + more), terms, st.integers(-6, 12), st.integers(0, 4)
)
spans = st.tuples(st.integers(0, HIGHEST), st.integers(0, 1)).map(lambda s: (s[0], s[0] + s[1]))
alternatives = st.lists(st.tuples(st.sampled_from(NAMES), spans), min_size=1, max_size=3)


def brute(puzzle: Puzzle, name: str, value: int) -> bool:
    """Try every assignment."""
    for numbers in product(range(HIGHEST + 1), repeat=len(NAMES)):
        one = dict(zip(NAMES, numbers, strict=True))
        fits = one[name] == value
        fits &= all(
            limit.low <= sum(by * one[each] for each, by in limit.terms.items()) <= limit.high
            for limit in puzzle.limits
        )
        fits &= all(
            any(low <= one[each] <= high for each, (low, high) in options)
            for options in puzzle.alternatives
        )
        if fits:
            return True
    return False


@settings(deadline=None, max_examples=60)
@given(st.lists(limits, max_size=4), st.lists(alternatives, max_size=2), st.integers(0, HIGHEST))
def test_it_allows_exactly_what_some_assignment_has(
    known: list[Limit], options: list[list[tuple[str, tuple[int, int]]]], value: int
) -> None:
    puzzle = Puzzle(limits=known, alternatives=list(options))
    for name in NAMES:
        puzzle.variable(name, 0, HIGHEST)
    hints = dict.fromkeys(NAMES, 1)
    assert puzzle.solved(hints).allows("a", value) == brute(puzzle, "a", value)


@pytest.mark.parametrize(("value", "possible"), [(2, False), (3, True), (4, False)])
def test_a_total_pins_the_one_cell_that_is_left_out(value: int, possible: bool) -> None:
    puzzle = Puzzle()
    for name, number in {"one": 20, "other": 30, "total": 53}.items():
        puzzle.variable(name, number, number)
    puzzle.variable("hidden", 1, 4)
    puzzle.equal({"one": 1, "other": 1, "hidden": 1, "total": -1})
    assert puzzle.solved().allows("hidden", value) is possible


def test_a_balance_of_months_pins_nothing_without_entries_and_exits() -> None:
    puzzle = Puzzle()
    puzzle.variable("october", 1, 4)
    puzzle.variable("september", 20, 20)
    puzzle.variable("entered")
    puzzle.variable("exited")
    puzzle.equal({"october": 1, "september": -1, "entered": -1, "exited": 1})
    assert [puzzle.solved().allows("october", value) for value in range(1, 5)] == [True] * 4
    puzzle.equal({"entered": 1}, 0)
    puzzle.equal({"exited": 1}, 17)
    assert [puzzle.solved().allows("october", value) for value in range(1, 5)] == [
        False,
        False,
        True,
        False,
    ]
