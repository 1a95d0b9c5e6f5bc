"""The day's list on the days when something changes: months, weeks, birthdays, new years."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts import actions, queries
from casework.accounts.permissions import Role
from casework.children.models import Status
from casework.home.queries import Day, my_day
from tests.db.rows import a_file, stored
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, a_viewer, an_account
from tests.factories.register import acting

pytestmark = pytest.mark.pages

Rows = scoped_session[Session]


def parts(day: Day, name: str) -> set[str]:
    """Return the parts of the day in which a child stands."""
    named = ("overdue", "today", "week", "done", "later")
    return {part for part in named if name in {card.name for card in getattr(day, part)}}


@pytest.mark.parametrize(
    ("visited", "on", "done"),
    [
        (date(2026, 10, 31), date(2026, 10, 31), True),
        (date(2026, 10, 1), date(2026, 10, 31), True),
        (date(2026, 9, 30), date(2026, 10, 1), False),
        (date(2026, 10, 31), date(2026, 11, 1), False),
        (date(2026, 12, 31), date(2027, 1, 1), False),
        (date(2028, 2, 29), date(2028, 2, 29), True),
        (date(2027, 10, 15), date(2026, 10, 15), False),
    ],
)
def test_done_is_this_month(session: Rows, visited: date, on: date, done: bool) -> None:
    stored(session, a_file(last_visit_on=visited, next_due_on=on + timedelta(days=90)))
    day = my_day(a_viewer(Role.CHILD_DIRECTOR), on)
    assert parts(day, "陈雨桐") == ({"done"} if done else {"later"})
    assert (day.done_this_month, day.due_this_month) == (int(done), int(done))


@pytest.mark.parametrize(
    ("due", "counted"),
    [
        (date(2026, 10, 1), 1),
        (date(2026, 10, 31), 1),
        (date(2026, 11, 1), 0),
        (date(2025, 1, 1), 1),
        (None, 0),
    ],
)
def test_the_months_progress_counts_who_is_due_by_its_last_day(
    session: Rows, due: date | None, counted: int
) -> None:
    stored(session, a_file(next_due_on=due))
    assert my_day(a_viewer(Role.CHILD_DIRECTOR), date(2026, 10, 15)).due_this_month == counted


def test_who_was_seen_and_is_due_again_counts_once(session: Rows) -> None:
    on = date(2026, 10, 20)
    stored(session, a_file(last_visit_on=date(2026, 10, 1), next_due_on=date(2026, 10, 8)))
    day = my_day(a_viewer(Role.CHILD_DIRECTOR), on)
    assert parts(day, "陈雨桐") == {"overdue", "done"}
    assert (day.done_this_month, day.due_this_month) == (1, 1)


@pytest.mark.parametrize(
    ("birth_on", "age"),
    [(date(2016, 11, 1), 10), (date(2016, 11, 2), 9), (date(2020, 2, 29), 6), (None, None)],
)
def test_a_child_is_as_old_as_today(session: Rows, birth_on: date | None, age: int | None) -> None:
    on = date(2026, 11, 1)
    stored(session, a_file(birth_on=birth_on, next_due_on=on))
    (card,) = my_day(a_viewer(Role.CHILD_DIRECTOR), on).today
    assert card.age == age


@pytest.mark.parametrize("status", Status)
def test_only_files_that_are_visited_stand_on_the_list(session: Rows, status: Status) -> None:
    on = date(2026, 11, 1)
    stored(session, a_file(status=status, next_due_on=on))
    on_it = status in {Status.ACTIVE, Status.SUBMITTED}
    assert bool(my_day(a_viewer(Role.CHILD_DIRECTOR), on).today) == on_it


def test_a_worker_of_two_villages_has_both_and_no_third(app: Flask, session: Rows) -> None:
    on = date(2026, 11, 1)
    for village in (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE):
        stored(session, a_file(village, name=village, next_due_on=on))
    account = an_account(Role.CHILD_DIRECTOR, login="liu")
    actions.grant_region(account_id=account.id, region_code=NEXT_VILLAGE)
    session.flush()
    viewer = queries.viewer_of(account)
    with acting(app, viewer):
        shown = {card.name for card in my_day(viewer, on).today}
    assert shown == {VILLAGE, NEXT_VILLAGE}


def test_without_a_grant_nobody_is_on_the_list(app: Flask, session: Rows) -> None:
    on = date(2026, 11, 1)
    stored(session, a_file(next_due_on=on))
    viewer = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    with acting(app, viewer):
        day = my_day(viewer, on)
    assert not any((day.overdue, day.today, day.week, day.done, day.later))
