"""From an application onto the list and off it: what each office does, and what follows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.children import actions as files
from casework.children.models import CategoryMembership, Child, Status
from casework.errors import RuleBroken
from casework.inbox.models import Kind, Task
from casework.recognition import actions, proposing
from casework.recognition.actions import Applicant
from casework.recognition.models import Recognition, RecognitionState, RecognitionStep
from casework.recognition.rules import Opinion
from tests.factories.accounts import COUNTY, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.recognition.applying import (
    DE_FACTO,
    applied,
    confirmed,
    county,
    does,
    township,
    verified,
    village,
)

Db = scoped_session[Session]
S = RecognitionState
Proposes = Callable[[str | None, str], None]


def one(session: Db, recognition_id: Any) -> Recognition:
    session.expire_all()
    return session.get_one(Recognition, recognition_id)


def open_tasks(session: Db, recognition_id: Any) -> list[tuple[Kind, str, date | None]]:
    statement = select(Task).where(Task.link_id == recognition_id, Task.done_at.is_(None))
    found = session.scalars(statement.order_by(Task.kind, Task.office_code)).all()
    return [(task.kind, task.office_code, task.due_on) for task in found]


def memberships(session: Db, child_id: Any) -> list[tuple[str, date, date | None, str | None]]:
    statement = select(CategoryMembership).where(CategoryMembership.child_id == child_id)
    found = session.scalars(statement.order_by(CategoryMembership.from_on)).all()
    return [(m.leaf, m.from_on, m.until_on, m.exit_reason or m.entry_reason) for m in found]


def night(session: Db, day: date) -> int:
    clock.fix_today(day)
    session.expire_all()
    done = actions.take_effect(day, actions.due_ids(day))
    session.commit()
    return done


@pytest.fixture
def proposes(monkeypatch: pytest.MonkeyPatch) -> Proposes:
    """Let the rule of eligibility say something, whatever it knows."""

    class Said:
        def __init__(self, proposal: str | None, outcome: str) -> None:
            self.proposal, self.outcome = proposal, outcome

        def snapshot(self) -> dict[str, Any]:
            return {"outcome": self.outcome, "proposal": self.proposal}

    def let(proposal: str | None, outcome: str) -> None:
        said = Said(proposal, outcome)
        monkeypatch.setattr(proposing, "_explained", lambda _child, _on: said)

    let(None, "cannot_tell")
    return let


def test_the_whole_way_onto_the_list(app: Flask, session: Db) -> None:
    county(), township()
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = applied(app, child_id, promised=["bank_card"])
    found = one(session, recognition_id)
    assert (found.state, found.due_on) == (S.APPLIED, date(2026, 11, 20))
    assert open_tasks(session, recognition_id) == [(Kind.SUBMITTED, TOWNSHIP, found.due_on)]
    does(app, township(), "take_up", recognition_id)
    does(app, township(), "verify", recognition_id, opinion=Opinion.FITS, matched=["birth_proof"])
    assert open_tasks(session, recognition_id) == [
        (Kind.SUBMITTED, COUNTY, date(2026, 11, 20)),
    ]
    does(app, county(), "confirm", recognition_id)
    found = one(session, recognition_id)
    assert (found.state, found.starts_on, found.due_on) == (S.CONFIRMED, date(2026, 12, 1), None)
    assert [kind for kind, *_ in open_tasks(session, recognition_id)] == [Kind.INFORMATION]
    assert night(session, date(2026, 11, 30)) == 0
    assert night(session, date(2026, 12, 3)) == 1
    assert night(session, date(2026, 12, 4)) == 0
    assert memberships(session, child_id)[1:] == [(DE_FACTO, date(2026, 12, 1), None, "applied")]
    statement = select(RecognitionStep).order_by(RecognitionStep.id)
    assert [step.act for step in session.scalars(statement)] == [
        "apply",
        "take_up",
        "verify",
        "confirm",
    ]


def test_an_application_without_any_paper_is_never_refused(app: Flask, session: Db) -> None:
    """Nor one without a name, a relation or an ID number: what is missing is noted."""
    child_id = a_child(people=()).id
    recognition_id = applied(app, child_id, applicant=Applicant("village"))
    found = one(session, recognition_id)
    assert found.applicant == {"kind": "village"}
    assert {said["state"] for said in found.materials.values()} == {"missing"}
    does(app, township(), "verify", recognition_id, opinion=Opinion.UNSURE)
    does(app, county(), "confirm", recognition_id)
    assert one(session, recognition_id).state is S.CONFIRMED


def test_verifying_is_never_refused_for_want_of_what_was_asked_for(app: Flask, session: Db) -> None:
    recognition_id = applied(app, a_child().id)
    does(app, township(), "ask_more", recognition_id, words="缺父亲服刑的证明")
    found = one(session, recognition_id)
    assert (found.state, found.due_on) == (S.SUPPLEMENT, date(2026, 11, 13))
    assert open_tasks(session, recognition_id) == [(Kind.RETURNED, VILLAGE, found.due_on)]
    does(app, township(), "verify", recognition_id, opinion=Opinion.FITS)
    assert one(session, recognition_id).state is S.VERIFIED


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED])
def test_a_confirmation_is_never_refused_because_the_file_was_not_on_the_list_yet(
    app: Flask, session: Db, status: Status
) -> None:
    child_id = a_child(status=status).id
    confirmed(app, child_id)
    assert session.get_one(Child, child_id).status is Status.ACTIVE


def test_what_is_handed_in_goes_on_where_it_stood(app: Flask, session: Db) -> None:
    recognition_id = applied(app, a_child().id)
    does(app, township(), "ask_more", recognition_id, words="缺户口")
    clock.fix_today(date(2026, 11, 9))
    does(app, village(), "supplement", recognition_id, seen=["child_household"], words="补来了")
    found = one(session, recognition_id)
    assert (found.state, found.due_on) == (S.VERIFYING, date(2026, 11, 30))
    assert found.materials["child_household"]["state"] == "seen"


def test_a_refusal_has_reasons_and_changes_no_category(app: Flask, session: Db) -> None:
    child_id = a_child().id
    recognition_id = verified(app, child_id)
    with pytest.raises(RuleBroken, match="理由"):
        does(app, county(), "refuse", recognition_id, words="")
    session.rollback()
    does(app, county(), "refuse", recognition_id, words="母亲已返家，能履行监护责任")
    assert one(session, recognition_id).state is S.REFUSED
    assert [m[0] for m in memberships(session, child_id)] == ["left_behind_rural"]
    assert applied(app, child_id) != recognition_id  # a new one may be made


def test_a_decision_against_the_rule_needs_a_reason_and_keeps_what_the_rule_said(
    app: Flask, session: Db, proposes: Proposes
) -> None:
    proposes(None, "not_eligible")
    recognition_id = applied(app, a_child().id)
    for actor, act, said in (
        (township(), "verify", {"opinion": Opinion.FITS}),
        (county(), "confirm", {}),
    ):
        with pytest.raises(RuleBroken, match="不一致"):
            does(app, actor, act, recognition_id, **said)
        session.rollback()
        does(app, actor, act, recognition_id, words="父亲下落不明，村里都知道", **said)
    statement = select(RecognitionStep).where(RecognitionStep.act.in_(["verify", "confirm"]))
    found = session.scalars(statement).all()
    assert [(step.detail or {}).get("against") for step in found] == [True, True]
    assert {(step.explanation or {}).get("outcome") for step in found} == {"not_eligible"}


def test_refusing_what_the_rule_proposes_is_kept_as_against_it(
    app: Flask, session: Db, proposes: Proposes
) -> None:
    proposes(DE_FACTO, DE_FACTO)
    recognition_id = verified(app, a_child().id)
    does(app, county(), "refuse", recognition_id, words="已由外地认定")
    step = session.scalars(select(RecognitionStep).where(RecognitionStep.act == "refuse")).one()
    assert step.detail == {"against": True}


def test_the_wider_proposal_covers_the_narrower_category(
    app: Flask, session: Db, proposes: Proposes
) -> None:
    proposes("orphan", "orphan")
    recognition_id = verified(app, a_child().id, category="orphan_scattered")
    does(app, county(), "confirm", recognition_id)
    assert one(session, recognition_id).state is S.CONFIRMED


def test_nobody_decides_on_her_own_entry_where_a_colleague_could(app: Flask, session: Db) -> None:
    mine = a_viewer(Role.COUNTY_CIVIL, COUNTY)
    child_id = a_child(actor=mine).id
    recognition_id = verified(app, child_id, actor=mine)
    does(app, mine, "confirm", recognition_id)  # nobody else holds the office
    step = session.scalars(select(RecognitionStep).where(RecognitionStep.act == "confirm")).one()
    assert step.detail == {"own_entry": True}
    county()  # now there is a second one
    other_id = verified(app, child_id, actor=mine, category="orphan_scattered")
    with pytest.raises(RuleBroken, match="另一位"):
        does(app, mine, "confirm", other_id)
    session.rollback()
    does(app, county(), "confirm", other_id)


def test_the_same_is_not_applied_for_twice(app: Flask, session: Db) -> None:
    child_id = a_child().id
    recognition_id = applied(app, child_id)
    with pytest.raises(RuleBroken, match="已经有一份"):
        applied(app, child_id)
    session.rollback()
    does(app, village(), "withdraw", recognition_id, words="家里先不办了")
    assert open_tasks(session, recognition_id) == []
    confirmed(app, child_id)
    with pytest.raises(RuleBroken, match="已经确认"):
        applied(app, child_id)


def test_the_county_sends_back_and_the_term_begins_anew(app: Flask, session: Db) -> None:
    recognition_id = verified(app, a_child().id)
    clock.fix_today(date(2026, 11, 9))
    does(app, county(), "send_back", recognition_id, words="请再核实父亲的刑期")
    found = one(session, recognition_id)
    assert (found.state, found.due_on) == (S.VERIFYING, date(2026, 11, 30))
    assert open_tasks(session, recognition_id) == [(Kind.SUBMITTED, TOWNSHIP, found.due_on)]


def test_support_stops_with_the_month_after_the_condition_ended(app: Flask, session: Db) -> None:
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = confirmed(app, child_id)
    night(session, date(2026, 12, 1))
    clock.fix_today(date(2027, 1, 20))
    said = {"ended_on": date(2027, 1, 15), "exit_reason": "parent_condition_ended"}
    does(app, township(), "propose_end", recognition_id, words="父亲刑满回家", **said)
    asked = [task[:2] for task in open_tasks(session, recognition_id)]
    assert (Kind.SUBMITTED, COUNTY) in asked
    does(app, county(), "end", recognition_id)
    found = one(session, recognition_id)
    assert (found.state, found.ends_on) == (S.ENDED, date(2027, 2, 1))
    assert memberships(session, child_id)[1][2] is None
    assert night(session, date(2027, 2, 1)) == 1
    assert memberships(session, child_id)[1] == (
        DE_FACTO,
        date(2026, 12, 1),
        date(2027, 2, 1),
        "parent_condition_ended",
    )
    assert night(session, date(2027, 2, 2)) == 0


def test_what_ended_before_it_began_never_begins(app: Flask, session: Db) -> None:
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = confirmed(app, child_id)
    said = {"ended_on": date(2026, 11, 1), "exit_reason": "parents_returned"}
    does(app, township(), "propose_end", recognition_id, words="父母回来了", **said)
    does(app, county(), "end", recognition_id)
    assert night(session, date(2026, 12, 5)) == 0
    assert len(memberships(session, child_id)) == 1


def test_a_proposal_to_end_that_is_not_so_changes_nothing(app: Flask, session: Db) -> None:
    recognition_id = confirmed(app, a_child().id)
    said = {"ended_on": date(2026, 11, 1), "exit_reason": "parents_returned"}
    does(app, township(), "propose_end", recognition_id, words="听说回来了", **said)
    does(app, county(), "keep_on", recognition_id, words="核实没有回来")
    assert one(session, recognition_id).state is S.CONFIRMED


def test_a_category_that_ended_otherwise_ends_the_support(app: Flask, session: Db) -> None:
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = confirmed(app, child_id)
    night(session, date(2026, 12, 1))
    clock.fix_today(date(2026, 12, 20))
    files.close(actor=county(), child=session.get_one(Child, child_id), reason="adopted")
    session.commit()
    assert night(session, date(2026, 12, 21)) == 1
    found = one(session, recognition_id)
    assert (found.state, found.ends_on) == (S.ENDED, date(2026, 12, 20))
