from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.children import rules
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import DueKind, IdState
from casework.errors import RuleBroken
from casework.people.models import Part
from casework.practice.rules.visiting import Interval
from tests.factories.children import an_id_number

TODAY = date(2026, 11, 1)
BORN = date(2016, 3, 15)
MONTHLY = Interval(in_person_days=30, contact_days=14)

days = st.dates(date(2024, 1, 1), date(2026, 11, 1))
births = st.dates(date(2005, 1, 1), TODAY)
intervals = st.builds(
    lambda contact, more: Interval(contact + more, contact),
    st.integers(1, 90),
    st.integers(0, 90),
)


def due(**dates: date | None) -> rules.Due:
    known = {"first_due_on": None, "last_in_person_on": None, "last_contact_on": None}
    return rules.due(interval=MONTHLY, **{**known, **dates})


# due dates


def test_before_the_first_visit_only_that_one_is_due() -> None:
    found = due(first_due_on=date(2026, 11, 6), last_contact_on=date(2026, 11, 2))
    assert found == rules.Due(in_person_on=date(2026, 11, 6))
    assert rules.due_kind(found, None) is DueKind.FIRST


def test_a_phone_call_moves_only_the_second_date() -> None:
    seen = due(last_in_person_on=date(2026, 10, 1))
    called = due(last_in_person_on=date(2026, 10, 1), last_contact_on=date(2026, 10, 20))
    assert seen.contact_on == date(2026, 10, 15)
    assert called.contact_on == date(2026, 11, 3)
    assert called.in_person_on == seen.in_person_on == date(2026, 10, 31)


def test_a_visit_in_person_is_a_contact_too() -> None:
    found = due(last_in_person_on=date(2026, 10, 20), last_contact_on=date(2026, 10, 1))
    assert found.contact_on == date(2026, 11, 3)


def test_the_earlier_date_leads_and_says_what_is_asked_for() -> None:
    contact_first = due(last_in_person_on=date(2026, 10, 1))
    assert contact_first.next_on == contact_first.contact_on
    assert rules.due_kind(contact_first, date(2026, 10, 1)) is DueKind.CONTACT
    person_first = due(last_in_person_on=date(2026, 10, 1), last_contact_on=date(2026, 10, 25))
    assert rules.due_kind(person_first, date(2026, 10, 1)) is DueKind.IN_PERSON


def test_nothing_is_due_without_dates() -> None:
    assert rules.NOT_DUE.next_on is None
    assert rules.due_kind(rules.NOT_DUE, None) is None


@given(intervals, days, st.none() | days)
def test_due_dates_lie_within_the_interval(
    interval: Interval, seen: date, called: date | None
) -> None:
    found = rules.due(
        interval=interval, first_due_on=None, last_in_person_on=seen, last_contact_on=called
    )
    assert found.in_person_on == seen + timedelta(days=interval.in_person_days)
    assert found.contact_on is not None
    assert found.contact_on >= seen + timedelta(days=interval.contact_days)
    assert found.next_on == min(found.in_person_on, found.contact_on)


@given(intervals, intervals, days, st.none() | days)
def test_a_stricter_interval_is_never_due_later(
    one: Interval, other: Interval, seen: date, called: date | None
) -> None:
    def next_on(interval: Interval) -> date:
        found = rules.due(
            interval=interval, first_due_on=None, last_in_person_on=seen, last_contact_on=called
        )
        assert found.next_on is not None
        return found.next_on

    assert next_on(one.shortened_by(other)) <= min(next_on(one), next_on(other))


def test_visits_before_the_last_exit_belong_to_an_earlier_time() -> None:
    left = date(2026, 5, 1)
    assert rules.since_entry(date(2026, 4, 30), left) is None
    assert rules.since_entry(left, left) is None
    assert rules.since_entry(date(2026, 5, 2), left) == date(2026, 5, 2)
    assert rules.since_entry(date(2026, 4, 30), None) == date(2026, 4, 30)


# windows in which every child is seen

windows = st.builds(
    lambda first, more: rules.Window(first, first + timedelta(days=more)), days, st.integers(0, 90)
)


