"""October 2026 in two townships, ready to be closed on the first of November."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.clock import Month
from casework.visits.models import Mode
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import load_practice
from tests.factories.counting import Visited, a_life, settle

OCTOBER = Month(2026, 10)
AT_HOME = Visited(date(2026, 10, 7))
BY_PHONE = Visited(date(2026, 10, 8), mode=Mode.PHONE)
IN_JUNE = Visited(date(2026, 6, 1))

Files = Mapping[str, Child]


@pytest.fixture
def files(session: object) -> Files:
    """Seven children by name: two visited, one called, two not seen, one gone, one far away."""
    load_practice()
    lives = {
        "丁一": a_life(VILLAGE, visits=[IN_JUNE, AT_HOME]),
        "丁二": a_life(VILLAGE, visits=[IN_JUNE, BY_PHONE], categories=("orphan_scattered",)),
        "丁三": a_life(VILLAGE, visits=[IN_JUNE]),
        "丁四": a_life(NEXT_VILLAGE, since=date(2026, 10, 12), first_due_on=date(2026, 11, 3)),
        "丁五": a_life(FAR_VILLAGE, visits=[AT_HOME]),
        "丁六": a_life(FAR_VILLAGE, until=date(2026, 10, 20), visits=[AT_HOME]),
        "丁七": a_life(STRANGE_VILLAGE, visits=[AT_HOME]),
    }
    for township in (TOWNSHIP, OTHER_TOWNSHIP):
        a_viewer(Role.CHILD_SUPERVISOR, township)
    a_viewer(Role.COUNTY_CIVIL)
    author_id = a_viewer().account_id
    named = [replace(life, name=name) for name, life in lives.items()]
    return dict(zip(lives, settle(named, author_id), strict=True))
