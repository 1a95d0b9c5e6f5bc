from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.assessments.rules.due import Due, Last, Why, due_on, valid_until
from casework.practice.rules.terms import read_assessment_terms
from tests.practice.shipped import body_of

TERMS = read_assessment_terms(body_of("assessment_terms"))
ENTERED = date(2026, 3, 2)
LAST = Last(date(2026, 3, 10), date(2028, 3, 10), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("assessed", "years", "until"),
    [
        (date(2026, 11, 1), 2, date(2028, 11, 1)),
        (date(2024, 2, 29), 2, date(2026, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 2, 28), 2, date(2028, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
    ],
)
def test_an_assessment_holds_to_the_corresponding_day(
    assessed: date, years: int, until: date
) -> None:
    assert valid_until(assessed, years) == until


@settings(max_examples=40)
@given(st.dates(date(2000, 1, 1), date(2080, 12, 31)), st.integers(1, 10))
def test_a_term_of_years_is_never_longer_than_the_calendar_s(day: date, years: int) -> None:
    until = valid_until(day, years)
    assert until.year == day.year + years
    assert until.month == day.month
    assert 365 * years <= (until - day).days <= 366 * years


def test_nothing_asks_for_an_assessment_of_a_child_of_no_such_category() -> None:
    assert due_on(TERMS) is None


def test_a_category_asks_from_the_day_of_entry() -> None:
    assert due_on(TERMS, asked_since=ENTERED) == Due(ENTERED, Why.NEVER)


def test_once_assessed_it_is_due_when_it_runs_out() -> None:
    assert due_on(TERMS, asked_since=ENTERED, last=LAST) == Due(date(2028, 3, 10), Why.EXPIRED)
    assert due_on(TERMS, last=LAST) == Due(date(2028, 3, 10), Why.EXPIRED)


@pytest.mark.parametrize(
    ("clue", "due"),
    [
        (date(2026, 3, 9), Due(date(2028, 3, 10), Why.EXPIRED)),  # known when they assessed
        (date(2026, 3, 20), Due(date(2028, 3, 10), Why.EXPIRED)),  # raised by the decision
        (date(2026, 3, 21), Due(date(2026, 3, 21), Why.CLUE)),
        (date(2029, 1, 1), Due(date(2028, 3, 10), Why.EXPIRED)),  # it was past due before
    ],
)
def test_a_risk_that_is_raised_since_asks_at_once(clue: date, due: Due) -> None:
    assert due_on(TERMS, last=LAST, clue_on=clue) == due


def test_a_risk_asks_for_a_child_who_was_never_assessed() -> None:
    assert due_on(TERMS, clue_on=ENTERED) == Due(ENTERED, Why.CLUE)
    both = due_on(TERMS, asked_since=ENTERED, clue_on=ENTERED)
    assert both == Due(ENTERED, Why.CLUE)


def test_a_screening_gives_its_days_and_is_answered_by_a_full_one() -> None:
    screened = date(2026, 10, 1)
    assert due_on(TERMS, last=LAST, screened_on=screened) == Due(date(2026, 10, 31), Why.SCREENED)
    assert due_on(TERMS, last=LAST, screened_on=date(2026, 3, 9)) == Due(
        date(2028, 3, 10), Why.EXPIRED
    )


@pytest.mark.parametrize(
    ("birth", "is_due"),
    [
        (date(2010, 3, 10), False),  # 18 on that day
        (date(2010, 3, 11), True),  # 18 on the day after
        (date(2010, 3, 9), False),
        (date(2016, 1, 1), True),
    ],
)
def test_who_is_grown_up_by_then_is_not_assessed_again(birth: date, *, is_due: bool) -> None:
    assert (due_on(TERMS, last=LAST, birth_on=birth) is not None) is is_due


@pytest.mark.parametrize(
    ("until", "is_due"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)]
)
def test_a_child_of_a_leap_day_is_grown_up_in_march(until: date, *, is_due: bool) -> None:
    last = Last(until - timedelta(days=730), until)
    found = due_on(TERMS, last=last, birth_on=date(2008, 2, 29))
    assert (found is not None) is is_due


def test_what_is_near_is_told_thirty_days_ahead() -> None:
    due = Due(date(2028, 3, 10), Why.EXPIRED)
    assert due.is_near(TERMS, date(2028, 2, 9))
    assert not due.is_near(TERMS, date(2028, 2, 8))
    assert due.is_near(TERMS, date(2030, 1, 1))
