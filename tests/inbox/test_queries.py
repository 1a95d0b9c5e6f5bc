"""Whose a task is: exactly those who may do it, whoever holds the office that day."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts import actions as accounts
from casework.accounts import queries as account_queries
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.errors import NotFound
from casework.inbox import actions, queries
from casework.inbox.models import Kind, Task
from casework.inbox.rules import ASKED_OF_OFFICES, Recipient, offices_from
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
    an_account,
)
from tests.inbox.tasks import a_task

Db = scoped_session[Session]

DIRECTOR, SUPERVISOR, OFFICE = Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL
REVIEW = Permission.CHILD_REVIEW


def sees(viewer: Viewer, task: Task) -> bool:
    try:
        return queries.get(viewer, task.id) is task
    except NotFound:
        return False


def test_a_task_of_a_township_is_for_whoever_reviews_there(session: Db) -> None:
    here, there = a_viewer(SUPERVISOR), a_viewer(SUPERVISOR, OTHER_TOWNSHIP)
    county, director = a_viewer(OFFICE), a_viewer(DIRECTOR)
    task = a_task()
    assert [sees(v, task) for v in (here, there, county, director)] == [True, False, False, False]


def test_somebody_new_sees_what_was_there_before(session: Db) -> None:
    a_viewer(SUPERVISOR)
    task = a_task()
    assert sees(account_queries.viewer_of(an_account(SUPERVISOR, TOWNSHIP, "new-one")), task)


def test_nothing_waits_for_an_empty_chair(session: Db) -> None:
    county = a_viewer(OFFICE)
    task = a_task()
    assert sees(county, task)
    supervisor = a_viewer(SUPERVISOR)
    assert sees(supervisor, task)
    assert not sees(county, task)
    session.get_one(Account, supervisor.account_id).disabled_at = clock.now()
    session.flush()
    assert sees(county, task)


def test_a_village_without_a_worker_falls_to_the_township(session: Db) -> None:
    supervisor, county = a_viewer(SUPERVISOR), a_viewer(OFFICE)
    task = a_task(to=Recipient.worker(VILLAGE, None))
    assert (sees(supervisor, task), sees(county, task)) == (True, False)
    assert sees(a_viewer(DIRECTOR), task)
    assert not sees(supervisor, task)


def test_a_task_of_one_person_is_hers_as_long_as_the_region_is(session: Db) -> None:
    director, colleague = a_viewer(DIRECTOR), an_account(DIRECTOR, VILLAGE, "colleague")
    task = a_task(to=Recipient.worker(VILLAGE, director.account_id))
    other = account_queries.viewer_of(colleague)
    assert (sees(director, task), sees(other, task)) == (True, False)
    session.execute(delete(RoleGrant).where(RoleGrant.account_id == director.account_id))
    assert not sees(account_queries.viewer_of(session.get_one(Account, director.account_id)), task)


_POSTS = (
    (DIRECTOR, VILLAGE),
    (DIRECTOR, NEXT_VILLAGE),
    (SUPERVISOR, TOWNSHIP),
    (SUPERVISOR, OTHER_TOWNSHIP),
    (OFFICE, COUNTY),
    (OFFICE, STRANGE_COUNTY),
    (Role.WOMENS_FED, COUNTY),
)
#: Each post by itself: held, held until today, held by somebody shut out, empty.
_STAFF = st.tuples(
    *(st.sampled_from(["in force", "in force", "ended", "disabled", "empty"]) for _ in _POSTS)
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    staff=_STAFF,
    size=st.integers(0, 2),
    asked=st.sampled_from(ASKED_OF_OFFICES),
    region=st.sampled_from([VILLAGE, NEXT_VILLAGE, FAR_VILLAGE]),
)
def test_a_task_is_seen_by_exactly_those_who_may_do_it(
    session: Db,
    staff: tuple[str, ...],
    size: int,
    asked: Permission,
    region: str,
) -> None:
    """By the nearest office, from the one that is asked upwards, that somebody holds who may."""
    office = offices_from(region)[size]
    with session.begin_nested() as trial:
        viewers = [
            _hired(f"p{number}", *where, standing)
            for number, (where, standing) in enumerate(zip(_POSTS, staff, strict=True))
            if standing != "empty"
        ]
        task = a_task(to=Recipient(office, asked), region_code=region)
        expected = _who_may(viewers, office, asked, region)
        assert {v.login for v in viewers if v.regions and sees(v, task)} == expected
        trial.rollback()


def _hired(login: str, role: Role, region: str, standing: str) -> Viewer:
    account = an_account(role, region, login)
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).one()
    if standing == "ended":
        grant.until_on = clock.today()
    if standing == "disabled":
        account.disabled_at = clock.now()
    db.session.flush()
    viewer = account_queries.viewer_of(account)
    return viewer if standing == "in force" else Viewer(**{**vars(viewer), "regions": ()})


def _who_may(viewers: list[Viewer], office: str, asked: Permission, region: str) -> set[str]:
    able = [v for v in viewers if v.regions and v.may(asked)]
    for code in offices_from(office):
        holders = {v.login for v in able if code in v.regions and v.scope.covers(region)}
        if holders:
            return holders
    return set()


def test_overdue_stands_first_and_pages_follow_each_other(session: Db) -> None:
    viewer, today = a_viewer(SUPERVISOR), clock.today()
    days = [None, today + timedelta(days=3), today - timedelta(days=2), None, today]
    tasks = [a_task(due_on=day) for day in days]
    found: list[UUID] = []
    after, pages = None, 0
    while pages == 0 or after:
        page = queries.open_page(viewer, after, size=2)
        found, after, pages = [*found, *(task.id for task in page.rows)], page.after, pages + 1
    assert found == [tasks[place].id for place in (2, 4, 1, 0, 3)]
    assert pages == 3


@pytest.mark.parametrize("after", ["", "x", "2026-11-01_x", "2026-13-45_1", "_"])
def test_an_odd_key_begins_anew(session: Db, after: str) -> None:
    a_task()
    assert len(queries.open_page(a_viewer(SUPERVISOR), after).rows) == 1


def test_unread_is_what_this_person_has_not_read(session: Db) -> None:
    one, other = (
        account_queries.viewer_of(an_account(SUPERVISOR, TOWNSHIP, n)) for n in ("a", "b")
    )
    first, second = a_task(), a_task()
    actions.mark_read(actor=one, task=first)
    actions.mark_read(actor=one, task=first)
    assert (queries.waiting(one).unread, queries.waiting(other).unread) == (1, 2)
    assert queries.read_by(one, [first, second]) == {first.id}
    actions.close(actor=other, task=second)
    assert queries.waiting(one).unread == 0
    actions.mark_all_read(actor=other)
    assert queries.waiting(other).unread == 0


def test_grants_of_tomorrow_do_not_count(session: Db) -> None:
    account = an_account(SUPERVISOR, TOWNSHIP, "soon")
    session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id))
    accounts.grant_region(
        account_id=account.id,
        region_code=TOWNSHIP,
        from_on=clock.today() + timedelta(days=1),
        until_on=None,
    )
    task = a_task(Kind.SUBMITTED)
    assert not sees(account_queries.viewer_of(account), task)
    assert sees(a_viewer(OFFICE), task)
