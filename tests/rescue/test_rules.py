"""Who may help whom, and codes: pure."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.permissions import GRANT_DEPTH, GRANTS, Permission, Role
from casework.accounts.viewer import Viewer
from casework.db.scope import Scope
from casework.regions.codes import pad, prefix
from casework.rescue import rules
from tests.factories.accounts import COUNTY, FAR_VILLAGE, STRANGE_VILLAGE, TOWNSHIP, VILLAGE

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def helper(role: Role, *regions: str) -> Viewer:
    scope = Scope(tuple(prefix(code) for code in regions))
    return Viewer(uuid4(), "helper", role, scope, regions)


@pytest.mark.parametrize(
    ("role", "at", "whom", "where", "may"),
    [
        (Role.CHILD_SUPERVISOR, TOWNSHIP, Role.CHILD_DIRECTOR, [VILLAGE], True),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, Role.CHILD_DIRECTOR, [FAR_VILLAGE], False),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, Role.CHILD_DIRECTOR, [VILLAGE, FAR_VILLAGE], False),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, Role.CHILD_DIRECTOR, [], False),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, Role.CHILD_SUPERVISOR, [TOWNSHIP], False),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, Role.COUNTY_CIVIL, [COUNTY], False),
        (Role.COUNTY_CIVIL, COUNTY, Role.CHILD_DIRECTOR, [VILLAGE, FAR_VILLAGE], True),
        (Role.COUNTY_CIVIL, COUNTY, Role.CHILD_SUPERVISOR, [TOWNSHIP], True),
        (Role.COUNTY_CIVIL, COUNTY, Role.CHILD_DIRECTOR, [STRANGE_VILLAGE], False),
        (Role.COUNTY_CIVIL, COUNTY, Role.COUNTY_CIVIL, [COUNTY], False),
        (Role.COUNTY_CIVIL, COUNTY, Role.SYS_ADMIN, [COUNTY], False),
        (Role.CITY_CIVIL, "990100000000", Role.CHILD_DIRECTOR, [VILLAGE], False),
    ],
)
def test_who_may_help_whom(role: Role, at: str, whom: Role, where: list[str], *, may: bool) -> None:
    assert rules.may_help(helper(role, at), account_id=uuid4(), role=whom, regions=where) is may


def test_nobody_helps_themselves_nor_an_office_as_wide_as_their_own() -> None:
    for role in Role:
        one = helper(role, VILLAGE)
        assert not rules.may_help(one, account_id=one.account_id, role=role, regions=[VILLAGE])
        for whom in rules.HELPED.get(role, ()):
            assert min(GRANT_DEPTH[whom]) > max(GRANT_DEPTH[role])


def test_the_permission_is_that_of_those_who_have_somebody_to_help() -> None:
    may = {role for role in Role if Permission.ACCOUNT_RESCUE in GRANTS[role]}
    assert may == set(rules.HELPED)


def test_codes_differ_and_have_no_look_alikes() -> None:
    made = {rules.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == 8 for code in made)
    assert not set("".join(made)) & set("0O1IL")


@given(st.text(ALPHABET, min_size=8, max_size=8), st.sampled_from(["", " ", "-", "－", "　"]))
def test_a_code_is_read_however_it_is_typed(code: str, between: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for typed in (code, code.lower(), wide, rules.grouped(code), between.join(code)):
        assert rules.typed(typed) == code


@given(st.text())
def test_nothing_typed_is_read_as_a_code_that_it_is_not(text: str) -> None:
    read = rules.typed(text)
    assert set(read) <= set(ALPHABET)
    assert len(read) <= 9, "a longer one is not cut to one that fits"


@given(st.sampled_from(["990101", "990101001", "990101001001"]))
def test_regions_are_whole_codes(digits: str) -> None:
    assert prefix(pad(digits)) == digits
