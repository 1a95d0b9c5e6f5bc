"""Complaints: written down by the child's side, a pause at once, never seen by the volunteer."""

import pytest

from casework import clock
from casework.accounts.permissions import Role
from casework.errors import RuleBroken
from casework.inbox import queries as inbox
from casework.pairings.actions import complaining
from casework.pairings.actions.complaining import Complainant
from casework.pairings.models import PairingComplaint, PairingState
from casework.pairings.queries import contacts
from casework.pairings.queries import door as doors
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.pairings.paired import Paired, paired

pytestmark = pytest.mark.usefixtures("session")


def _complaint(one: Paired, *, pauses: bool = False) -> PairingComplaint:
    return complaining.complain(
        actor=a_viewer(Role.CHILD_DIRECTOR),
        pairing=one.pairing,
        by_whom=Complainant.CHILD,
        words="她老问我爸妈的事",
        pauses=pauses,
    )


def test_a_complaint_pauses_at_once_where_it_is_asked_and_goes_to_the_township() -> None:
    one = paired(a_child())
    assert not _complaint(one).has_paused
    _complaint(one)  # a second tap
    assert len(contacts.complaints_of(one.pairing)) == 1
    found = _complaint(one, pauses=True)
    assert one.pairing.state is PairingState.PAUSED
    assert found.has_paused
    assert doors.open_briefs(one.viewer, clock.today()) == []
    office = a_viewer(Role.CHILD_SUPERVISOR)
    tasks = inbox.open_page(office, None).rows
    assert {task.link_id for task in tasks if task.endpoint == complaining.PAGE} == {
        each.id for each in contacts.complaints_of(one.pairing)
    }
    complaining.answer(actor=office, pairing=one.pairing, complaint=found, words="换人")
    assert found.answer == "换人"
    assert found.id not in {task.link_id for task in inbox.open_page(office, None).rows}
    with pytest.raises(RuleBroken):
        complaining.answer(actor=office, pairing=one.pairing, complaint=found, words="再说")


def test_a_complaint_is_never_refused_when_the_pairing_is_over() -> None:
    one = paired(a_child())
    one.pairing.state = PairingState.ENDED
    found = _complaint(one, pauses=True)
    assert not found.has_paused
    assert one.pairing.state is PairingState.ENDED
