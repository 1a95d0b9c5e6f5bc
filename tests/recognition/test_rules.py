"""Terms across holidays and years, months of beginning and ending, papers, reasons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.practice.rules.calendar import WorkCalendar, read_calendar
from casework.practice.rules.recognition import Material, Supplement, Terms
from casework.recognition import rules, steps
from casework.recognition.models import RecognitionState
from casework.recognition.rules import Proof, Run, Taken
from tests.practice.shipped import body_of

CALENDAR = read_calendar(body_of("holidays"))
TERMS = Terms(15, 15, "本系统建议")
SUPPLEMENT = Supplement(10, stops_clock=True, source="本系统建议")
S = RecognitionState


def due(state: RecognitionState, *history: tuple[str, str], terms: Terms = TERMS) -> str | None:
    taken = [Taken(act, date.fromisoformat(on)) for act, on in history]
    found = rules.due_on(state, taken, terms=terms, supplement=SUPPLEMENT, calendar=CALENDAR)
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("applied", "days", "expected"),
    [
        ("2026-03-02", 15, "2026-03-23"),  # three plain weeks
        ("2026-02-10", 10, "2026-03-02"),  # Spring Festival: 02-15 to 02-23 off, 02-14, 02-28 on
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-14", 1, "2026-02-24"),  # nine days off
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday that is worked, before the holidays
        ("2026-09-30", 5, "2026-10-13"),  # National Day, with the worked Saturday 10-10
        ("2026-12-30", 2, "2027-01-01"),  # 2027 is not published: 元旦 counts as a Friday
        ("2026-01-31", 1, "2026-02-02"),  # a month's end on a Saturday
        ("2028-02-28", 1, "2028-02-29"),  # the leap day is a Tuesday of a year not published
    ],
)
def test_a_term_counts_the_working_days_after_the_application(
    applied: str, days: int, expected: str
) -> None:
    terms = replace(TERMS, verify_days=days)
    assert due(S.APPLIED, (steps.APPLY, applied), terms=terms) == expected
    assert due(S.VERIFYING, (steps.APPLY, applied), terms=terms) == expected


def test_the_term_stands_still_while_something_is_asked_for() -> None:
    asked = [(steps.APPLY, "2026-03-02"), (steps.ASK_MORE, "2026-03-06")]  # 4 of 15 days used
    assert due(S.SUPPLEMENT, *asked) == "2026-03-20"  # the family's ten days
    back = [*asked, (steps.SUPPLEMENT, "2026-03-25")]
    assert due(S.VERIFYING, *back) == "2026-04-10"  # eleven more, over 清明 04-04 to 04-06


def test_what_was_late_when_it_was_asked_for_stays_late() -> None:
    history = [
        (steps.APPLY, "2026-03-02"),
        (steps.ASK_MORE, "2026-03-30"),
        (steps.SUPPLEMENT, "2026-04-01"),
    ]
    assert due(S.VERIFYING, *history) == "2026-03-23"


def test_without_the_setting_the_clock_runs_on() -> None:
    taken = [
        Taken(steps.APPLY, date(2026, 3, 2)),
        Taken(steps.ASK_MORE, date(2026, 3, 6)),
        Taken(steps.SUPPLEMENT, date(2026, 3, 25)),
    ]
    assert rules.due_on(
        S.VERIFYING,
        taken,
        terms=TERMS,
        supplement=replace(SUPPLEMENT, stops_clock=False),
        calendar=CALENDAR,
    ) == date(2026, 3, 23)


def test_each_office_has_its_own_term() -> None:
    verified = [(steps.APPLY, "2026-02-10"), (steps.VERIFY, "2026-02-12")]
    assert due(S.VERIFIED, *verified) == "2026-03-11"
    back = [*verified, (steps.SEND_BACK, "2026-03-02")]
    assert due(S.VERIFYING, *back) == "2026-03-23"  # anew, since it was sent back
    ending = [*verified, (steps.CONFIRM, "2026-03-02"), (steps.PROPOSE_END, "2026-12-28")]
    assert due(S.ENDING, *ending) == "2027-01-18"
    assert [due(each, *verified) for each in (S.CONFIRMED, S.REFUSED, S.WITHDRAWN, S.ENDED)] == (
        [None] * 4
    )


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(start=DAYS, days=st.integers(1, 30), pauses=st.lists(st.integers(1, 20), max_size=4))
def test_a_paused_term_has_as_many_working_days_as_one_that_was_not(
    start: date, days: int, pauses: Sequence[int]
) -> None:
    runs, at, used = [], start, 0
    for length in pauses:
        stop = at + timedelta(days=length)
        used_now = CALENDAR.working_days_between(at, stop)
        if used + used_now >= days:
            break
        runs.append(Run(at, stop))
        used, at = used + used_now, stop + timedelta(days=length)
    end = rules.term_ends_on(CALENDAR, days, [*runs, Run(at)])
    counted = sum(CALENDAR.working_days_between(r.from_on, r.until_on or end) for r in runs)
    assert counted + CALENDAR.working_days_between(at, end) == days
    assert CALENDAR.is_working_day(end)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2026-01-31", "2026-02-01"),
        ("2026-02-01", "2026-03-01"),
        ("2028-02-29", "2028-03-01"),
        ("2026-12-31", "2027-01-01"),
        ("2026-12-01", "2027-01-01"),
    ],
)
def test_support_begins_and_ends_with_the_next_month(day: str, first: str) -> None:
    assert rules.starts_on(date.fromisoformat(day)).isoformat() == first
    assert rules.stops_on(date.fromisoformat(day)).isoformat() == first


def test_a_year_without_holidays_is_said_beside_the_term() -> None:
    said = rules.unpublished(CALENDAR, date(2026, 12, 20), date(2027, 1, 8))
    assert said == "2027年的放假安排还没有公布，按周一至周五计算；公布后自动重算。"
    assert rules.unpublished(CALENDAR, date(2026, 3, 2), date(2026, 3, 23)) is None
    assert rules.unpublished(CALENDAR, date(2026, 3, 2), None) is None


def test_a_new_year_of_holidays_moves_the_term() -> None:
    new_year = {date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦", date(2027, 1, 3): "元旦"}
    known = WorkCalendar(
        "2026.2",
        {**CALENDAR.sources, 2027: "国办发明电〔2026〕X号"},
        {**CALENDAR.holidays, **new_year},
        CALENDAR.shifted,
    )
    taken = [Taken(steps.APPLY, date(2026, 12, 30))]
    found = [
        rules.due_on(
            S.APPLIED,
            taken,
            terms=replace(TERMS, verify_days=2),
            supplement=SUPPLEMENT,
            calendar=calendar,
        )
        for calendar in (CALENDAR, known)
    ]
    assert found == [date(2027, 1, 1), date(2027, 1, 4)]


def test_what_was_seen_of_the_papers_is_never_lost_by_silence() -> None:
    asked = [Material(code, code, None, "x") for code in ("a", "b", "c")]
    first = rules.noted({}, asked, {Proof.SEEN: ["a"], Proof.PROMISED: ["b"]}, by="1", on=DAY)
    assert rules.owed(first) == ["b", "c"]
    later = rules.noted(first, asked, {Proof.MATCHED: ["b"]}, by="2", on=date(2026, 3, 9))
    assert {code: said["state"] for code, said in later.items()} == {
        "a": "seen",
        "b": "matched",
        "c": "missing",
    }
    assert (later["a"]["by"], later["b"]["by"]) == ("1", "2")


DAY = date(2026, 3, 2)


def test_a_decision_against_the_rule_or_against_the_family_says_why() -> None:
    confirm, refuse = steps.BY_ACT[steps.CONFIRM], steps.BY_ACT[steps.REFUSE]
    assert rules.check_reason(confirm, None, against=False) is None
    for step, against in ((confirm, True), (refuse, False), (refuse, True)):
        with pytest.raises(RuleBroken) as broken:
            rules.check_reason(step, " ", against=against)
        assert broken.value.field == "words"
    assert rules.check_reason(refuse, " 母亲已返家 ", against=False) == "母亲已返家"


def test_every_state_is_reached_and_no_decision_is_skipped() -> None:
    assert {step.after for step in steps.STEPS} == set(S)
    for decided in (S.CONFIRMED, S.REFUSED):
        ways = {step.before for step in steps.STEPS if step.after is decided}
        assert all(before <= {S.VERIFIED, S.ENDING} for before in ways)
    assert [step.act for step in steps.steps_from(S.ENDED)] == [steps.GO_ON]
    assert steps.steps_from(S.REFUSED) == steps.steps_from(S.WITHDRAWN) == ()
    with pytest.raises(RuleBroken, match="待查验"):
        steps.demand(steps.CONFIRM, S.APPLIED)
