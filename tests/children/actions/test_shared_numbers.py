"""A number that another file holds: who is asked, who learns what, what is decided."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import actions, queries
from casework.children.models import Child, IdState, SharedNumber, Status, Verdict
from casework.db.base import db
from casework.db.elevation import elevated
from casework.db.scope import SystemScope, scope_of
from casework.errors import NotFound, OutOfReach, RuleBroken
from casework.inbox import queries as inbox
from casework.inbox.models import Kind, Task
from tests.children.acting import change, numbered
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child, an_id_number
from tests.factories.register import acting
from tests.inbox.tasks import every_task, inbox_of
from tests.statements import statements

Db = scoped_session[Session]
NUMBER = an_id_number()
DIRECTOR, SUPERVISOR, OFFICE = Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL


def a_holder(region_code: str, number: str = NUMBER) -> Child:
    """Return a child whose number is verified."""
    actor = a_viewer(OFFICE, STRANGE_COUNTY if region_code == STRANGE_VILLAGE else None)
    facts = numbered(number)
    return a_child(name="罗子涵", region_code=region_code, actor=actor, facts=facts)


def a_second(number: str = NUMBER, **told: object) -> Child:
    """Return a child of the first village whom the village enrols with the same number."""
    worker = a_viewer(DIRECTOR).account_id
    return a_child(facts=numbered(number), worker_id=worker, **told)  # type: ignore[arg-type]


def cases() -> list[SharedNumber]:
    return list(db.session.scalars(select(SharedNumber).order_by(SharedNumber.id)))


@pytest.mark.parametrize(
    ("place", "office", "role"),
    [
        (VILLAGE, TOWNSHIP, SUPERVISOR),
        (NEXT_VILLAGE, TOWNSHIP, SUPERVISOR),
        (FAR_VILLAGE, COUNTY, OFFICE),
    ],
)
def test_the_lowest_office_that_covers_both_files_decides(
    session: Db, place: str, office: str, role: Role
) -> None:
    others = {a_viewer(each) for each in (DIRECTOR, SUPERVISOR, OFFICE) if each is not role}
    holder, child = a_holder(place), a_second()
    [case] = cases()
    assert (case.child_id, case.other_id, case.office_code) == (child.id, holder.id, office)
    assert case.sees_both
    assert (child.id_state, holder.id_state) == (IdState.DOUBTFUL, IdState.VERIFIED)
    assert inbox_of(a_viewer(role)) == {Kind.DUPLICATE}
    assert [side.id for side in queries.sides_of(a_viewer(role), case)] == [child.id, holder.id]
    for other in others:
        assert Kind.DUPLICATE not in inbox_of(other)
        with pytest.raises(NotFound):
            queries.get_shared_number(other, case.id)


def test_two_counties_are_each_asked_about_their_own(session: Db, app: Flask) -> None:
    strangers, ours = a_viewer(OFFICE, STRANGE_COUNTY), a_viewer(OFFICE)
    holder, child = a_holder(STRANGE_VILLAGE), a_second()
    for viewer, own in ((ours, child.id), (strangers, holder.id)):
        with acting(app, viewer):
            [task] = inbox.open_page(viewer, None).rows
            case = queries.get_shared_number(viewer, task.link_id)
            assert (task.child_id, case.child_id, case.office_code) == (
                own,
                own,
                viewer.regions[0],
            )
            assert not case.sees_both
            assert [side.id for side in queries.sides_of(viewer, case)] == [own]
            assert queries.verdicts_for(case) == (Verdict.WRONG_HERE, Verdict.RIGHT_HERE)


@pytest.mark.parametrize("place", [NEXT_VILLAGE, FAR_VILLAGE, STRANGE_VILLAGE])
def test_a_village_can_ask_without_touching_what_is_beyond(
    session: Db, app: Flask, place: str
) -> None:
    holder, director = a_holder(place), a_viewer(DIRECTOR)
    with acting(app, director):
        child = a_child(facts=numbered(NUMBER), actor=director, status=Status.SUBMITTED)
        db.session.flush()
        regions = {row.region_code for row in db.session if hasattr(row, "region_code")}
        assert regions == {VILLAGE}
        assert scope_of(db.session()) == director.scope
    assert child.id_state is IdState.DOUBTFUL
    assert len(cases()) == (2 if place == STRANGE_VILLAGE else 1)
    assert holder.id_state is IdState.VERIFIED


def test_looking_beyond_stands_in_the_trail(session: Db) -> None:
    a_holder(STRANGE_VILLAGE)
    child = a_second()
    session.commit()
    found = session.scalars(select(AuditEntry).where(AuditEntry.tag == "system:scope")).all()
    assert [entry.facts for entry in found] == [{"purpose": "duplicate check"}]
    told = session.scalars(select(AuditEntry).where(AuditEntry.tag == "child:twin-suspect")).one()
    assert (told.child_id, told.region_code) == (child.id, VILLAGE)


def test_every_foreign_place_costs_the_same(session: Db, app: Flask) -> None:
    director, asked = a_viewer(DIRECTOR), {}
    for sequence, place in ((20, NEXT_VILLAGE), (22, FAR_VILLAGE), (24, STRANGE_VILLAGE)):
        number = an_id_number(sequence=sequence)
        a_holder(place, number)
        with acting(app, director), statements() as sent:
            a_child(facts=numbered(number), actor=director)
            db.session.flush()
            asked[place] = [text for text in sent if "SAVEPOINT" not in text]
    counts = {place: len(sent) for place, sent in asked.items()}
    assert counts[NEXT_VILLAGE] == counts[FAR_VILLAGE]
    # Two counties are two tasks: one row more, and nothing else.
    assert counts[STRANGE_VILLAGE] - counts[FAR_VILLAGE] <= 1


def test_a_number_that_contradicts_the_file_is_looked_into_too(session: Db) -> None:
    a_holder(NEXT_VILLAGE)
    a_child(facts=numbered(NUMBER, sex="1"))
    assert len(cases()) == 1


def test_an_edit_asks_and_another_number_takes_the_question_back(session: Db) -> None:
    supervisor = a_viewer(SUPERVISOR)
    a_holder(NEXT_VILLAGE)
    child = a_child(facts=numbered(an_id_number(sequence=40)))
    assert cases() == []
    change(child, id_number=NUMBER)
    change(child, sex="0")
    assert len(cases()) == 1, "the same number is one question"
    assert inbox_of(supervisor) == {Kind.DUPLICATE}
    change(child, id_number=an_id_number(sequence=42))
    session.commit()
    session.expire_all()
    assert [case.verdict for case in cases()] == [Verdict.WITHDRAWN]
    assert inbox_of(supervisor) == set()
    assert child.id_state is IdState.VERIFIED


def test_the_holder_s_new_number_takes_back_the_question_of_both_counties(session: Db) -> None:
    holder = a_holder(STRANGE_VILLAGE)
    a_second()
    actor = a_viewer(OFFICE, STRANGE_COUNTY)
    facts = numbered(an_id_number(sequence=44), name=holder.name)
    actions.change(actor=actor, child=holder, version=holder.version, facts=facts)
    session.commit()
    session.expire_all()
    assert {case.verdict for case in cases()} == {Verdict.WITHDRAWN}
    assert all(task.done_at for task in every_task())


def test_a_wrong_number_goes_back_to_the_worker(session: Db) -> None:
    director, supervisor = a_viewer(DIRECTOR), a_viewer(SUPERVISOR)
    holder, child = a_holder(NEXT_VILLAGE), a_second()
    [case] = cases()
    decide(supervisor, case, Verdict.WRONG_HERE, note="第十七位写反了")
    assert inbox_of(supervisor) == set()
    [task] = inbox.open_page(director, None).rows
    assert (task.kind, task.link_id) == (Kind.NUMBER, child.id)
    assert inbox.notes_about(director, child.id) == ["第十七位写反了"]
    states = (session.get_one(Child, each.id).id_state for each in (child, holder))
    assert tuple(states) == (IdState.DOUBTFUL, IdState.VERIFIED)


def test_a_holder_that_is_wrong_gives_the_number_up(session: Db) -> None:
    strangers = a_viewer(OFFICE, STRANGE_COUNTY)
    holder, child = a_holder(STRANGE_VILLAGE), a_second()
    case = next(case for case in cases() if case.child_id == holder.id)
    decide(strangers, case, Verdict.WRONG_HERE)
    assert session.get_one(Child, holder.id).id_state is IdState.DOUBTFUL
    change(session.get_one(Child, child.id), sex="0")
    change(session.get_one(Child, child.id), sex="2")
    assert session.get_one(Child, child.id).id_state is IdState.VERIFIED


def test_the_same_child_is_recorded_and_both_files_stay(session: Db) -> None:
    supervisor = a_viewer(SUPERVISOR)
    holder, child = a_holder(NEXT_VILLAGE), a_second()
    [case] = cases()
    decide(supervisor, case, Verdict.SAME)
    assert (case.verdict, case.decided_by) == (Verdict.SAME, supervisor.account_id)
    statuses = {session.get_one(Child, each.id).status for each in (holder, child)}
    assert statuses == {Status.ACTIVE}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "child:twin-decide")).one()
    assert entry.facts["verdict"] == "same"
    with pytest.raises(RuleBroken, match="已经核对过"):
        decide(supervisor, case, Verdict.WRONG_HERE)


def test_nobody_calls_two_files_one_child_without_seeing_both(session: Db) -> None:
    a_holder(STRANGE_VILLAGE)
    a_second()
    with pytest.raises(RuleBroken, match="重新选择"):
        decide(a_viewer(OFFICE), cases()[0], Verdict.SAME)


def decide(viewer: Viewer, case: SharedNumber, verdict: Verdict, note: str | None = None) -> None:
    actions.decide(actor=viewer, case=case, verdict=verdict, note=note)
    db.session.commit()
    db.session.expire_all()


def test_beyond_reach_only_for_what_is_registered(session: Db, app: Flask) -> None:
    with pytest.raises(LookupError), elevated("curiosity"):
        pytest.fail("opened")


def test_what_is_done_beyond_falls_with_the_request(session: Db, app: Flask) -> None:
    holder, director = a_holder(STRANGE_VILLAGE), a_viewer(DIRECTOR)
    with acting(app, director):
        with elevated("duplicate check") as beyond:
            assert scope_of(beyond) == SystemScope("duplicate check")
            beyond.get_one(Child, holder.id).sex = "9"
        with pytest.raises(OutOfReach):
            db.session.get(Child, holder.id)
        # The connection is the request's again: statements must name their region.
        with pytest.raises(OutOfReach, match="no region"):
            db.session.execute(select(Task.id)).all()
        db.session.rollback()
    assert session.get_one(Child, holder.id).sex == "2"
