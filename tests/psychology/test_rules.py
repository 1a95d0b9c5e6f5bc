"""When a referral is answered, what a counsellor is told, and the settings of both."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import clock
from casework.errors import RuleBroken
from casework.practice.rules.assessment import read_assessment
from casework.practice.rules.calendar import read_calendar
from casework.practice.rules.overriding import overlaid
from casework.practice.rules.psychology import read_psychology
from casework.psychology import rules
from casework.psychology.models import CaseState
from casework.psychology.rules import Brief, Call
from tests.practice.shipped import body_of

SETTINGS = read_psychology(body_of("psychology"))
CALENDAR = read_calendar(body_of("holidays"))
instants = st.integers(0, 500 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    "brief",
    [
        Brief("陈雨桐", "不说话"),
        Brief(
            "陈雨桐",
            'a\n"b',
            "2",
            0,
            "柳树村",
            "小学",
            "watch",
            (Call("奶奶", "62", "1"), Call("a")),
        ),
    ],
)
def test_a_brief_is_read_as_it_was_written(brief: Brief) -> None:
    assert Brief.of({**brief.document, "of another edition": 1}) == brief


@given(instants)
def test_who_may_harm_herself_is_answered_within_hours_whatever_the_day(now: datetime) -> None:
    due = rules.answer_due_at(SETTINGS, CALENDAR, now, urgent=True)
    assert due == now + timedelta(hours=SETTINGS.urgent_hours)


@given(instants)
def test_anybody_else_is_answered_by_the_end_of_a_working_day(now: datetime) -> None:
    due = rules.answer_due_at(SETTINGS, CALENDAR, now, urgent=False)
    today, last = clock.local(now).date(), clock.local(due).date()
    assert last == CALENDAR.add_working_days(today, SETTINGS.answer_days)
    assert rules.is_late(due, due)
    assert not rules.is_late(due, now)
    assert not rules.is_late(None, now)


def test_a_screening_never_sets_a_case_back() -> None:
    assert rules.after_screening(CaseState.ACCEPTED) is CaseState.SCREENED
    assert rules.after_screening(CaseState.IN_CARE) is CaseState.IN_CARE


def test_a_county_may_look_again_sooner_and_somebody_must_be_able_to_agree() -> None:
    body = body_of("psychology")
    own = {"region": "990101", "figure": {"watch_days": {"value": 7, "source": "本县"}}}
    sooner = read_psychology(overlaid(body, own))
    assert rules.look_again_on(sooner, date(2026, 11, 1)) == date(2026, 11, 8)
    assert sooner.answer_days == SETTINGS.answer_days
    assert SETTINGS.is_consent("agreed_by_phone")
    assert not SETTINGS.is_consent("refused")
    assert not SETTINGS.is_consent(None)
    for consent in body["consent"]:
        consent["given"] = False
    with pytest.raises(RuleBroken, match="given = true"):
        read_psychology(body)


def test_the_screening_says_what_to_do_and_no_diagnosis() -> None:
    form = read_assessment(body_of("psychology.screening"))
    said = " ".join([*(each.label + each.hint for each in form.levels), form.hint])
    assert "不下诊断" in said
    for word in ("抑郁", "焦虑症", "障碍", "患者"):
        assert word not in said
    [self_harm] = [item for item in form if item.code == "self_harm"]
    assert any("120" in (choice.alert or "") for choice in self_harm.choices)
