"""Children go to the next worker when both have said so, all at once, and none is lost."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts import actions as account_actions
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.caseloads import actions, queries
from casework.caseloads.models import Handover, HandoverChild, Outcome, State
from casework.children import actions as child_actions
from casework.children import queries as children
from casework.children.models import Assignment, Child
from casework.errors import NotFound, RuleBroken
from casework.home import queries as home
from casework.inbox import queries as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.needs import actions as needs
from casework.needs.models import Need
from casework.visits.models import Visit
from tests.caseloads.people import Village
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.inbox.tasks import a_task
from tests.invariants.world import visit_content

Db = scoped_session[Session]
SignedIn = Callable[[Viewer], CheckedClient]
TODAY = date(2026, 11, 1)


def give(village: Village, handover_id: UUID, **remarks: str) -> None:
    told = dict(zip(village.children, remarks.values(), strict=False))
    with village.acting(village.before) as before:
        found = queries.get_handover(before, handover_id)
        actions.give(actor=before, handover=found, remarks=told)


def receive(village: Village, handover_id: UUID) -> None:
    with village.acting(village.after) as after:
        actions.receive(actor=after, handover=queries.get_handover(after, handover_id))


def state(session: Db, handover_id: UUID) -> State:
    session.expire_all()
    return session.get_one(Handover, handover_id).state


def outcomes(session: Db, village: Village) -> list[Outcome | None]:
    session.expire_all()
    rows = {row.child_id: row.outcome for row in session.scalars(select(HandoverChild))}
    return [rows[child_id] for child_id in village.children]


# both sides


@pytest.mark.parametrize("first", ["before", "after"])
def test_nothing_changes_before_both_have_confirmed(
    village: Village, session: Db, first: str
) -> None:
    handover_id = village.start()
    for act in (give, receive) if first == "before" else (receive, give):
        assert village.workers() == [village.before.account_id] * 2
        act(village, handover_id)
    assert village.workers() == [village.after.account_id] * 2
    assert state(session, handover_id) is State.DONE
    assert outcomes(session, village) == [Outcome.HANDED] * 2
    day = home.my_day(village.after, TODAY)
    cards = [*day.overdue, *day.today, *day.week, *day.later]
    assert {card.id for card in cards} == set(village.children)
    assert not any(card.is_covered for card in cards)


def test_history_keeps_who_answered_before(village: Village, session: Db) -> None:
    on = TODAY - timedelta(days=10)
    handover_id = village.start(on=on)
    give(village, handover_id)
    receive(village, handover_id)
    child = session.get_one(Child, village.children[0])
    assert children.worker_on(child, on - timedelta(days=1)) == village.before.account_id
    assert children.worker_on(child, on) == village.after.account_id
    then = children.workers_at(village.office, village.children, TODAY - timedelta(days=60))
    assert set(then.values()) == {village.before.account_id}


def test_the_list_of_a_month_names_who_answered_then(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    accounts.get(village.before.account_id).name = "安前"
    accounts.get(village.after.account_id).name = "安后"
    session.commit()
    handover_id = village.start()
    give(village, handover_id)
    receive(village, handover_id)
    browser = signed_in(village.office)
    address = f"/reports/coverage/list?region={TOWNSHIP}&measure=in_care&month="
    then = browser.get(f"{address}2026-09").get_data(as_text=True)
    now = browser.get(f"{address}2026-11").get_data(as_text=True)
    assert "当时的责任人" in then
    assert ("安前" in then, "安后" in then) == (True, False)
    assert ("安前" in now, "安后" in now) == (False, True)


def test_tasks_and_needs_go_along(village: Village, session: Db) -> None:
    child = session.get_one(Child, village.children[0])
    to = Recipient.worker(VILLAGE, village.before.account_id)
    task_id = a_task(Kind.ENDING, to=to, region_code=VILLAGE, child_id=child.id).id
    need = needs.open_need(actor=village.office, child=child, kind="goods", detail=None)
    session.commit()
    handover_id = village.start()
    give(village, handover_id)
    receive(village, handover_id)
    session.expire_all()
    assert session.get_one(Need, need.id).account_id == village.after.account_id
    opened = {viewer: _open_tasks(viewer) for viewer in (village.before, village.after)}
    assert task_id in opened[village.after]
    assert opened[village.before] == []
    assert len(opened[village.after]) == 1  # what asked for the word of each is done with


def _open_tasks(viewer: Viewer) -> list[UUID]:
    return [task.id for task in inbox.open_page(viewer, None).rows]


def test_the_office_gives_for_a_worker_who_has_left(village: Village, session: Db) -> None:
    handover_id = village.start()
    account_actions.set_disabled(
        actor=village.office, account=accounts.get(village.before.account_id), disabled=True
    )
    receive(village, handover_id)
    with village.acting(village.office) as office:
        found = queries.get_handover(office, handover_id)
        actions.give_without(actor=office, handover=found, reason="已离职")
    assert state(session, handover_id) is State.DONE
    assert session.get_one(Handover, handover_id).reason == "已离职"


def test_children_of_nobody_need_only_be_received(village: Village, session: Db) -> None:
    for child_id in village.children:
        child = session.get_one(Child, child_id)
        child_actions.assign(actor=village.office, child=child, account_id=None)
    handover_id = village.start(from_id=None)
    receive(village, handover_id)
    assert village.workers() == [village.after.account_id] * 2


def test_a_visit_queued_by_the_worker_before_is_taken(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    browser = signed_in(village.before)
    handover_id = village.start()
    give(village, handover_id)
    receive(village, handover_id)
    address = f"/children/{village.children[0]}/visits/new"
    assert browser.post(address, data=visit_content("还好", TODAY)).status_code == 302
    visit = session.scalars(select(Visit)).one()
    assert visit.child_id == village.children[0]


# what happens meanwhile


def test_who_moved_left_or_was_given_otherwise_is_reported(village: Village, session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    more = [_child(village) for _ in range(3)]
    village.children.extend(more)
    session.commit()
    handover_id = village.start()
    kept, moved, closed, other, far = (
        session.get_one(Child, child_id) for child_id in village.children
    )
    child_actions.move(actor=county, child=moved, region_code=NEXT_VILLAGE)
    child_actions.close(actor=county, child=closed, reason="parents_returned", on=TODAY, note=None)
    child_actions.assign(actor=county, child=other, account_id=village.office.account_id)
    child_actions.move(actor=county, child=far, region_code=FAR_VILLAGE)
    session.commit()
    give(village, handover_id)
    receive(village, handover_id)
    assert state(session, handover_id) is State.DONE
    assert kept.worker_id == village.after.account_id
    assert village.after.account_id not in {c.worker_id for c in (moved, closed, other, far)}
    with village.acting(village.office) as office:
        found = queries.get_handover(office, handover_id)
        lines = queries.rows_of(office, found)
        told = {line.child.id: line.outcome_in(found) for line in lines}
    assert told == {
        kept.id: Outcome.HANDED,
        moved.id: Outcome.MOVED,
        closed.id: Outcome.CLOSED,
        other.id: Outcome.REASSIGNED,
    }
    assert found.total - len(lines) == 1  # who has left the township


def _child(village: Village) -> UUID:
    return a_child(name="祝又来", worker_id=village.before.account_id).id


def test_cancelled_is_cancelled(village: Village, session: Db) -> None:
    handover_id = village.start()
    give(village, handover_id)
    with village.acting(village.office) as office:
        actions.cancel(actor=office, handover=queries.get_handover(office, handover_id))
    with pytest.raises(RuleBroken, match="已经取消（测试儿童督导员）"):
        receive(village, handover_id)
    assert village.workers() == [village.before.account_id] * 2
    assert _open_tasks(village.after) == []


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"child_ids": set()}, "至少选一名"),
        ({"child_ids": {UUID(int=1)}}, "至少选一名"),
        ({"on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"on": TODAY - timedelta(days=32)}, "31天以内"),
        ({"to": "before"}, "另选一人"),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    village: Village, session: Db, told: dict[str, object], why: str
) -> None:
    if told.pop("to", None):
        told["to_id"] = village.before.account_id
    with pytest.raises(RuleBroken, match=why):
        village.start(**told)


def test_a_child_stands_on_one_list_at_a_time(village: Village, session: Db) -> None:
    village.start(child_ids={village.children[0]})
    with pytest.raises(RuleBroken, match="另一份"):
        village.start()
    village.start(child_ids={village.children[1]})


# at once


def test_two_who_confirm_at_once_do_it_once(app: Flask, village: Village, session: Db) -> None:
    """Both have looked at the list as it was; both words count, and the children go once."""
    handover_id = village.start()
    faults: list[BaseException] = []

    def confirm(act: Callable[[Village, UUID], None]) -> None:
        try:
            with app.app_context():
                act(village, handover_id)
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    session.commit()
    threads = [Thread(target=confirm, args=[act]) for act in (give, receive)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert village.workers() == [village.after.account_id] * 2
    terms = select(func.count()).select_from(Assignment)
    assert session.scalar(terms) == 4


def test_the_second_of_two_is_told_what_the_first_has_done(village: Village, session: Db) -> None:
    handover_id = village.start()
    give(village, handover_id)
    with village.acting(village.office) as office:
        found = queries.get_handover(office, handover_id)
        with pytest.raises(RuleBroken, match="刚刚已经确认"):
            actions.give_without(actor=office, handover=found, reason="已离职")
    with pytest.raises(RuleBroken, match="已经确认过了"):
        give(village, handover_id)


# who may


def test_only_the_two_and_the_office_see_it(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    handover_id = village.start()
    other = a_viewer(Role.CHILD_SUPERVISOR, "990101002000")
    session.commit()
    for viewer in (village.near, other):
        browser = signed_in(viewer)
        for page in ("", "/print"):
            assert browser.get(f"/handovers/{handover_id}{page}").status_code == 404
        assert browser.post(f"/handovers/{handover_id}/give").status_code == 404
    with village.acting(village.before) as before, pytest.raises(NotFound):
        actions.cancel(actor=before, handover=queries.get_handover(before, handover_id))
    with village.acting(village.after) as after:
        found = queries.get_handover(after, handover_id)
        with pytest.raises(RuleBroken, match="移交人本人"):
            actions.give(actor=after, handover=found, remarks={})


def test_the_pages_from_the_list_to_the_end(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    office, before, after = map(signed_in, (village.office, village.before, village.after))
    address = f"/posts/handover?village={VILLAGE}&of={village.before.account_id}"
    assert "祝雨" in office.get(address).get_data(as_text=True)
    data = {"to_id": str(village.after.account_id), "on": TODAY.isoformat()}
    assert office.post(address, data=data).status_code == 422  # no child chosen
    sent = office.post(address, data={**data, "child_ids": [str(c) for c in village.children]})
    assert sent.status_code == 302
    page = sent.location
    assert "有一份移交名单等您核对、确认" in before.get("/inbox/").get_data(as_text=True)
    assert f'name="remark-{village.children[0]}"' in before.get(page).get_data(as_text=True)
    remark = {f"remark-{village.children[0]}": "奶奶耳背，敲门要久一点"}
    before.post(f"{page}/give", data=remark)
    shown = after.get(page).get_data(as_text=True)
    assert "奶奶耳背" in shown
    assert "确认接收" in shown
    assert office.post(f"{page}/without", data={"reason": ""}).status_code == 422
    after.post(f"{page}/receive")
    assert "已移交" in office.get(page).get_data(as_text=True)
    again = after.post(f"{page}/receive", follow_redirects=True).get_data(as_text=True)
    assert "已经办完" in again
    sheet = office.get(f"{page}/print").get_data(as_text=True)
    assert "祝雨" in sheet
    for hidden in ("19900000001", "三组12号", "奶奶耳背"):
        assert hidden not in sheet
