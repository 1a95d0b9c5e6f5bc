"""When they should be in touch again: month ends, leap days, and what a contact is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.pairings.rhythm import is_overdue, months_after, next_due
from casework.practice.rules.pairings import PairingRules

_RULES = PairingRules("1", 1, 3, 1000, ("meet",), ())
_DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then


@given(_DAYS, st.integers(1, 24))
def test_months_are_counted_by_the_calendar(day: date, months: int) -> None:
    then = months_after(day, months)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == day.day or (then + timedelta(days=1)).day == 1


@given(_DAYS, st.integers(-400, 400), st.integers(0, 400), st.integers(1, 12), st.integers(1, 12))
def test_the_next_day_lies_after_the_last_time_and_never_moves_back(
    began_on: date, after: int, more: int, contact: int, meet: int
) -> None:
    rules = PairingRules("1", contact, meet, 1000, (), ())
    made_on = began_on + timedelta(days=after)
    due = next_due(rules, began_on, made_on, made_on)
    assert due > max(began_on, made_on)
    later = made_on + timedelta(days=more)
    assert next_due(rules, began_on, later, later) >= due
    assert next_due(rules, began_on, made_on) <= due  # a meeting that was not had moves nothing
    assert next_due(rules, began_on) == min(
        months_after(began_on, contact), months_after(began_on, meet)
    )


def test_a_call_each_month_does_not_stand_for_the_meeting_of_the_quarter() -> None:
    began = date(2026, 1, 10)
    assert next_due(_RULES, began, date(2026, 2, 5)) == date(2026, 3, 5)
    assert next_due(_RULES, began, date(2026, 4, 1)) == date(2026, 4, 10)
    assert next_due(_RULES, began, date(2026, 4, 1), date(2026, 4, 1)) == date(2026, 5, 1)


def test_the_due_day_itself_is_in_time() -> None:
    assert not is_overdue(date(2026, 3, 5), date(2026, 3, 5))
    assert is_overdue(date(2026, 3, 5), date(2026, 3, 6))
    assert not is_overdue(None, date(2026, 3, 6))
