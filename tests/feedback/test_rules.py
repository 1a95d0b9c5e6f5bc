"""Desks, counties, numbers in texts: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.permissions import GRANTS, Permission, Role
from casework.feedback import rules
from casework.feedback.models import Desk, Kind, State


@pytest.mark.parametrize(
    ("regions", "county"),
    [
        (("990101001001",), "990101000000"),
        (("990101000000", "990102000000"), "990101000000"),
        (("990100000000",), None),
        (("990000000000",), None),
        ((), None),
    ],
)
def test_nothing_narrower_than_the_county_is_kept(
    regions: tuple[str, ...], county: str | None
) -> None:
    assert rules.county_of(regions) == county


@pytest.mark.parametrize(
    ("kind", "asked", "county", "desk"),
    [
        (Kind.COMPLAINT, Desk.COUNTY, "990101000000", Desk.COUNTY),
        (Kind.COMPLAINT, Desk.SYSTEM, "990101000000", Desk.SYSTEM),
        (Kind.SUGGESTION, Desk.COUNTY, None, Desk.SYSTEM),
        (Kind.FAULT, Desk.COUNTY, "990101000000", Desk.SYSTEM),
    ],
)
def test_who_answers(kind: Kind, asked: Desk, county: str | None, desk: Desk) -> None:
    assert rules.desk_for(kind, asked, county) is desk


def test_a_desk_for_each_role_that_may_answer() -> None:
    may = {role for role in Role if Permission.FEEDBACK_ANSWER in GRANTS[role]}
    assert {role for role in Role if rules.desk_of(role)} == may
    assert {rules.desk_of(role) for role in may} == set(Desk)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("按钮太小，9901012016年3月的报表也打不开", False),
        ("打 12345 也没人管", False),
        ("第19行和第20行错了", False),
        ("他叫小明，990101201603150024", True),
        ("990101 20160315 002X", True),
        ("身份证990101-20160315-002x", True),
        ("990101160315002", True),
        ("电话19900123456打不通", True),
        ("199 0012 3456", True),
        ("编号：1990012345678", False),
    ],
)
def test_numbers_of_people_are_noticed(text: str, *, names: bool) -> None:
    assert rules.seems_to_name(text) is names


@given(st.text(), st.integers(0, 99_999_999))
def test_any_mobile_number_is_noticed_among_words(text: str, rest: int) -> None:
    words = "".join(c for c in text if not c.isdigit() and c not in " -－—")
    assert rules.seems_to_name(f"{words}199{rest:08d}{words}")


@given(st.sampled_from(State), st.sampled_from(State))
def test_an_answer_is_the_end(old: State, new: State) -> None:
    assert rules.may_become(old, new) == (old is not State.ANSWERED and new is not State.RECEIVED)


def test_numbers_can_be_read_out() -> None:
    assert all(len(n) == 9 and n[4] == "-" for n in (rules.new_number() for _ in range(50)))
