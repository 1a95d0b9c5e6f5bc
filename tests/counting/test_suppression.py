"""No hidden figure can be worked out from what is shown of the same tree."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.counting.suppression import SMALL, hidden

Tree = Mapping[str, Sequence[str]]

#: Leaves below up to three regions below the root.
numbers = st.lists(
    st.lists(st.integers(0, 3) | st.integers(0, 20), min_size=1, max_size=5), min_size=1, max_size=4
)


def tree_of(leaves: Sequence[Sequence[int]]) -> tuple[dict[str, int], Tree]:
    values = {"": sum(map(sum, leaves))}
    below: dict[str, list[str]] = {"": []}
    for n, group in enumerate(leaves):
        below[""].append(str(n))
        below[str(n)] = [f"{n}{m}" for m in range(len(group))]
        values[str(n)] = sum(group)
        values |= {f"{n}{m}": value for m, value in enumerate(group)}
    return values, below


class Reader:
    """Somebody who knows the sums, sees what is shown, and that what is hidden is not 0."""

    def __init__(self, values: Mapping[str, int], below: Tree, gone: frozenset[str]) -> None:
        self.values, self.below, self.gone = values, below, gone
        self.most = values[""] + 2 * SMALL
        self.from_below: dict[str, set[int]] = {}
        self.possible: dict[str, set[int]] = {"": self._from_below("")}
        self._narrow("")

    def _from_below(self, place: str) -> set[int]:
        """What a figure can be, by all that is shown at and below its place."""
        sums = self._sums(self.below[place]) if place in self.below else set(range(self.most + 1))
        shown = {self.values[place]} if place not in self.gone else set(range(1, self.most + 1))
        self.from_below[place] = sums & shown
        return self.from_below[place]

    def _sums(self, places: Sequence[str]) -> set[int]:
        sums = {0}
        for place in places:
            own = self.from_below.get(place) or self._from_below(place)
            sums = {one + more for one in sums for more in own if one + more <= self.most}
        return sums

    def _narrow(self, place: str) -> None:
        """Take from each place what the sum above and the places beside it rule out."""
        for lower in self.below.get(place, ()):
            beside = self._sums([other for other in self.below[place] if other != lower])
            self.possible[lower] = {
                own
                for own in self.from_below[lower]
                if any(own + rest in self.possible[place] for rest in beside)
            }
            self._narrow(lower)


@settings(deadline=None, max_examples=200)
@given(numbers)
def test_small_figures_are_hidden_and_zeros_shown(leaves: list[list[int]]) -> None:
    values, below = tree_of(leaves)
    gone = hidden(values, below, "")
    assert {place for place, value in values.items() if 1 <= value <= SMALL} <= gone
    assert all(values[place] > 0 for place in gone)


@settings(deadline=None, max_examples=300)
@given(numbers)
def test_no_hidden_figure_can_be_worked_out(leaves: list[list[int]]) -> None:
    values, below = tree_of(leaves)
    gone = hidden(values, below, "")
    possible = Reader(values, below, gone).possible
    assert {place for place in gone if len(possible[place]) <= SMALL} == set()
    assert all(values[place] in possible[place] for place in values)


def test_the_reader_works_out_what_is_badly_hidden() -> None:
    values, below = tree_of([[1, 1], [30]])
    assert Reader(values, below, frozenset({"00", "01"})).possible["00"] == {1}
    assert Reader(values, below, frozenset({"0"})).possible["0"] == {2}


@pytest.mark.parametrize(
    ("leaves", "gone"),
    [
        ([[10, 20], [30]], set()),
        ([[0, 20], [0]], set()),
        ([[3, 20], [30]], {"00", "01"}),  # the other would give it away
        ([[3, 20, 9], [30]], {"00", "02"}),  # the smallest of the others
        ([[3, 4, 20], [30]], {"00", "01"}),  # two are enough, if they leave five possibilities
        ([[1, 1, 20], [30]], {"00", "01", "02"}),  # 2 is 1 and 1
        ([[1, 1], [30, 40]], {"00", "01", "0", "1", "10"}),  # nor may its neighbour's sum tell
        ([[1, 1, 1, 1, 1], [0]], {"", "0", "00", "01", "02", "03", "04"}),  # 5 is five times 1
    ],
)
def test_what_is_hidden(leaves: list[list[int]], gone: set[str]) -> None:
    assert hidden(*tree_of(leaves), "") == gone


def test_figures_hidden_for_another_reason_are_protected_alike() -> None:
    values, below = tree_of([[10, 20, 30]])
    assert hidden(values, below, "", small={"02"}) == {"00", "02"}