@given(intervals, st.none() | days, st.none() | days, st.lists(windows, max_size=3), days)
def test_a_window_never_makes_anything_due_later(
    interval: Interval,
    first: date | None,
    seen: date | None,
    open_ones: list[rules.Window],
    on: date,
) -> None:
    usual = rules.due(
        interval=interval, first_due_on=first, last_in_person_on=seen, last_contact_on=None
    )
    found = rules.due_in(open_ones, usual, last_in_person_on=seen, on=on)
    assert (found.in_person_on or date.max) <= (usual.in_person_on or date.max)
    assert found.contact_on == usual.contact_on
    for window in open_ones:
        unseen = seen is None or seen < window.first_on
        if window.holds(on) and unseen:
            assert found.in_person_on is not None
            assert found.in_person_on <= window.last_on


@given(intervals, windows, st.integers(0, 90), days)
def test_whoever_was_seen_in_the_window_is_due_as_ever(
    interval: Interval, window: rules.Window, more: int, on: date
) -> None:
    seen = window.first_on + timedelta(days=more)
    usual = rules.due(
        interval=interval, first_due_on=None, last_in_person_on=seen, last_contact_on=None
    )
    assert rules.due_in([window], usual, last_in_person_on=seen, on=on) == usual


def test_before_and_after_a_window_nothing_differs() -> None:
    window, seen = rules.Window(date(2026, 10, 1), date(2026, 10, 31)), date(2026, 9, 30)
    usual = rules.Due(date(2027, 3, 1), date(2026, 12, 1))
    for day in (date(2026, 9, 30), date(2026, 11, 1)):
        assert rules.due_in([window], usual, last_in_person_on=seen, on=day) == usual
    inside = rules.due_in([window], usual, last_in_person_on=seen, on=date(2026, 10, 1))
    assert inside == rules.Due(date(2026, 10, 31), date(2026, 12, 1))


# ages


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2010, 11, 1), TODAY, 16),
        (date(2010, 11, 2), TODAY, 15),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
    ],
)
def test_full_years(born: date, day: date, years: int) -> None:
    assert rules.age_on(born, day) == years


@pytest.mark.parametrize(
    ("born", "limit", "until"),
    [
        (date(2010, 10, 1), 16, date(2026, 11, 1)),
        (date(2010, 10, 31), 16, date(2026, 11, 1)),
        (date(2010, 11, 1), 16, date(2026, 12, 1)),
        (date(2008, 12, 31), 18, date(2027, 1, 1)),
        (date(2008, 2, 29), 18, date(2026, 4, 1)),
        (date(2008, 2, 29), 16, date(2024, 3, 1)),
    ],
)
def test_a_category_holds_to_the_end_of_the_birthday_month(
    born: date, limit: int, until: date
) -> None:
    assert rules.ages_out_on(born, limit) == until


@given(births, st.sampled_from([16, 18]))
def test_ageing_out_tells_the_month_and_no_day(born: date, limit: int) -> None:
    until = rules.ages_out_on(born, limit)
    assert until.day == 1
    assert rules.age_on(born, until) >= limit
    assert rules.age_on(born, until - timedelta(days=32)) < limit


@given(births, days)
def test_age_grows_by_one_a_year(born: date, day: date) -> None:
    next_year = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else None
    if next_year is not None:
        assert rules.age_on(born, next_year) == rules.age_on(born, day) + 1


# the ID number


def facts(**told: object) -> ChildFacts:
    known = ChildFacts(name="陈雨桐", sex="2", birth_on=BORN, id_number=an_id_number(BORN, 2))
    return replace(known, **told)  # type: ignore[arg-type]


def wrong_digit() -> str:
    number = an_id_number(BORN, 2)
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def codes(found: list[rules.Doubt]) -> list[str]:
    return [doubt.code for doubt in found]


def test_a_number_that_fits_the_file_is_verified() -> None:
    assert rules.id_state(facts(), TODAY) is IdState.VERIFIED
    assert rules.doubts(facts(), TODAY) == []


def test_without_a_number_there_is_nothing_to_rely_on() -> None:
    assert rules.id_state(facts(id_number=None), TODAY) is IdState.NONE


