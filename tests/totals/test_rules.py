"""What of one county is shown, decided by its own row."""

import pytest

from casework.totals.rules import (
    CATEGORIES,
    SMALL,
    WITHHELD,
    Counts,
    Shown,
    shown,
    shown_categories,
    total,
    total_categories,
)


@pytest.mark.parametrize(
    "counts",
    [
        Counts(0, 0, 0),
        Counts(5, 0, 0),
        Counts(5, 5, 5),
        Counts(0, 0, 12),  # visits to children who have left
        Counts(1200, 1100, 1500),
        Counts(1200, 1200, 1500),
    ],
)
def test_a_row_without_a_small_figure_is_shown_as_it_is(counts: Counts) -> None:
    assert shown(counts) == Shown(counts.in_care, counts.visited, counts.visits)


@pytest.mark.parametrize("small", range(1, SMALL + 1))
def test_one_small_figure_withholds_the_row(small: int) -> None:
    assert shown(Counts(small, 0, 0)) is WITHHELD
    assert shown(Counts(90, small, 70)) is WITHHELD
    assert shown(Counts(90, 0, small)) is WITHHELD
    assert shown(Counts(8, 8 - small, 70)) is WITHHELD


@pytest.mark.parametrize("unvisited", range(1, SMALL + 1))
@pytest.mark.parametrize("in_care", [9, 845])
def test_few_unvisited_are_told_alike_and_without_a_percentage(
    unvisited: int, in_care: int
) -> None:
    row = shown(Counts(in_care, in_care - unvisited, 900))
    assert row == Shown(in_care, at_least=in_care - SMALL)
    assert (row.coverage, row.visits, row.floor) == (None, None, in_care - SMALL)


def test_categories_are_shown_together_or_not_at_all() -> None:
    row = shown(Counts(100, 50, 60))
    cells = {"left_behind_rural": 90, "orphan": 20, "orphan_scattered": 2}
    nothing = dict.fromkeys(CATEGORIES, 0)
    assert shown_categories(row, cells) == nothing | {"left_behind_rural": 90, "orphan": 20}
    assert shown_categories(row, cells | {"orphan": 4}) is None
    assert shown_categories(row, cells | {"left_behind_rural": 97}) is None  # 3 are in no such
    assert shown_categories(row, cells | {"left_behind_rural": 100}) is not None
    assert shown_categories(WITHHELD, cells) is None


def test_a_total_needs_every_county() -> None:
    one, other = Shown(100, 50, 60), Shown(10, 0, 0)
    assert total([one, other]) == Shown(110, 50, 60)
    assert total([one, other, None]) is WITHHELD
    assert total([one, WITHHELD]) is WITHHELD
    assert total([]) is WITHHELD
    assert total([one, Shown(845, at_least=841)]) == Shown(945, at_least=891)


def test_the_total_of_a_category_needs_every_county() -> None:
    one = dict.fromkeys(CATEGORIES, 7)
    assert total_categories([one, one]) == dict.fromkeys(CATEGORIES, 14)
    assert total_categories([one, None]) is None
