from datetime import date, timedelta
from pathlib import Path
from tomllib import loads

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.children.rules import age_on
from casework.errors import RuleBroken
from casework.practice.rules.calendar import WorkCalendar
from casework.practice.rules.protection import ProtectionRules, read_protection
from casework.protection import rules
from casework.protection.models import State

BODY = loads((Path(__file__).parents[2] / "config/protection.toml").read_text(encoding="utf-8"))
SETTINGS = read_protection(BODY)
#: The National Day holidays of an invented year, and a Saturday that is worked.
HOLIDAYS = dict.fromkeys([date(2026, 10, day) for day in range(1, 8)], "国庆节")
CALENDAR = WorkCalendar("t", {2026: "t"}, HOLIDAYS, frozenset({date(2026, 10, 10)}))
BORN = date(2016, 3, 15)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def dates(
    state: State = State.TEMPORARY,
    review: date = date(2027, 1, 30),
    limit: date = date(2027, 11, 1),
) -> rules.Dates:
    return rules.Dates(state=state, decide_by=date(2026, 11, 4), review=review, limit=limit)


def codes(told: rules.Dates, birth_on: date | None, today: date) -> list[str]:
    return [each.code for each in rules.notices(told, birth_on, today, SETTINGS)]


def test_the_grounds_and_places_are_those_of_the_law() -> None:
    assert [item.code for item in SETTINGS.grounds] == [
        "unidentified", "guardian_whereabouts_unknown", "guardian_incapable_event",
        "guardian_refuses", "guardian_instigates_crime", "guardian_seriously_harms", "other_by_law",
    ]  # fmt: skip
    assert len(SETTINGS.long_grounds) == 5
    in_law = [item.code for item in SETTINGS.placements if "第九十三条" in item.source]
    assert in_law == ["kin_placement", "foster", "rescue_body", "welfare_institution"]
    assert all(item.source for item in (*SETTINGS.grounds, *SETTINGS.long_grounds))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": []},
        {"ground": [BODY["ground"][0]] * 2},
        {"review_days": 0},
        {"limit_days": "一年"},
        {"limit_days": True},
        {"gruond": []},
        {"paper": [{"code": "x", "label": "x", "days": -1, "source": "x"}]},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(RuleBroken, match="protection"):
        read_protection({**BODY, **wrong})


@pytest.mark.parametrize(
    ("from_on", "limit"),
    [
        (date(2026, 11, 1), date(2027, 11, 1)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 12, 31), date(2028, 12, 30)),
    ],
)
def test_the_limit_counts_days_also_over_a_leap_day(from_on: date, limit: date) -> None:
    assert rules.limit_on(from_on, SETTINGS) == limit


def test_reviews_and_decisions_over_month_ends_and_holidays() -> None:
    assert rules.next_review_on(date(2027, 11, 30), SETTINGS) == date(2028, 2, 28)
    assert rules.next_review_on(date(2027, 12, 1), SETTINGS) == date(2028, 2, 29)
    # Begun on the eve of a week of holidays: three working days after it, a Saturday is worked.
    assert rules.decide_by_on(date(2026, 9, 30), SETTINGS, CALENDAR) == date(2026, 10, 10)
    assert rules.decide_by_on(date(2026, 10, 30), SETTINGS, CALENDAR) == date(2026, 11, 4)
    owed = rules.owed(date(2026, 9, 30), SETTINGS, CALENDAR)
    assert owed["scene_record"] == {"by": "2026-10-10", "on": None}
    assert set(rules.missing(owed)) == {paper.code for paper in SETTINGS.papers}


@settings(max_examples=40, deadline=None)
@given(DAYS, st.integers(0, 3))
def test_what_is_next_is_never_after_what_is_told(begun: date, place: int) -> None:
    review, limit = rules.next_review_on(begun, SETTINGS), rules.limit_on(begun, SETTINGS)
    decide_by = begun + timedelta(days=place)
    open_ = rules.due_on(State.BEGUN, decide_by=decide_by, review=review, limit=limit)
    later = rules.due_on(State.TEMPORARY, decide_by=decide_by, review=review, limit=limit)
    assert open_ == decide_by <= later == review <= limit
    told = rules.Dates(state=State.BEGUN, decide_by=decide_by, review=review, limit=limit)
    [first, *_rest] = rules.notices(told, None, open_, SETTINGS)
    assert first.on == open_


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2005, 1, 1), date(2030, 12, 31)), st.sampled_from(rules.AGES))
def test_an_age_is_reached_on_the_first_day_of_it(birth_on: date, age: int) -> None:
    day = rules.reaches_on(birth_on, age)
    assert age_on(birth_on, day) == age
    assert age_on(birth_on, day - timedelta(days=1)) == age - 1


def test_things_are_told_thirty_days_ahead_and_stay_when_they_are_past() -> None:
    limit = date(2028, 2, 29)
    told = dates(review=date(2028, 6, 1), limit=limit)
    assert codes(told, None, date(2028, 1, 29)) == []
    assert codes(told, None, date(2028, 1, 30)) == ["limit"]
    assert codes(told, None, date(2029, 1, 1)) == ["limit", "review"]
    assert codes(dates(State.BEGUN), None, date(2026, 11, 1)) == ["decide"]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2032, 2, 13), []),
        (date(2032, 2, 14), ["16"]),  # 30 days before, over 29 February 2032
        (date(2032, 3, 15), ["16"]),
        (date(2032, 3, 16), []),
        (date(2034, 2, 12), []),
        (date(2034, 2, 13), ["18"]),
        (date(2034, 3, 15), ["18"]),
        (date(2035, 1, 1), ["18"]),
    ],
)
def test_birthdays_are_told_ahead_and_nobody_is_put_out_at_midnight(
    today: date, found: list[str]
) -> None:
    told = dates(review=date(2040, 1, 1), limit=date(2040, 1, 1))
    assert codes(told, BORN, today) == found
    leap = date(2008, 2, 29)
    assert rules.reaches_on(leap, 18) == date(2026, 3, 1)
    assert rules.reaches_on(leap, 16) == date(2024, 2, 29)


def test_the_eighteenth_birthday_proposes_and_ends_nothing() -> None:
    told = dates(review=date(2040, 1, 1), limit=date(2040, 1, 1))
    [before] = rules.notices(told, BORN, date(2034, 3, 14), SETTINGS)
    [after] = rules.notices(told, BORN, date(2034, 3, 15), SETTINGS)
    assert "不能到了当天就让孩子离开" in before.message
    assert "没有办理以前照料继续" in after.message


def test_no_ground_is_a_ground_too_and_others_are_left_out() -> None:
    assert rules.known_grounds([], SETTINGS) == [rules.UNCLEAR]
    assert rules.known_grounds(["pony"], SETTINGS) == [rules.UNCLEAR]
    told = ["guardian_refuses", rules.UNCLEAR, "unidentified"]
    assert rules.known_grounds(told, SETTINGS) == ["unidentified", "guardian_refuses"]


def test_a_region_may_set_its_own_limit() -> None:
    own: ProtectionRules = read_protection({**BODY, "limit_days": 180})
    assert rules.limit_on(date(2026, 11, 1), own) == date(2027, 4, 30)
