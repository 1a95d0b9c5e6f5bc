"""Days and months in Shanghai, instants in UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import clock
from casework.clock import Month

months = st.builds(Month, st.integers(1900, 2099), st.integers(1, 12))
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_the_day_changes_at_midnight_in_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.fix_today(None)
    midnight = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    for instant, day in (
        (midnight - timedelta(microseconds=1), date(2026, 10, 31)),
        (midnight, date(2026, 11, 1)),
    ):
        monkeypatch.setattr(clock, "now", lambda instant=instant: instant)
        assert clock.today() == day
        assert clock.local(instant).date() == day


def test_a_fixed_day_holds_until_time_runs_again() -> None:
    clock.fix_today(date(2026, 2, 28))
    assert clock.today() == date(2026, 2, 28)
    clock.fix_today(None)
    assert abs(clock.today() - clock.now().date()) <= timedelta(days=1)


@given(days)
def test_a_day_lies_in_its_month_and_in_no_other(day: date) -> None:
    month = Month.of(day)
    assert month.first <= day <= month.last
    assert month.previous.last < day < month.next.first


@given(months)
def test_months_follow_each_other_without_gap(month: Month) -> None:
    assert month.last + timedelta(days=1) == month.next.first
    assert month.next.previous == month
    assert month < month.next


@given(months, st.integers(-600, 600))
def test_months_are_counted_forth_and_back(month: Month, count: int) -> None:
    later = month.plus(count)
    assert later.plus(-count) == month
    assert (later > month) == (count > 0)
    assert (later.year - month.year) * 12 + later.month - month.month == count


@given(months)
def test_a_month_is_written_and_read(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert month.label == f"{month.year}年{month.month}月"


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-1", "2026-13", "2026-00", "26-10", "2026-10-01", " 2026-10", "2026-10\n",
     "２０２６-10", "2026/10", "9999-12", "0001-01", "-2026-10"],
)  # fmt: skip
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_february_has_a_29th_every_fourth_year() -> None:
    assert [Month(year, 2).last.day for year in (2024, 2026, 2100, 2000)] == [29, 28, 28, 29]
