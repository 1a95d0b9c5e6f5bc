"""A child goes from one county to another: what happens, and what does not before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import (
    Child,
    ChildAccess,
    DueKind,
    Status,
    StatusSpell,
    Stay,
)
from casework.cli.check import coverage
from casework.cli.check_due import differences as due_differences
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.figures import Figures
from casework.counting.rules import Measure
from casework.db.base import db
from casework.db.elevation import lent
from casework.db.scope import Scope, within
from casework.errors import NotFound, OutOfReach, RuleBroken
from casework.families import queries as families
from casework.inbox.models import Kind, Task
from casework.needs import actions as needs
from casework.needs import queries as needs_
from casework.transfers import actions, queries
from casework.transfers.models import Transfer, TransferState
from casework.visits import queries as visits
from tests.counting.commands import run
from tests.factories.accounts import (
    COUNTY,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FATHER, GRANDMOTHER, a_child, an_id_number
from tests.factories.register import acting
from tests.factories.visits import a_visit
from tests.transfers.moving import (
    NOTE,
    Db,
    a_moved_child,
    receiver,
    sender,
    sent,
    taken,
    transfer_of,
)

TODAY = date(2026, 11, 1)
MONTH = Month.of(TODAY)


def test_until_it_is_accepted_the_child_is_the_senders_in_every_respect(
    app: Flask, session: Db
) -> None:
    there = receiver()
    child = a_child(entered_on=date(2026, 9, 1))
    due, child_id = child.next_due_on, child.id
    transfer_id = sent(app, child_id, actor=sender())
    child = session.get_one(Child, child_id)
    assert (child.status, child.region_code, child.next_due_on) == (Status.ACTIVE, VILLAGE, due)
    with acting(app, there):
        assert [t.id for t in queries.incoming(there)] == [transfer_id]
        shown = queries.get(there, transfer_id)
        assert (shown.note, shown.case_number) == (NOTE, child.case_number)
        with pytest.raises(NotFound):
            children.get(there, child_id)
    with acting(app, sender()):
        assert [c.id for _t, c in queries.outgoing(sender())] == [child_id]
        assert queries.waiting_count(sender()) == (0, 1)


def test_accepting_lets_everything_follow_on_one_day(app: Flask, session: Db) -> None:
    child_id = a_moved_child(app, entered_on=date(2026, 9, 1), people=(GRANDMOTHER, FATHER))
    child = session.get_one(Child, child_id)
    assert (child.region_code, child.township_code) == (STRANGE_VILLAGE, "990102001000")
    assert (child.status, child.entered_on) == (Status.ACTIVE, TODAY)
    assert (child.next_due_kind, child.next_due_on) == (DueKind.FIRST, date(2026, 11, 6))
    stays = session.scalars(select(Stay).order_by(Stay.from_on, Stay.id)).all()
    assert [(s.region_code, s.until_on) for s in stays] == [
        (VILLAGE, TODAY),
        (STRANGE_VILLAGE, None),
    ]
    spells = session.scalars(select(StatusSpell).order_by(StatusSpell.id)).all()
    assert [(s.status, s.counted_region_code, s.is_entry) for s in spells] == [
        (Status.ACTIVE, VILLAGE, True),
        (Status.CLOSED, VILLAGE, False),
        (Status.ACTIVE, STRANGE_VILLAGE, True),
    ]
    assert spells[1].reason == "moved_out"
    assert {s.region_code for s in spells} == {STRANGE_VILLAGE}
    transfer = transfer_of(session, child_id)
    assert (transfer.state, transfer.region_code) == (TransferState.ACCEPTED, VILLAGE)
    assert list(due_differences()) == []


def figures(prefix: str, month: Month = MONTH) -> tuple[int | None, ...]:
    found = counting.count(month, prefix, len(prefix), counting.basis_of(month))
    mine = found.get(prefix, Figures())
    return tuple(mine.of(each) for each in (Measure.IN_CARE, Measure.ENTERED, Measure.EXITED))


def test_the_month_counts_an_exit_there_and_an_entry_here(app: Flask, session: Db) -> None:
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    transfer_id = sent(app, child_id, actor=sender())
    assert figures(COUNTY[:6]) == (1, 0, 0)
    taken(app, transfer_id, actor=receiver())
    assert figures(COUNTY[:6]) == (0, 0, 1)
    assert figures(STRANGE_COUNTY[:6]) == (1, 1, 0)
    assert figures(COUNTY[:6], Month(2026, 10)) == (1, 0, 0)
    result = run(app, coverage, "--region", "9901", "--month", str(MONTH))
    assert result.exit_code == 0, result.stderr


def test_the_old_side_finds_nothing_of_the_child_any_more(app: Flask, session: Db) -> None:
    here, there = sender(), receiver()
    child = a_child(name="栖椿砚", entered_on=date(2026, 9, 1))
    worker = a_viewer()
    visit = a_visit(child, actor=worker, visited_on=date(2026, 10, 20))
    need = needs.open_need(actor=worker, child=child, kind="goods", detail="冬衣")
    ((_link, person),) = children.people_of(child)
    session.add(
        ChildAccess(
            child_id=child.id,
            account_id=worker.account_id,
            basis="pairing",
            from_on=date(2026, 9, 1),
        )
    )
    child_id, visit_id, need_id, person_id = child.id, visit.id, need.id, person.id
    taken(app, sent(app, child_id, actor=here), actor=there)
    with acting(app, here):
        for find in (
            lambda: children.get(here, child_id),
            lambda: visits.get(here, visit_id),
            lambda: families.carer(here, person_id),
        ):
            with pytest.raises(NotFound):
                find()
        assert children.search(here, "栖椿砚") == []
        assert db.session.scalars(select(Task).where(in_county(Task, here))).all() == []
    with acting(app, there):
        assert children.get(there, child_id).name == "栖椿砚"
        assert visits.get(there, visit_id).counted_region_code == VILLAGE
        assert needs_.get(children.get(there, child_id), need_id).account_id == there.account_id
    assert session.scalars(select(ChildAccess.until_on)).all() == [TODAY]


def in_county(model: Any, viewer: Viewer) -> Any:
    low = viewer.regions[0]
    open_ = model.done_at.is_(None) & (model.endpoint != "transfers.show")
    return within(model.region_code, (low[:6],)) & open_


def test_people_are_copied_and_a_brother_who_stays_keeps_his(app: Flask, session: Db) -> None:
    father = replace(FATHER, id_number=an_id_number(date(1985, 1, 1), 1))
    brother = a_child(name="陈小树", people=(father,))
    child_id = a_moved_child(app, people=(father, GRANDMOTHER))
    child = session.get_one(Child, child_id)
    people = {person.id: person for _link, person in children.people_of(child)}
    assert {person.county_code for person in people.values()} == {"990102"}
    assert {person.name for person in people.values()} == {FATHER.name, GRANDMOTHER.name}
    ((_link, his),) = children.people_of(session.get_one(Child, brother.id))
    assert (his.county_code, his.name, his.id_number) == ("990101", father.name, father.id_number)
    assert his.id not in people
    assert children.household_of(session.get_one(Child, brother.id)) is not None


def test_the_child_comes_back_the_same_way(app: Flask, session: Db) -> None:
    child_id = a_moved_child(app, entered_on=date(2026, 9, 1))
    back = sent(app, child_id, actor=receiver(), to=TOWNSHIP)
    supervisor = a_viewer(Role.CHILD_SUPERVISOR)
    taken(app, back, actor=supervisor, village=VILLAGE)
    child = session.get_one(Child, child_id)
    assert (child.region_code, child.status) == (VILLAGE, Status.ACTIVE)
    with acting(app, receiver()), pytest.raises(NotFound):
        children.get(receiver(), child_id)
    assert list(due_differences()) == []


def test_refused_and_withdrawn_leave_everything_as_it_was(app: Flask, session: Db) -> None:
    child_id, here, there = a_child(entered_on=date(2026, 9, 1)).id, sender(), receiver()
    first = sent(app, child_id, actor=here)
    with acting(app, there):
        actions.refuse(actor=there, transfer_id=first, reason="没有找到这户人家")
    told = session.scalars(select(Task).where(Task.kind == Kind.INFORMATION)).all()
    assert [(task.account_id, task.link_id) for task in told] == [(here.account_id, first)]
    second = sent(app, child_id, actor=here)
    with acting(app, here):
        actions.withdraw(actor=here, transfer_id=second, reason="家里又不搬了")
    open_ = session.scalars(select(Task).where(Task.kind == Kind.SUBMITTED, Task.done_at.is_(None)))
    assert open_.all() == []
    assert session.get_one(Child, child_id).region_code == VILLAGE
    assert [t.answer for t in session.scalars(select(Transfer).order_by(Transfer.id))] == [
        "没有找到这户人家",
        "家里又不搬了",
    ]


@pytest.mark.parametrize("first", ["accept", "withdraw", "refuse"])
def test_whoever_answers_second_is_told_what_the_first_has_done(
    app: Flask, session: Db, first: str
) -> None:
    transfer_id = sent(app, a_child().id, actor=sender())
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: taken(app, transfer_id, actor=receiver()),
        "withdraw": lambda: _with(app, sender(), actions.withdraw, transfer_id),
        "refuse": lambda: _with(app, receiver(), actions.refuse, transfer_id),
    }
    acts.pop(first)()
    for second in acts.values():
        with pytest.raises(RuleBroken, match="已经办过了"):
            second()


def _with(app: Flask, actor: Viewer, act: Any, transfer_id: UUID) -> None:
    with acting(app, actor):
        act(actor=actor, transfer_id=transfer_id, reason="不搬了")


def test_nobody_else_can_answer(app: Flask, session: Db) -> None:
    transfer_id = sent(app, a_child().id, actor=sender())
    for act in (actions.refuse, actions.withdraw):
        other = sender() if act is actions.refuse else receiver()
        with acting(app, other), pytest.raises(NotFound):
            act(actor=other, transfer_id=transfer_id, reason="不搬了")
    with acting(app, sender()), pytest.raises(NotFound):
        actions.accept(actor=sender(), transfer_id=transfer_id, region_code=VILLAGE)
    with acting(app, receiver()), pytest.raises(RuleBroken):
        actions.accept(actor=receiver(), transfer_id=transfer_id, region_code=VILLAGE)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"to_region_code": "990101002000"}, "to_region_code"),
        ({"to_region_code": "990100000000"}, "to_region_code"),
        ({"to_region_code": "990102002000"}, "to_region_code"),
        ({"moved_on": date(2026, 11, 2)}, "moved_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_sent(app: Flask, session: Db, told: dict[str, Any], field: str) -> None:
    child = a_child(entered_on=date(2026, 9, 1))
    say: dict[str, Any] = {
        "to_region_code": STRANGE_COUNTY,
        "moved_on": TODAY,
        "reason": "搬家",
    } | told
    with pytest.raises(RuleBroken) as refusal:  # nobody holds an office over there yet
        actions.send(actor=sender(), child=child, **say)
    assert refusal.value.field == field


def test_one_child_is_on_one_transfer(app: Flask, session: Db) -> None:
    receiver()
    child_id = a_child().id
    sent(app, child_id, actor=sender())
    with pytest.raises(RuleBroken, match="先撤回"):
        sent(app, child_id, actor=sender())


def test_out_of_the_system_only_with_a_letter(app: Flask, session: Db) -> None:
    child = a_child(entered_on=date(2026, 9, 1))
    with acting(app, sender()):
        actions.leave_system(
            actor=sender(), child=children.get(sender(), child.id), place="外省某县",
            moved_on=date(2026, 10, 20), letter="某民函〔2026〕9号",
            confirmed_on=date(2026, 10, 30), reason="随父母迁走",
        )  # fmt: skip
    closed = session.get_one(Child, child.id)
    assert (closed.status, closed.exited_on, closed.category_mask) == (Status.CLOSED, TODAY, 0)
    kept = transfer_of(session, child.id)
    assert (kept.state, kept.letter) == (TransferState.OUTSIDE, "某民函〔2026〕9号")
    assert list(due_differences()) == []


def test_the_wide_session_is_for_the_one_child_alone(app: Flask, session: Db) -> None:
    other = a_child(name="别的孩子").id
    child_id = a_child().id
    session.commit()
    there = receiver()
    with acting(app, there):
        own = db.session()
        with lent("transfer", Scope(there.scope.ranges, frozenset({child_id}))):
            assert db.session() is not own
            here = select(Child).where(within(Child.region_code, (COUNTY[:6],)))
            assert db.session.scalars(here.where(Child.id == child_id)).one().name
            with pytest.raises(OutOfReach):
                db.session.scalars(here.where(Child.id == other)).one()
        assert db.session() is own
        with pytest.raises(LookupError), lent("whatever", there.scope):
            pass
