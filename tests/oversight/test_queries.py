"""Which township is opened, how its lines are grouped, and what the trail shows of a child."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.queries.showing import Show
from casework.errors import NotFound
from casework.oversight import queries
from casework.oversight.filters import Narrowed, Sort
from casework.regions.models import Region
from tests.db.rows import a_file, stored
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    a_viewer,
    an_account,
)
from tests.factories.register import acting

Rows = scoped_session[Session]
TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.CHILD_SUPERVISOR, [TOWNSHIP]),
        (Role.COUNTY_CIVIL, [TOWNSHIP, OTHER_TOWNSHIP]),
        (Role.PROVINCE_CIVIL, []),
    ],
)
def test_a_viewer_is_offered_the_townships_of_the_grants(
    session: Rows, role: Role, offered: list[str]
) -> None:
    viewer = a_viewer(role)
    assert [region.code for region in queries.townships(viewer)] == offered


@pytest.mark.parametrize("code", [STRANGE_COUNTY, COUNTY, "990101009000", "", "x", "' OR 1=1"])
def test_what_is_not_offered_is_not_there(session: Rows, code: str) -> None:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    with pytest.raises(NotFound):
        queries.choose(viewer, queries.townships(viewer), code)


def test_a_county_opens_its_first_township_when_nobody_is_due(session: Rows) -> None:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    chosen = queries.choose(viewer, queries.townships(viewer), None)
    assert chosen is not None
    assert chosen.code == TOWNSHIP


def test_children_of_a_township_that_is_no_more_keep_nobody_from_the_table(session: Rows) -> None:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    stored(session, a_file(FAR_VILLAGE, next_due_on=TODAY - timedelta(days=9)))
    session.get_one(Region, OTHER_TOWNSHIP).valid_until = TODAY
    session.flush()
    chosen = queries.choose(viewer, queries.townships(viewer), None)
    assert chosen is not None
    assert chosen.code == TOWNSHIP


def test_who_reaches_no_township_has_no_table(session: Rows) -> None:
    assert queries.choose(a_viewer(Role.PROVINCE_CIVIL), [], None) is None


@pytest.mark.parametrize("show", Show)
@pytest.mark.parametrize("sort", Sort)
def test_every_filter_and_order_works_without_children_and_with_dates_missing(
    app: Flask, session: Rows, show: Show, sort: Sort
) -> None:
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    stored(session, a_file(), a_file(next_due_on=TODAY, last_visit_on=TODAY, risk=4))
    with acting(app, viewer):
        lines = queries.caseload(viewer, TOWNSHIP, Narrowed(show), TODAY)
        groups = queries.by_worker(lines, sort)
    assert sum(len(group) for _, group in groups) == len(lines) <= 2
    assert queries.by_worker([], sort) == []


def test_groups_stand_by_who_is_due_first_and_nobodys_children_before_all(
    session: Rows,
) -> None:
    late = an_account(Role.CHILD_DIRECTOR, login="late")
    soon = an_account(Role.CHILD_DIRECTOR, login="soon")
    stored(
        session,
        a_file(worker_id=soon.id, next_due_on=TODAY + timedelta(days=3)),
        a_file(worker_id=late.id, next_due_on=TODAY - timedelta(days=3)),
        a_file(next_due_on=TODAY + timedelta(days=30)),
    )
    lines = queries.caseload(a_viewer(Role.CHILD_SUPERVISOR), TOWNSHIP, Narrowed(), TODAY)
    for sort in Sort:
        assert [worker for worker, _ in queries.by_worker(lines, sort)] == [None, late.id, soon.id]


def test_a_child_of_the_auditors_region_stands_in_the_trail_by_its_number(
    app: Flask, session: Rows
) -> None:
    here, there = stored(session, a_file()), stored(session, a_file(STRANGE_VILLAGE))
    for child_id in (here.id, there.id, uuid4(), None):
        record(Tag.CHILD_OPEN, actor_id=None, child_id=child_id)
    auditor = a_viewer(Role.AUDITOR)
    with acting(app, auditor):
        page = queries.trail(auditor, None, "child:open")
    assert [line.case_number for line in page.rows] == [None, None, None, here.case_number]


@pytest.mark.parametrize("after", [0, -1, 1, 2**31, 2**63, 10**30])
def test_the_trail_goes_on_after_any_number(app: Flask, session: Rows, after: int) -> None:
    record(Tag.CHILD_OPEN, actor_id=None)
    session.commit()
    auditor = a_viewer(Role.AUDITOR)
    with acting(app, auditor):
        rows = queries.trail(auditor, after, None).rows
    assert all(line.entry.id < after for line in rows)


def test_the_day_may_be_any(session: Rows) -> None:
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    for day in (date(1970, 1, 1), clock.today(), date(2099, 12, 31)):
        assert queries.caseload(viewer, TOWNSHIP, Narrowed(Show.NOT_THIS_MONTH), day) == []