def test_a_wrong_check_digit_is_doubtful_and_asked_about() -> None:
    told = facts(id_number=wrong_digit())
    assert rules.id_state(told, TODAY) is IdState.DOUBTFUL
    assert codes(rules.doubts(told, TODAY)) == ["check_digit"]


def test_a_number_that_contradicts_the_file_is_doubtful_and_shows_both() -> None:
    other_day = facts(birth_on=date(2016, 5, 13))
    assert rules.id_state(other_day, TODAY) is IdState.DOUBTFUL
    [doubt] = rules.doubts(other_day, TODAY)
    assert "2016年5月13日" in doubt.question
    assert "2016年3月15日" in doubt.question
    boy = facts(sex="1")
    assert rules.id_state(boy, TODAY) is IdState.DOUBTFUL
    assert codes(rules.doubts(boy, TODAY)) == ["sex"]


def test_a_passport_has_no_check_digit_to_rely_on() -> None:
    told = facts(id_kind="passport", id_number="E12345678")
    assert rules.id_state(told, TODAY) is IdState.DOUBTFUL
    assert rules.doubts(told, TODAY) == []


def test_the_number_fills_in_what_nobody_has_said() -> None:
    told = rules.completed(facts(birth_on=None, sex="0"))
    assert (told.birth_on, told.sex) == (BORN, "2")


def test_what_was_said_stands_against_the_number() -> None:
    told = rules.completed(facts(birth_on=date(2016, 5, 13), sex="1"))
    assert (told.birth_on, told.sex) == (date(2016, 5, 13), "1")


def test_an_adult_is_asked_about() -> None:
    assert codes(rules.doubts(facts(id_number=None, birth_on=date(2008, 11, 1)), TODAY)) == [
        "adult"
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "无"}, "name"),
        ({"birth_on": date(2026, 11, 2)}, "birth_on"),
        ({"birth_on": date(1899, 12, 31)}, "birth_on"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_facts(facts(**wrong), TODAY)
    assert refusal.value.field == field


# names


def finds(name: str, typed: str) -> bool:
    return rules.needle(typed) in rules.search_text(name)


@pytest.mark.parametrize(
    "typed",
    ["雨桐", "陈雨", "chenyutong", "CHENYU", "yutong", "cyt", "CYT", " 陈 雨桐 ", "chen yu tong"],
)
def test_a_child_is_found_by_characters_sound_and_initials(typed: str) -> None:
    assert finds("陈雨桐", typed)


@pytest.mark.parametrize(
    "typed", ["阿依古丽·买买提", "阿依古丽买买提", "阿依古丽.买买提", "买买提"]
)
def test_the_dot_may_be_typed_or_not(typed: str) -> None:
    assert finds("阿依古丽·买买提", typed)


def test_surnames_are_read_as_surnames() -> None:
    assert finds("单晓明", "shanx")
    assert not finds("单晓明", "danxiao")


def test_other_children_are_not_found() -> None:
    assert not finds("陈雨桐", "罗子涵")


# people and reasons


def test_the_same_person_has_the_same_name_or_number() -> None:
    one = PersonFacts(part=Part.CARER, name="王秀英", id_number="1")
    assert rules.same_person(one, replace(one, name="王秀荣"))
    assert rules.same_person(one, replace(one, id_number=None))
    assert not rules.same_person(one, PersonFacts(part=Part.CARER, name="李桂芳"))


@pytest.mark.parametrize("reason", [None, "", "  ", "无"])
def test_a_reason_has_to_say_something(reason: str | None) -> None:
    with pytest.raises(RuleBroken):
        rules.check_reason(reason)


def test_a_reason_is_trimmed() -> None:
    assert rules.check_reason(" 已返乡 ") == "已返乡"


@given(days, st.none() | days, days)
def test_intervals_are_half_open(from_on: date, until_on: date | None, day: date) -> None:
    held = rules.covers(from_on, until_on, day)
    assert held == (from_on <= day and (until_on is None or day < until_on))
    assert not rules.covers(from_on, from_on, day)
