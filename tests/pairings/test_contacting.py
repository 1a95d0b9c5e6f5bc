"""Contacts: once, never lost, counted by one meaning; worries before the worker at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db, new_id
from casework.errors import NotFound
from casework.inbox import queries as inbox
from casework.inbox.models import Kind, Task
from casework.pairings.actions import contacting, door
from casework.pairings.models import ContactDoubt, Pairing, PairingContact, PairingState
from casework.pairings.queries import contacts
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.pairings.paired import Paired, a_pairing, a_volunteer, logged, paired, told

pytestmark = pytest.mark.usefixtures("session")


def _contact(contact_id: object) -> PairingContact:
    db.session.expire_all()
    return db.session.get_one(PairingContact, contact_id)


def _number() -> int:
    return db.session.scalar(select(func.count()).select_from(PairingContact)) or 0


def _state(one: Paired) -> tuple[date | None, date | None]:
    db.session.expire_all()
    return one.pairing.last_contact_on, one.pairing.next_contact_due_on


def test_a_contact_moves_the_rhythm_and_a_try_does_not() -> None:
    one = paired(a_child())
    before = _state(one)
    assert before == (date(2026, 10, 18), date(2026, 11, 18))
    logged(one, was_made=False)
    assert _state(one) == before
    logged(one, contacted_on=date(2026, 10, 31), way="phone", minutes=20)
    assert _state(one) == (date(2026, 10, 31), date(2026, 11, 30))
    assert one.brief.contact_due_on == date(2026, 11, 30)
    logged(one, contacted_on=date(2026, 10, 25))  # told late: the last time stays the last
    assert _state(one) == (date(2026, 10, 31), date(2026, 11, 30))


def test_the_same_form_twice_is_one_contact_and_other_content_stands_beside() -> None:
    one = paired(a_child())
    client_id, said = new_id(), told(words="读了一本书")
    sent = {"actor": one.viewer, "brief_id": one.brief.id, "client_id": client_id}
    first = contacting.log_own(**sent, told=said)  # type: ignore[arg-type]
    assert contacting.log_own(**sent, told=said).contact_id == first.contact_id  # type: ignore[arg-type]
    assert _number() == 1
    for _ in range(2):
        other = contacting.log_own(**sent, told=told(words="又读了一本"))  # type: ignore[arg-type]
    kept = _contact(other.contact_id)
    assert _number() == 2
    assert kept.doubt is ContactDoubt.TWICE
    assert not kept.counts
    assert kept.words == {"words": "又读了一本"}


def test_a_contact_that_comes_when_the_pairing_is_over_is_never_refused_and_waits_to_be_seen() -> (
    None
):
    one = paired(a_child())
    before = _state(one)
    door.close_door(pairing=one.pairing)
    late = logged(one, words="昨天去看了她", next_on=clock.today() + timedelta(days=3))
    kept = _contact(late.contact_id)
    assert late.is_late
    assert (kept.doubt, kept.counts, kept.words) == (
        ContactDoubt.LATE,
        False,
        {"words": "昨天去看了她"},
    )
    assert _state(one) == before
    assert one.brief.next_on is None
    worker = a_viewer(Role.CHILD_DIRECTOR)
    [task] = inbox.open_page(worker, None).rows
    assert (task.kind, task.link_id) == (Kind.TO_CHECK, kept.id)
    contacting.answer(actor=worker, pairing=one.pairing, contact=kept, words="属实", counts=True)
    assert _contact(kept.id).counts
    assert _state(one)[0] == clock.today()
    assert inbox.open_page(worker, None).rows == []
    one.brief.closed_at, one.brief.open_until_on = None, clock.today()  # the query has run out
    assert logged(one, words="前天也去了").is_late


def test_a_worry_is_before_the_worker_at_once_until_it_is_answered() -> None:
    one = paired(a_child())
    worried = logged(one, was_made=False, worry="胳膊上有伤")
    kept = _contact(worried.contact_id)
    assert worried.is_worrying
    assert kept.waits_since is not None
    worker = a_viewer(Role.CHILD_DIRECTOR)
    [task] = inbox.open_page(worker, None).rows
    assert (task.kind, task.endpoint, task.child_id) == (
        Kind.INFORMATION,
        "pairings.contact",
        one.child.id,
    )
    contacting.answer(actor=worker, pairing=one.pairing, contact=kept, words="已看，没事")
    assert _contact(kept.id).waits_since is None
    assert db.session.scalar(select(Task.done_by)) == worker.account_id


def test_nobody_writes_to_a_brief_that_was_never_hers() -> None:
    one = paired(a_child())
    other = a_viewer(Role.VOLUNTEER, "990101001002")
    with pytest.raises(NotFound):
        contacting.log_own(
            actor=other, brief_id=one.brief.id, client_id=new_id(), told=told(worry="x")
        )
    assert _number() == 0


def test_the_worker_writes_down_what_a_volunteer_without_a_phone_tells() -> None:
    pairing = a_pairing(a_child(), a_volunteer(None))
    worker = a_viewer(Role.CHILD_DIRECTOR)
    said = told(way="meet", services=("reading",), minutes=40, child_words="想读童话")
    kept = contacting.log_for(actor=worker, pairing=pairing, client_id=new_id(), told=said)
    assert kept.brief_id is None
    assert (kept.was_met, kept.counts) == (True, True)
    assert pairing.next_contact_due_on == date(2026, 12, 1)


def test_a_pairing_that_rests_or_has_ended_is_due_no_more() -> None:
    one = paired(a_child())
    for state in (PairingState.PAUSED, PairingState.ENDED, PairingState.APPROVED):
        one.pairing.state = state
        contacting.reckon(one.pairing)
        assert one.pairing.next_contact_due_on is None


def test_overdue_is_the_day_after_and_of_pairings_that_go_on() -> None:
    one = paired(a_child())
    due_on = one.pairing.next_contact_due_on
    assert due_on is not None

    def found(on: date) -> list[object]:
        return list(db.session.scalars(select(Pairing.id).where(contacts.overdue(on))))

    assert found(due_on) == []
    assert found(due_on + timedelta(days=1)) == [one.pairing.id]
    one.pairing.state = PairingState.PAUSED
    db.session.flush()
    assert found(due_on + timedelta(days=1)) == []


def test_what_counts_is_one_thing_in_a_statement_and_of_a_row() -> None:
    one = paired(a_child())
    rows = []
    for made in (True, False):
        for doubt in (None, ContactDoubt.LATE):
            for answered in (None, clock.now()):
                for aside in (True, False):
                    row = _contact(logged(one).contact_id)
                    row.was_made, row.doubt = made, doubt
                    row.answered_at, row.is_set_aside = answered, aside
                    rows.append(row)
    db.session.flush()
    counted = set(db.session.scalars(select(PairingContact.id).where(contacts.counting())))
    assert counted == {row.id for row in rows if row.counts}
    assert len(counted) == 3
