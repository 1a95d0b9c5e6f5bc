"""Each step of a review: what it changes, what it leaves, whom it tells, and who came too late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts import queries as account_queries
from casework.accounts.models import Account
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children.models import Child
from casework.db.base import db, new_id
from casework.db.scope import bind_scope
from casework.errors import NotFound, RuleBroken
from casework.inbox.models import Kind, Task
from casework.visits import actions, queries, reviews
from casework.visits.models import (
    Act,
    CheckResult,
    ReviewState,
    SpokenWith,
    SpotCheck,
    Visit,
    VisitRemark,
    VisitStep,
)
from casework.visits.steps import Overtaken
from tests.factories.accounts import OTHER_TOWNSHIP, a_viewer, an_account
from tests.factories.children import a_child
from tests.factories.visits import a_visit, said
from tests.inbox.tasks import every_task, inbox_of

Db = scoped_session[Session]
_WHY = "日期请核对"


@pytest.fixture
def child(session: Db) -> Child:
    return a_child(entered_on=clock.today() - timedelta(days=100))


@pytest.fixture
def supervisor(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


@pytest.fixture
def county(session: Db) -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


def seen(visit: Visit) -> str:
    return str(reviews.token(visit))


def accept(actor: Viewer, visit: Visit) -> Visit:
    return actions.accept(actor=actor, visit_id=visit.id, seen=seen(visit))


def give_back(actor: Viewer, visit: Visit, reason: str = _WHY) -> Visit:
    return actions.return_to_worker(actor=actor, visit_id=visit.id, seen=seen(visit), reason=reason)


def taken(session: Db) -> list[VisitStep]:
    return list(session.scalars(select(VisitStep).order_by(VisitStep.id)))


def counted(visit: Visit) -> bool:
    statement = select(Visit.id).where(Visit.id == visit.id, queries.counts())
    return db.session.scalar(statement) is not None


def test_accepting_keeps_who_when_and_which_version_and_changes_no_figure(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit = a_visit(child)
    due = child.next_due_on
    accept(supervisor, visit)
    assert visit.review_state is ReviewState.ACCEPTED
    [step] = taken(session)
    assert (step.act, step.before, step.after, step.n) == (
        Act.ACCEPT,
        ReviewState.RECEIVED,
        ReviewState.ACCEPTED,
        1,
    )
    assert (step.account_id, step.role) == (supervisor.account_id, Role.CHILD_SUPERVISOR)
    assert counted(visit)
    assert child.next_due_on == due


def test_accepting_a_doubtful_visit_finishes_its_task_and_lets_it_move_the_due_date(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit = a_visit(child, visited_on="看不懂")
    assert inbox_of(supervisor) == {Kind.TO_CHECK}
    assert child.last_visit_on is None
    accept(supervisor, visit)
    session.expire_all()
    assert inbox_of(supervisor) == set()
    assert session.get_one(Child, child.id).last_visit_on == visit.visited_on


def test_a_returned_visit_leaves_coverage_and_due_dates_until_it_is_answered(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    director = a_viewer()
    before = child.next_due_on, child.last_visit_on
    visit = a_visit(child, actor=director)
    after = child.next_due_on, child.last_visit_on
    assert before != after
    give_back(supervisor, visit)
    assert (child.next_due_on, child.last_visit_on) == before
    assert not counted(visit)
    assert inbox_of(director) == {Kind.RETURNED}
    [step] = taken(session)
    assert step.reason == _WHY
    actions.answer(actor=director, visit_id=visit.id, seen=seen(visit), words="就是这一天")
    session.expire_all()
    assert visit.review_state is ReviewState.RECEIVED
    child = session.get_one(Child, child.id)
    assert (child.next_due_on, child.last_visit_on) == after
    assert counted(visit)
    assert inbox_of(director) == set()
    assert [step.reason for step in taken(session)] == [_WHY, "就是这一天"]


def test_a_correction_answers_too_and_an_accepted_visit_falls_back_by_it(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    director = a_viewer()
    visit = a_visit(child, actor=director)
    give_back(supervisor, visit)
    correct(director, visit, health="minor")
    assert visit.review_state is ReviewState.RECEIVED
    assert not [task for task in every_task() if task.done_at is None]
    accept(supervisor, visit)
    correct(director, visit, health="good")
    assert visit.review_state is ReviewState.RECEIVED
    steps = [(step.act, step.before, step.n) for step in taken(session)]
    assert steps[1] == (Act.CORRECT, ReviewState.RETURNED, 2)
    assert steps[3] == (Act.CORRECT, ReviewState.ACCEPTED, 3)


def correct(actor: Viewer, visit: Visit, **answers: Any) -> None:
    actions.correct_visit(
        actor=actor, visit=visit, version=visit.version, content=said(**answers), reason="写错了"
    )


def test_a_return_can_be_taken_back(session: Db, child: Child, supervisor: Viewer) -> None:
    visit = a_visit(child)
    give_back(supervisor, visit)
    actions.take_back(actor=supervisor, visit_id=visit.id, seen=seen(visit))
    assert visit.review_state is ReviewState.RECEIVED
    session.expire_all()
    assert [task.kind for task in every_task() if task.done_at is None] == []


def test_what_was_doubtful_is_so_again_after_an_answer(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit = a_visit(child, visited_on="看不懂")
    give_back(supervisor, visit)
    actions.answer(actor=a_viewer(), visit_id=visit.id, seen=seen(visit), words="是那天")
    assert visit.review_state is ReviewState.TO_CHECK
    session.expire_all()
    assert Kind.TO_CHECK in inbox_of(supervisor)


def test_the_question_goes_to_the_village_where_its_author_has_left(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    author = a_viewer()
    visit = a_visit(child, actor=author)
    session.get_one(Account, author.account_id).disabled_at = clock.now()
    session.flush()
    give_back(supervisor, visit)
    [task] = every_task()
    assert (task.kind, task.account_id, task.office_code) == (
        Kind.RETURNED,
        None,
        child.region_code,
    )
    successor = successor_of(child)
    assert reviews.is_asked(successor, visit)
    actions.answer(actor=successor, visit_id=visit.id, seen=seen(visit), words="前任说过")
    assert visit.review_state is ReviewState.RECEIVED


def successor_of(child: Child) -> Viewer:
    return account_queries.viewer_of(
        an_account(Role.CHILD_DIRECTOR, child.region_code, "successor")
    )


def test_nobody_reviews_her_own_and_a_worker_nobody_s(
    session: Db, child: Child, supervisor: Viewer, county: Viewer
) -> None:
    own = a_visit(child, actor=supervisor)
    with pytest.raises(RuleBroken, match="要由别人审核"):
        accept(supervisor, own)
    accept(county, own)
    corrected = a_visit(child)
    correct(supervisor, corrected, health="minor")
    with pytest.raises(RuleBroken, match="要由别人审核"):
        accept(supervisor, corrected)
    with pytest.raises(RuleBroken):
        accept(a_viewer(), corrected)


def test_the_county_s_word_is_taken_back_by_the_county_alone(
    session: Db, child: Child, supervisor: Viewer, county: Viewer
) -> None:
    visit = a_visit(child)
    accept(supervisor, visit)
    give_back(county, visit)
    actions.answer(actor=a_viewer(), visit_id=visit.id, seen=seen(visit), words="无误")
    accept(county, visit)
    with pytest.raises(RuleBroken, match="由县级退回"):
        give_back(supervisor, visit)


def test_another_region_knows_of_no_visit(session: Db, child: Child) -> None:
    stranger = a_viewer(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    visit = a_visit(child)
    with pytest.raises(NotFound):
        accept(stranger, visit)


def test_only_the_author_answers(session: Db, child: Child, supervisor: Viewer) -> None:
    visit = a_visit(child)
    give_back(supervisor, visit)
    other = successor_of(child)
    with pytest.raises(RuleBroken, match="登记人答复"):
        actions.answer(actor=other, visit_id=visit.id, seen=seen(visit), words="我替她说")


# Two at once


def test_who_comes_second_is_told_who_did_what_and_nothing_is_lost(
    session: Db, child: Child, supervisor: Viewer, county: Viewer
) -> None:
    visit = a_visit(child)
    shown = seen(visit)
    give_back(supervisor, visit)
    with pytest.raises(Overtaken, match=r"测试儿童督导员已在.*做了“退回”"):
        actions.accept(actor=county, visit_id=visit.id, seen=shown)
    assert visit.review_state is ReviewState.RETURNED
    assert len(taken(session)) == 1


def test_a_correction_in_between_is_not_accepted_unseen(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit = a_visit(child)
    shown = seen(visit)
    correct(a_viewer(), visit, health="illness")
    with pytest.raises(Overtaken, match=r"测试儿童主任已在.*做了“更正”"):
        actions.accept(actor=supervisor, visit_id=visit.id, seen=shown)
    assert visit.review_state is ReviewState.RECEIVED


def test_an_answer_between_two_looks_alike_is_not_accepted_unseen(
    session: Db, child: Child, supervisor: Viewer, county: Viewer
) -> None:
    """Received, returned, answered: the state is what it was, and still not what was seen."""
    visit = a_visit(child)
    shown = seen(visit)
    give_back(county, visit)
    actions.answer(actor=a_viewer(), visit_id=visit.id, seen=seen(visit), words="说不清")
    with pytest.raises(Overtaken):
        actions.accept(actor=supervisor, visit_id=visit.id, seen=shown)


def test_the_same_press_twice_is_one_step(session: Db, child: Child, supervisor: Viewer) -> None:
    visit = a_visit(child)
    shown = seen(visit)
    for _ in range(2):
        actions.accept(actor=supervisor, visit_id=visit.id, seen=shown)
    assert len(taken(session)) == 1


def test_of_several_those_overtaken_are_left_and_told(
    session: Db, child: Child, supervisor: Viewer, county: Viewer
) -> None:
    visits = [a_visit(child) for _ in range(3)]
    shown = {visit.id: seen(visit) for visit in visits}
    give_back(county, visits[1])
    outcome = actions.accept_several(actor=supervisor, seen=shown)
    assert {visit.id for visit in outcome.done} == {visits[0].id, visits[2].id}
    assert len(outcome.left) == 1
    assert "做了“退回”" in outcome.left[0]


def test_two_real_sessions_cannot_both_act_on_what_they_saw(app: Flask, session: Db) -> None:
    child = a_child()
    visit = a_visit(child)
    supervisor, county = a_viewer(Role.CHILD_SUPERVISOR), a_viewer(Role.COUNTY_CIVIL)
    shown = seen(visit)
    session.commit()
    outcomes = [
        _elsewhere(
            app, supervisor, lambda: actions.accept(actor=supervisor, visit_id=visit.id, seen=shown)
        ),
        _elsewhere(
            app,
            county,
            lambda: actions.return_to_worker(
                actor=county, visit_id=visit.id, seen=shown, reason=_WHY
            ),
        ),
    ]
    assert outcomes == ["done", "overtaken"]
    session.expire_all()
    assert session.get_one(Visit, visit.id).review_state is ReviewState.ACCEPTED
    assert [step.act for step in taken(session)] == [Act.ACCEPT]


def _elsewhere(app: Flask, viewer: Viewer, act: Callable[[], object]) -> str:
    with app.app_context():
        bind_scope(db.session, viewer.scope)
        try:
            act()
        except Overtaken:
            db.session.rollback()
            return "overtaken"
        db.session.commit()
        return "done"


# Talk and calls


def test_a_call_is_kept_and_decides_nothing(session: Db, child: Child, supervisor: Viewer) -> None:
    visit, row_id = a_visit(child), new_id()
    for _ in range(2):
        actions.note_spot_check(
            actor=supervisor,
            visit_id=visit.id,
            check_id=row_id,
            result=CheckResult.DIFFERS,
            spoken_with=SpokenWith.CARER,
            note="说没有来过",
        )
    [check] = session.scalars(select(SpotCheck))
    assert (check.result, check.spoken_with, check.note) == (
        CheckResult.DIFFERS,
        SpokenWith.CARER,
        "说没有来过",
    )
    assert visit.review_state is ReviewState.RECEIVED
    assert counted(visit)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"result": CheckResult.MATCHES, "spoken_with": None, "note": None}, "spoken_with"),
        (
            {"result": CheckResult.DIFFERS, "spoken_with": SpokenWith.CHILD, "note": None},
            "note",
        ),
    ],
)
def test_a_call_says_with_whom_and_what_differs(
    session: Db, child: Child, supervisor: Viewer, told: dict[str, object], field: str
) -> None:
    visit = a_visit(child)
    with pytest.raises(RuleBroken) as broken:
        actions.note_spot_check(
            actor=supervisor,
            visit_id=visit.id,
            check_id=new_id(),
            **told,  # type: ignore[arg-type]
        )
    assert broken.value.field == field


def test_a_remark_is_kept_once_and_its_id_is_nobody_else_s(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit, other, row_id = a_visit(child), a_visit(child), new_id()
    for _ in range(2):
        actions.add_remark(actor=supervisor, visit_id=visit.id, remark_id=row_id, words="请看")
    with pytest.raises(RuleBroken, match="重新打开"):
        actions.add_remark(actor=supervisor, visit_id=other.id, remark_id=row_id, words="别的")
    assert [remark.words for remark in session.scalars(select(VisitRemark))] == ["请看"]


def test_every_step_stands_in_the_trail_without_words(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit = a_visit(child)
    give_back(supervisor, visit)
    session.commit()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.tag == "visit:review")).all()
    assert [entry.facts["act"] for entry in entries] == ["return"]
    assert _WHY not in str(entries[0].facts)


def test_the_night_asks_again_for_what_was_returned(
    session: Db, child: Child, supervisor: Viewer
) -> None:
    visit = a_visit(child)
    give_back(supervisor, visit)
    for task in session.scalars(select(Task)).all():
        session.delete(task)
    session.commit()
    assert actions.remind() == 1
    assert actions.remind() == 0
    assert inbox_of(a_viewer()) == {Kind.RETURNED}
