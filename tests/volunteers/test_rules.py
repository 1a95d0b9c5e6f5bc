"""How long a check holds, what several say together, who may be paired: pure."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.practice.rules.volunteers import VolunteerRules, read_volunteers
from casework.regions.codes import prefix
from casework.volunteers import rules
from casework.volunteers.models import VettingResult, Volunteer, VolunteerState
from casework.volunteers.rules import Checked, Reach, standing
from tests.factories.accounts import COUNTY, TOWNSHIP, VILLAGE
from tests.practice.shipped import body_of

SETTINGS = read_volunteers(body_of("volunteers"))
CLEAR, BARRED = VettingResult.CLEAR, VettingResult.BARRED
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def a_check(on: date, result: VettingResult) -> Checked:
    until_on = rules.holds_until(on, SETTINGS) if result is CLEAR else None
    return Checked(on, result, until_on)


@settings(max_examples=60)
@given(DAYS)
def test_a_check_holds_for_a_year_to_the_day(day: date) -> None:
    until_on = rules.holds_until(day, SETTINGS)
    assert until_on - day in (timedelta(365), timedelta(366))
    assert (until_on.month, until_on.day) == (day.month, day.day) or (
        (day.month, day.day) == (2, 29) and until_on == date(day.year + 1, 3, 1)
    )


CHECKS = st.lists(st.tuples(DAYS, st.sampled_from(VettingResult)), max_size=6)


@settings(max_examples=60)
@given(CHECKS)
def test_only_a_later_query_recorded_after_it_lifts_a_bar(
    told: list[tuple[date, VettingResult]],
) -> None:
    """By brute force over what counts: each clear query that no bar before or after it outdoes."""
    is_barred, until_on = standing([a_check(*each) for each in told])
    bars = [(place, day) for place, (day, result) in enumerate(told) if result is BARRED]
    counting = [
        day
        for place, (day, result) in enumerate(told)
        if result is CLEAR and all(at < place and barred < day for at, barred in bars)
    ]
    assert is_barred is (bool(bars) and not counting)
    assert until_on == max((rules.holds_until(day, SETTINGS) for day in counting), default=None)


@pytest.mark.parametrize("base", [COUNTY, TOWNSHIP, VILLAGE])
def test_a_reach_holds_its_base_and_widens(base: str) -> None:
    codes = [rules.reach_code(base, reach) for reach in Reach]
    assert all(base.startswith(prefix(code)) for code in codes)
    assert all(one.startswith(prefix(other)) for one, other in pairwise(codes))
    assert codes[-1] == COUNTY


class _Person:
    """What the rule looks at, without a key ring."""

    def __init__(self, **but: object) -> None:
        told: dict[str, object] = {
            "state": VolunteerState.ACTIVE,
            "is_barred": False,
            "cleared_until_on": date(2027, 1, 1),
            "agreed_version": SETTINGS.conduct.version,
            "places_taken": 0,
            "capacity": 1,
        }
        self.__dict__.update(told | but)

    vetting = Volunteer.vetting
    has_room = Volunteer.has_room


TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("but", "word"),
    [
        ({"state": VolunteerState.LEFT}, "退出"),
        ({"is_barred": True}, "不得从事"),
        ({"cleared_until_on": None}, "还没有查询"),
        ({"cleared_until_on": TODAY}, "过期"),
        ({"agreed_version": None}, "守则"),
        ({"agreed_version": "2020.1"}, "守则"),
        ({"places_taken": 1}, "没有空位"),
    ],
)
def test_whoever_may_not_be_paired_is_told_why(but: dict[str, object], word: str) -> None:
    ready: Volunteer = _Person()  # type: ignore[assignment]
    lacking: Volunteer = _Person(**but)  # type: ignore[assignment]
    assert rules.may_be_paired(ready, TODAY, SETTINGS) == []
    [why] = rules.may_be_paired(lacking, TODAY, SETTINGS)
    assert word in why


def test_the_last_day_of_a_check_still_counts() -> None:
    person: Volunteer = _Person(cleared_until_on=TODAY + timedelta(1))  # type: ignore[assignment]
    assert rules.may_be_paired(person, TODAY, SETTINGS) == []
    assert rules.runs_out_soon(person, TODAY, SETTINGS)
    far: Volunteer = _Person(cleared_until_on=TODAY + timedelta(31))  # type: ignore[assignment]
    assert not rules.runs_out_soon(far, TODAY, SETTINGS)


def test_a_purpose_says_something() -> None:
    for nothing in (None, "", "     ", "看看"):
        with pytest.raises(RuleBroken, match="用途"):
            rules.check_purpose(nothing)
    assert rules.check_purpose(" 联系培训时间 ") == "联系培训时间"


def test_kinds_count_in_the_total_by_the_setting() -> None:
    settings: VolunteerRules = SETTINGS
    assert settings.is_in_total("judge")
    assert not settings.is_in_total("five_elders")
    other = read_volunteers({**body_of("volunteers"), "others_in_total": True})
    assert other.is_in_total("five_elders")
