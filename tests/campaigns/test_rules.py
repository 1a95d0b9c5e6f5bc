from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.campaigns import rules
from casework.campaigns.models import Desk
from casework.campaigns.rules import State
from casework.errors import RuleBroken
from casework.practice.rules.campaigns import Annex, read_campaign
from tests.factories.campaigns import AUTUMN

BODY = rules.body_of(AUTUMN, code="own_990101_2026_1", version="1", prefix="990101", items=())


def test_a_plan_is_stored_as_a_campaign_reads_it() -> None:
    read = read_campaign(BODY)
    assert rules.plan_of(read) == replace(AUTUMN, item_codes=())
    assert read.regions == ("990101",)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 10, 14), State.COMING),
        (date(2026, 10, 15), State.ON),
        (date(2026, 11, 20), State.ON),
        (date(2026, 11, 21), State.OVER),
    ],
)
def test_where_a_day_stands_to_the_window(day: date, state: State) -> None:
    assert rules.state_on(read_campaign(BODY), day) is state


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("last_on", {"last_on": date(2026, 10, 14)}),
        ("last_on", {"last_on": date(2027, 11, 1)}),
        ("deadline_on", {"deadline_on": date(2026, 10, 1)}),
        ("annex1_note", {"annexes": (Annex("annex1", "表", "报给{name}"),)}),
        ("annex1_note", {"annexes": (Annex("annex1", "表", "报给{contact"),)}),
        ("annex1_note", {"annexes": (Annex("annex1", "表", "报给}"),)}),
    ],
)
def test_what_cannot_be_names_its_field(field: str, wrong: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check(replace(AUTUMN, **wrong), Desk.CIVIL)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_federation_does_not_set_due_dates_of_others() -> None:
    with pytest.raises(RuleBroken, match="妇联"):
        rules.check(AUTUMN, Desk.WOMENS_FED)
    rules.check(replace(AUTUMN, visits_everyone=False), Desk.WOMENS_FED)


def test_codes_tell_office_year_and_number() -> None:
    first = rules.new_code("990101", Desk.CIVIL, 2026, set())
    assert first == "own_990101_2026_1"
    assert rules.new_code("990101", Desk.CIVIL, 2026, {first}) == "own_990101_2026_2"
    assert rules.new_code("990101", Desk.WOMENS_FED, 2026, {first}) == "fed_990101_2026_1"


def test_a_campaign_is_kept_by_the_office_that_made_it() -> None:
    made = replace(read_campaign(BODY), form_id="x")
    assert rules.is_kept_by(made, ["990101"], Desk.CIVIL)
    assert not rules.is_kept_by(made, ["990101"], Desk.WOMENS_FED)
    assert not rules.is_kept_by(made, ["9901"], Desk.CIVIL)
    assert not rules.is_kept_by(made, ["990102"], Desk.CIVIL)
    assert not rules.is_kept_by(replace(made, form_id=None), ["990101"], Desk.CIVIL)


def test_the_next_time_moves_days_and_the_year_in_words() -> None:
    plan = rules.next_time(read_campaign(BODY), date(2026, 12, 1))
    assert plan.name == "2027年青禾县秋季走访活动"
    assert (plan.first_on, plan.last_on) == (date(2027, 10, 15), date(2027, 11, 20))
    assert plan.deadline_on == date(2027, 11, 25)
    assert plan.annexes[0].title == "2027年秋季活动情况汇总表"
    assert plan.source == ""


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 9))
def test_the_same_day_later(day: date, years: int) -> None:
    found = rules.later(day, years)
    assert found.year == day.year + years
    is_last = (day + timedelta(days=1)).day == 1
    assert (found.month, found.day) == (day.month, day.day) or is_last
    assert not is_last or (found + timedelta(days=1)).day == 1
