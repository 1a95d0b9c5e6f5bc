"""How the invented county is laid out, when its visits fall, and rows made side by side."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from casework.cli.demo import stream
from casework.cli.demo.batch import Parcel
from casework.cli.demo.calendar import Span, years_before
from casework.cli.demo.dice import Dice
from casework.cli.demo.names import FEMALE, MALE
from casework.cli.demo.people import Numbers
from casework.cli.demo.places import County, invent
from casework.identifiers import check_id_number
from casework.regions.lists import missing_parents


def sizes(county: County) -> Counter[str]:
    """Return the children of each township."""
    townships: Counter[str] = Counter()
    for village in county.villages:
        townships[village.township_code] += village.children
    return townships


@pytest.mark.parametrize("children", [10, 60, 600, 3_000, 10_000, 100_000, 1_000_000])
def test_a_county_has_room_for_exactly_its_children(children: int) -> None:
    county = invent(1, children)
    assert sum(village.children for village in county.villages) == children
    codes = [region.code for region in county.listed()]
    assert len(set(codes)) == len(codes)
    assert not [*missing_parents(county.listed(), set())]


def test_the_usual_county_shows_one_township_well() -> None:
    county = invent(1, 600)
    assert len(county.townships) == 10
    assert 20 <= county.shown.children <= 40
    assert sizes(county)[county.shown.township_code] >= 100
    per_township = Counter(village.township_code for village in county.villages)
    assert all(12 <= count <= 18 for count in per_township.values())


@pytest.mark.parametrize("children", [10_000, 100_000])
def test_a_large_county_grows_by_townships(children: int) -> None:
    county = invent(1, children)
    assert all(150 <= size <= 800 for size in sizes(county).values())
    assert all(5 <= village.children <= 60 for village in county.villages)
    rates = {village.rate for village in county.villages}
    assert min(rates) < 0.7
    assert max(rates) > 0.9


def test_the_running_month_is_made_in_part() -> None:
    span = Span(date(2026, 11, 16), 3)
    first, second, running = span.rounds
    assert [str(each.first) for each in span.rounds] == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert (first.done, second.done) == (1.0, 1.0)
    assert 0.4 < running.done < 0.6
    assert running.day(0.999) == span.yesterday
    assert second.day(0.999) == date(2026, 10, 31)


def test_on_the_first_of_a_month_nothing_of_it_is_made() -> None:
    span = Span(date(2026, 11, 1), 2)
    assert [str(each.first) for each in span.rounds] == ["2026-10-01"]
    assert span.rounds[0].done == 1.0


def test_years_before_a_leap_day() -> None:
    assert years_before(date(2024, 2, 29), 16) == date(2008, 2, 28)
    assert years_before(date(2026, 11, 1), 18) == date(2008, 11, 1)


def test_numbers_are_right_and_given_once() -> None:
    halves = Numbers(0), Numbers(1)
    day = date(2016, 3, 15)
    given = [half.next(day, sex) for half in halves for sex in (MALE, FEMALE) * 60]
    assert len(set(given)) == len(given)
    for number in given:
        checked = check_id_number(number)
        assert (checked.problem, checked.birth_on) == (None, day)


def test_ids_are_of_version_7_and_sort_by_time() -> None:
    dice = Dice("ids")
    early, late = dice.instant(date(2026, 1, 1)), dice.instant(date(2026, 1, 2))
    one, other = dice.row_id(early), dice.row_id(late)
    assert (one.version, one.variant) == (7, "specified in RFC 4122")
    assert one < other
    assert dice.instant(date(2026, 1, 1)).date() == date(2026, 1, 1)


# --- rows made side by side ------------------------------------------------------------------


def parcels(numbers: range) -> Iterator[Parcel]:
    for number in numbers:
        yield Parcel([("INSERT", [(number, b"sealed", None)])], children=number)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_other_processes_make_the_same_in_the_same_order() -> None:
    here = [*stream.merged([parcels(range(3)), parcels(range(10, 15))])]
    there = [*stream.merged(stream.elsewhere([parcels(range(3)), parcels(range(10, 15))]))]
    assert there == here
    assert [parcel.children for parcel in here] == [0, 10, 1, 11, 2, 12, 13, 14]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_fails_is_not_taken_for_one_that_ended() -> None:
    def failing() -> Iterator[Parcel]:
        yield Parcel([])
        message = "broken"
        raise ValueError(message)

    (maker,) = stream.elsewhere([failing()])
    assert next(maker) == Parcel([])
    with pytest.raises(RuntimeError, match="ended with 1"):
        next(maker)
