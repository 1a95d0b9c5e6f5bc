from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.models import Account
from casework.accounts.permissions import Permission, Role
from casework.audit.models import AuditEntry
from casework.errors import RuleBroken
from casework.inbox import actions, queries
from casework.inbox.models import Kind, Task, TaskNote
from casework.inbox.rules import CLOSED_BY_HAND, Recipient
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child
from tests.inbox.tasks import a_task, every_task

Db = scoped_session[Session]


def test_the_same_event_twice_is_one_task(session: Db) -> None:
    first = a_task(Kind.RETURNED, event="e1")
    again = actions.draft(
        Kind.RETURNED,
        "e1",
        to=Recipient(TOWNSHIP, Permission.CHILD_REVIEW),
        region_code=VILLAGE,
        endpoint="dossier.show",
        link_id=first.link_id,
    )
    assert actions.put(again) is None
    a_task(Kind.SUBMITTED, event="e1")
    assert [task.kind for task in every_task()] == [Kind.RETURNED, Kind.SUBMITTED]


@pytest.mark.parametrize("kind", Kind)
def test_only_what_the_system_cannot_notice_is_closed_by_hand(session: Db, kind: Kind) -> None:
    supervisor, task = a_viewer(Role.CHILD_SUPERVISOR), a_task(kind)
    if kind not in CLOSED_BY_HAND:
        with pytest.raises(RuleBroken, match="去办理"):
            actions.close(actor=supervisor, task=task)
        assert task.done_at is None
        return
    actions.close(actor=supervisor, task=task)
    actions.close(actor=supervisor, task=task)
    session.commit()
    assert task.done_by == supervisor.account_id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "task:close")).one()
    assert (entry.subject_id, entry.facts) == (task.id, {"kind": kind.value})


def test_finishing_reaches_the_tasks_it_means_and_no_others(session: Db) -> None:
    child = a_child()
    about: dict[str, Any] = {"child_id": child.id, "link_id": child.id}
    done, other_kind = a_task(Kind.RETURNED, **about), a_task(Kind.RISK, **about)
    other_child = a_task(Kind.RETURNED)
    actions.finish(region_code=VILLAGE, child_id=child.id, kinds=(Kind.RETURNED,))
    session.expire_all()
    assert [t.done_at is None for t in (done, other_kind, other_child)] == [False, True, True]


def test_a_note_is_sealed_under_the_child(session: Db) -> None:
    child = a_child()
    task = a_task(Kind.NUMBER, child_id=child.id)
    actions.add_note(task, owner=child, detail="第十七位写反了")
    session.commit()
    session.expunge_all()
    assert session.get_one(Task, task.id).kind is Kind.NUMBER
    assert queries.notes_about(a_viewer(Role.CHILD_SUPERVISOR), child.id) == ["第十七位写反了"]
    assert queries.notes_about(a_viewer(Role.CHILD_DIRECTOR), child.id) == []
    box = session.scalars(select(TaskNote.detail.column)).one()
    assert box is not None
    assert "第十七位".encode() not in box


def test_tasks_of_those_who_left_go_to_their_office(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    there = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    kept = a_task(to=Recipient.worker(VILLAGE, director.account_id))
    strayed = a_task(to=Recipient.worker(VILLAGE, there.account_id))
    county = a_viewer(Role.COUNTY_CIVIL)
    held_above = a_task(to=Recipient.worker(VILLAGE, county.account_id))
    assert actions.free_stranded() == 1
    session.expire_all()
    assert (kept.account_id, strayed.account_id) == (director.account_id, None)
    assert held_above.account_id == county.account_id
    session.get_one(Account, director.account_id).disabled_at = clock.now()
    session.flush()
    assert actions.free_stranded() == 1
    assert actions.free_stranded() == 0


def test_tasks_follow_a_child_to_the_offices_of_the_new_place(session: Db) -> None:
    child = a_child()
    about: dict[str, Any] = {"child_id": child.id, "region_code": FAR_VILLAGE}
    office = a_task(to=Recipient.township(VILLAGE, Permission.CHILD_REVIEW), **about)
    village = a_task(to=Recipient.worker(VILLAGE, None), **about)
    actions.follow_move(child_id=child.id, region_code=FAR_VILLAGE)
    assert (office.office_code, village.office_code) == (OTHER_TOWNSHIP, FAR_VILLAGE)
