import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.permissions import Permission, Role
from casework.inbox import rules
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient, common_office, office_after_move, offices_from
from casework.regions.codes import prefix
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
)

#: No township is numbered 000; a county may be 00 where there is none.
villages = st.builds(
    "{:06d}{:03d}{:03d}".format,
    st.integers(110000, 659999),
    st.integers(1, 999),
    st.integers(1, 999),
)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_something_that_is_the_same_for_every_child(kind: Kind) -> None:
    said = rules.SUBJECTS[kind]
    assert said
    assert not re.search(r"[0-9%{}]", said), "nothing is put into it"


@pytest.mark.parametrize(
    ("one", "other", "office"),
    [
        (VILLAGE, VILLAGE, TOWNSHIP),
        (VILLAGE, NEXT_VILLAGE, TOWNSHIP),
        (VILLAGE, FAR_VILLAGE, COUNTY),
        (VILLAGE, STRANGE_VILLAGE, None),
    ],
)
def test_the_lowest_office_that_covers_both(one: str, other: str, office: str | None) -> None:
    assert common_office(one, other) == office


@given(villages, villages)
def test_a_common_office_covers_both_and_none_below_it_does(one: str, other: str) -> None:
    office = common_office(one, other)
    assert office == common_office(other, one)
    if office is None:
        assert one[:6] != other[:6]
    else:
        digits = len(prefix(office))
        assert one[:digits] == other[:digits]
        assert digits == 9 or one[:9] != other[:9]


@pytest.mark.parametrize(
    ("office", "after"), [(VILLAGE, FAR_VILLAGE), (TOWNSHIP, OTHER_TOWNSHIP), (COUNTY, COUNTY)]
)
def test_an_office_follows_a_move_at_its_own_size(office: str, after: str) -> None:
    assert office_after_move(office, FAR_VILLAGE) == after


def test_offices_above_come_nearest_first() -> None:
    assert offices_from(VILLAGE) == [VILLAGE, TOWNSHIP, COUNTY]
    assert offices_from(TOWNSHIP) == [TOWNSHIP, COUNTY]
    assert offices_from(COUNTY) == [COUNTY]


def test_recipients() -> None:
    assert Recipient.worker(VILLAGE, None) == Recipient(VILLAGE, Permission.CHILD_EDIT)
    asked = Permission.CHILD_REVIEW
    assert Recipient.township(VILLAGE, asked).office_code == TOWNSHIP
    assert Recipient.county(VILLAGE, asked).office_code == COUNTY
    assert rules.roles_with(asked) == [Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL]
