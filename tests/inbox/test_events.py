"""What comes into the inbox by itself, and leaves it when it is done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.children import actions as children
from casework.children import rules
from casework.children.facts import ChildFacts
from casework.children.models import Child, Status
from casework.inbox.models import Kind, Task
from casework.needs import actions as needs
from casework.needs.models import NeedStatus
from casework.visits import actions as visits
from casework.visits.models import ReviewState
from tests.children.acting import county_acts, numbered
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    VILLAGE,
    a_viewer,
    an_account,
)
from tests.factories.children import a_child
from tests.factories.visits import a_visit, said
from tests.inbox.tasks import every_task, inbox_of

Db = scoped_session[Session]


def look_anew(session: Db) -> None:
    session.commit()
    session.expire_all()


def open_tasks(session: Db) -> list[Kind]:
    look_anew(session)
    return [task.kind for task in every_task() if task.done_at is None]


def test_a_proposed_file_goes_to_the_township_and_back_to_its_worker(session: Db) -> None:
    director, supervisor = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.CHILD_SUPERVISOR)
    child = a_child(status=Status.SUBMITTED, worker_id=director.account_id)
    assert (inbox_of(supervisor), inbox_of(director)) == ({Kind.SUBMITTED}, set())
    children.send_back(actor=supervisor, child=child, reason="请补填母亲情况")
    look_anew(session)
    assert (inbox_of(supervisor), inbox_of(director)) == (set(), {Kind.RETURNED})
    children.submit(actor=director, child=child)
    look_anew(session)
    assert (inbox_of(supervisor), inbox_of(director)) == ({Kind.SUBMITTED}, set())
    children.accept(actor=supervisor, child=child)
    assert open_tasks(session) == []
    assert [task.done_by for task in every_task()] == [
        supervisor.account_id,
        director.account_id,
        supervisor.account_id,
    ]


def test_what_an_office_enrols_asks_nobody(session: Db) -> None:
    a_child(status=Status.ACTIVE)
    assert every_task() == []


def test_a_closed_file_asks_for_nothing_more(session: Db) -> None:
    child = a_child(status=Status.SUBMITTED)
    county_acts(children.close, child, reason="adopted")
    assert open_tasks(session) == []


def test_a_returned_file_goes_with_the_child_to_the_next_worker(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    child = a_child(status=Status.SUBMITTED, worker_id=director.account_id)
    county_acts(children.send_back, child, reason="请补填")
    colleague = an_account(Role.CHILD_DIRECTOR, VILLAGE, "colleague")
    county_acts(children.assign, child, account_id=colleague.id)
    look_anew(session)
    assert inbox_of(director) == set()
    there = a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE)
    county_acts(children.move_by, child, region_code=FAR_VILLAGE, address=None, on=clock.today())
    look_anew(session)
    assert inbox_of(there) == {Kind.RETURNED}
    assert {task.region_code for task in every_task()} == {FAR_VILLAGE}


def test_a_proposal_moves_to_the_other_township(session: Db) -> None:
    there = a_viewer(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    child = a_child(status=Status.SUBMITTED)
    county_acts(children.move, child, region_code=FAR_VILLAGE)
    look_anew(session)
    assert inbox_of(there) == {Kind.SUBMITTED}


def test_a_doubtful_visit_is_asked_about_until_it_is_put_right(session: Db) -> None:
    supervisor, child = a_viewer(Role.CHILD_SUPERVISOR), a_child(entered_on=date(2026, 3, 2))
    visit = a_visit(child, visited_on="看不懂")
    assert visit.review_state is ReviewState.TO_CHECK
    [task] = every_task()
    assert (task.kind, task.endpoint, task.link_id) == (Kind.TO_CHECK, "visits.show", visit.id)
    assert inbox_of(supervisor) == {Kind.TO_CHECK}
    visits.correct_visit(
        actor=supervisor, visit=visit, version=1, content=said(clock.today()), reason="核对过"
    )
    assert open_tasks(session) == []


def test_a_lower_risk_is_proposed_to_the_township(session: Db) -> None:
    supervisor, child = a_viewer(Role.CHILD_SUPERVISOR), a_child(risk=3)
    a_visit(child, risk_after="1")
    assert inbox_of(supervisor) == {Kind.RISK}
    children.set_risk(actor=supervisor, child=child, level=1, reason="走访情况良好")
    assert open_tasks(session) == []


def test_a_routine_visit_asks_nobody(session: Db) -> None:
    a_visit(a_child())
    assert every_task() == []


def test_a_need_past_due_comes_at_night_and_goes_when_it_is_closed(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    need = needs.open_need(
        actor=director,
        child=child,
        kind="goods",
        detail="冬衣",
        due_on=clock.today(),
        account_id=director.account_id,
    )
    session.commit()
    assert needs.remind(clock.today()) == 0
    tomorrow = clock.today() + timedelta(days=1)
    assert (needs.remind(tomorrow), needs.remind(tomorrow)) == (1, 0)
    [task] = every_task()
    assert (task.kind, task.account_id) == (Kind.DUE, director.account_id)
    assert task.due_on == need.due_on
    child = session.get_one(Child, child.id)
    need = session.merge(need)
    needs.close_need(actor=director, child=child, need=need, status=NeedStatus.SOLVED)
    assert open_tasks(session) == []


def test_the_end_of_a_category_is_told_a_quarter_ahead(session: Db) -> None:
    director, supervisor = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.CHILD_SUPERVISOR)
    worker = director.account_id
    soon = a_child(facts=born(date(2011, 2, 10)), worker_id=worker)
    a_child(name="何小满", facts=born(date(2011, 5, 10)), worker_id=worker)
    session.commit()
    assert children.remind(clock.today()) == 2
    assert children.remind(clock.today()) == 0
    assert [(t.kind, t.child_id, t.account_id) for t in every_task()] == [
        (Kind.ENDING, soon.id, worker),
        (Kind.ENDING, soon.id, None),
    ]
    assert Kind.ENDING in inbox_of(director) & inbox_of(supervisor)
    assert {t.due_on for t in every_task()} == {None}, "a day would tell the month of birth"
    session.expunge_all()
    clock.fix_today(date(2027, 3, 1))
    children.end_aged_out(clock.today())
    assert open_tasks(session) == []


def born(on: date) -> ChildFacts:
    return ChildFacts(name="陈雨桐", sex="2", birth_on=on)


@pytest.mark.parametrize(
    ("day", "horizon"),
    [
        (date(2026, 11, 1), date(2027, 4, 1)),
        (date(2026, 12, 31), date(2027, 4, 1)),
        (date(2027, 1, 1), date(2027, 7, 1)),
        (date(2027, 9, 30), date(2028, 1, 1)),
    ],
)
def test_the_horizon_moves_by_quarters(day: date, horizon: date) -> None:
    assert rules.ending_horizon(day) == horizon


def test_the_night_makes_up_for_what_was_never_told(session: Db) -> None:
    child = a_child(status=Status.SUBMITTED)
    visit = a_visit(child, visited_on="看不懂")
    before = {task.key for task in every_task()}
    for task in session.scalars(select(Task)).all():
        session.delete(task)
    session.commit()
    assert (children.remind(clock.today()), visits.remind()) == (1, 1)
    assert {task.key for task in every_task()} == before
    assert visit.id in {task.link_id for task in every_task()}


def test_a_number_is_not_asked_about_where_nobody_else_has_it(session: Db) -> None:
    a_child(region_code=NEXT_VILLAGE, facts=numbered("99010120160315002X"))
    assert every_task() == []
