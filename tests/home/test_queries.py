"""The day of a 儿童主任, sorted by due date."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children.models import Child, DueKind, Status
from casework.db.base import db
from casework.home.queries import my_day, my_needs
from casework.needs.actions import open_need
from tests.factories.accounts import NEXT_VILLAGE, a_viewer, an_account
from tests.factories.children import a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)


def due(days: int | None, **told: Any) -> Child:
    """A child whose next visit is due so many days from today."""
    child = a_child(**told)
    child.next_due_on = None if days is None else TODAY + timedelta(days=days)
    child.next_due_kind = None if days is None else DueKind.IN_PERSON
    db.session.flush()
    return child


@pytest.mark.parametrize(
    ("days", "part"),
    [(-1, "overdue"), (0, "today"), (1, "week"), (7, "week"), (8, "later"), (None, "later")],
)
def test_a_child_stands_in_one_part_of_the_day(session: Db, days: int | None, part: str) -> None:
    child = due(days)
    day = my_day(a_viewer(Role.CHILD_DIRECTOR), TODAY)
    found = {
        name: [card.id for card in getattr(day, name)]
        for name in ("overdue", "today", "week", "later", "done")
    }
    assert found.pop(part) == [child.id]
    assert not any(found.values())


def test_who_was_seen_this_month_is_done_and_counts_as_progress(session: Db) -> None:
    seen, waiting, later = due(60), due(3), due(60)
    seen.last_visit_on = TODAY
    later.last_visit_on = TODAY - timedelta(days=1)
    session.flush()
    day = my_day(a_viewer(Role.CHILD_DIRECTOR), TODAY)
    assert [card.id for card in day.done] == [seen.id]
    assert day.due_this_month == 2
    assert day.done_this_month == 1
    assert {card.id for card in day.week} == {waiting.id}


def test_shows_her_own_and_nobodys_children_of_her_villages_only(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    other = an_account(Role.CHILD_DIRECTOR, NEXT_VILLAGE, login="other")
    own = due(1, worker_id=director.account_id)
    nobodys = due(2)
    due(1, worker_id=other.id)
    due(1, region_code=NEXT_VILLAGE)
    due(1, status=Status.DRAFT)
    day = my_day(director, TODAY)
    assert [card.id for card in day.week] == [own.id, nobodys.id]


def test_a_card_says_name_age_and_what_is_due(session: Db) -> None:
    due(0, name="阿依古丽·买买提")
    (card,) = my_day(a_viewer(Role.CHILD_DIRECTOR), TODAY).today
    assert (card.name, card.age, card.sex) == ("阿依古丽·买买提", 10, "2")
    assert card.next_due_kind is DueKind.IN_PERSON


def test_needs_are_those_she_sees_to_and_still_open(session: Db) -> None:
    director, county = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.COUNTY_CIVIL)
    child = a_child()
    hers = open_need(
        actor=county, child=child, kind="medical", detail="配眼镜", account_id=director.account_id
    )
    open_need(actor=county, child=child, kind="goods", detail=None, account_id=county.account_id)
    session.flush()
    assert [need.id for need in my_needs(director)] == [hers.id]
