from collections import Counter
from uuid import UUID

import pytest

from casework.counting.figures import WHOLE, Figures, prefixes_of, summed, with_children
from casework.counting.rules import Measure

IN_CARE = (Measure.IN_CARE, WHOLE)
VISITED = (Measure.VISITED, WHOLE)


@pytest.mark.parametrize(
    ("in_care", "visited", "coverage"),
    [(3, 1, 0.3333), (3, 2, 0.6667), (8, 7, 0.875), (5, 0, 0.0), (5, 5, 1.0), (0, 0, None)],
)
def test_coverage_has_four_places_and_none_without_children(
    in_care: int, visited: int, coverage: float | None
) -> None:
    figures = Figures({IN_CARE: in_care, VISITED: visited})
    assert figures.coverage == coverage
    assert figures.of(Measure.UNVISITED) == in_care - visited


def test_counts_add_up_the_tree() -> None:
    counted = {"990101001001": Counter({IN_CARE: 2}), "990101002001": Counter({IN_CARE: 3})}
    sums = summed(counted)
    assert {
        prefix: sums[prefix].of(Measure.IN_CARE) for prefix in ("99", "990101", "990101002")
    } == {
        "99": 5,
        "990101": 5,
        "990101002": 3,
    }


def test_a_child_that_came_in_two_places_came_once_to_both() -> None:
    child = UUID(int=1)
    acted = [(child, "990101001001"), (child, "990101001002"), (child, "990101001002")]
    figures = with_children({}, Measure.ENTERED, acted)
    assert {prefix: found.of(Measure.ENTERED) for prefix, found in figures.items()} == {
        "99": 1,
        "9901": 1,
        "990101": 1,
        "990101001": 1,
        "990101001001": 1,
        "990101001002": 1,
    }


def test_prefixes_end_with_the_code() -> None:
    assert prefixes_of("990101001") == ["99", "9901", "990101", "990101001"]
