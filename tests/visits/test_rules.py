from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.visits import rules
from casework.visits.models import Mode, Outcome, ReviewState
from casework.visits.rules import CheckReason

TODAY = date(2026, 11, 1)
ENTERED = date(2026, 1, 1)


def day_of(written: str | None) -> rules.VisitDay:
    return rules.day_of(written, recorded_on=TODAY, entered_on=ENTERED)


@pytest.mark.parametrize("outcome", [Outcome.CHILD_SEEN, Outcome.CARER_SEEN])
def test_meeting_the_child_or_the_carer_counts_until_it_is_returned(outcome: Outcome) -> None:
    counted = {state for state in ReviewState if rules.is_valid(state, outcome)}
    assert counted == {ReviewState.RECEIVED, ReviewState.TO_CHECK, ReviewState.ACCEPTED}


def test_meeting_nobody_never_counts() -> None:
    assert not any(rules.is_valid(state, Outcome.NOT_MET) for state in ReviewState)


def test_home_and_school_are_in_person() -> None:
    assert {mode for mode in Mode if rules.is_in_person(mode)} == {Mode.HOME, Mode.SCHOOL}


@pytest.mark.parametrize("written", ["2026-11-01", "2026年10月7日", "20261007", "2026/10/7"])
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    assert day_of(written).doubt is None


@pytest.mark.parametrize(
    ("written", "on", "doubt"),
    [
        (None, TODAY, CheckReason.DATE_MISSING),
        ("  ", TODAY, CheckReason.DATE_MISSING),
        ("上个礼拜天", TODAY, CheckReason.DATE_UNREADABLE),
        ("2026-02-30", TODAY, CheckReason.DATE_UNREADABLE),
        ("2026-11-02", TODAY, CheckReason.DATE_FUTURE),
        ("2038-01-19", TODAY, CheckReason.DATE_FUTURE),
        ("1970-01-01", date(1970, 1, 1), CheckReason.DATE_BEFORE_ENTRY),
        ("2025-12-31", date(2025, 12, 31), CheckReason.DATE_BEFORE_ENTRY),
        ("2026-09-01", date(2026, 9, 1), CheckReason.DATE_LONG_AGO),
    ],
)
def test_an_odd_date_is_kept_and_named(written: str, on: date, doubt: CheckReason) -> None:
    assert day_of(written) == rules.VisitDay(on, doubt)


def test_sixty_days_are_not_long_ago() -> None:
    assert day_of(str(TODAY - timedelta(days=60))).doubt is None


@settings(deadline=None)
@given(st.text("0123456789-/.年月日 前天", max_size=12) | st.none())
def test_no_text_is_refused_and_no_visit_lies_ahead(written: str | None) -> None:
    assert day_of(written).on <= TODAY


def test_a_doubtful_date_moves_nothing_until_it_was_looked_at() -> None:
    for state, reason in product(ReviewState, CheckReason):
        moves = rules.moves_due(state, Outcome.CHILD_SEEN, reason.value)
        waits = state is ReviewState.TO_CHECK and reason in rules.DOUBTFUL_DATES
        assert moves == (state is not ReviewState.RETURNED and not waits)


def test_of_several_reasons_the_weightiest_is_told() -> None:
    reasons = {CheckReason.CHILD_MOVED, None, CheckReason.DATE_FUTURE}
    assert rules.first_of(reasons) is CheckReason.DATE_FUTURE
    assert rules.first_of({None}) is None


def test_a_record_with_a_reason_waits_for_a_check() -> None:
    assert rules.state_for(None) is ReviewState.RECEIVED
    assert rules.state_for(CheckReason.CHILD_MOVED) is ReviewState.TO_CHECK
