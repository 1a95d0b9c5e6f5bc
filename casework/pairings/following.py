"""What becomes of requests and pairings when something befalls the file or the volunteer."""

from datetime import date
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children import steps as file_steps
from casework.children.actions.following import follows_merge, follows_move, follows_status
from casework.children.models import Child, Status
from casework.inbox.models import Kind
from casework.pairings import queries, rules, steps
from casework.pairings.actions import door, ending, requesting, stepping
from casework.pairings.models import Pairing, PairingState
from casework.volunteers.models import Vetting, Volunteer, VolunteerState
from casework.volunteers.telling import follows_vetting, tells_live_pairings


@follows_status
def with_status(child: Child, reason: str | None, account_id: UUID | None) -> None:
    """End what is one's with a file that is closed, and let it rest with one that is paused.

    Where a file ends because another is kept, ``before_merging`` says what goes over.
    """
    if child.status is Status.SUSPENDED:
        for pairing in queries.open_of_child(child):
            if pairing.state in steps.OPEN_DOOR:
                ending.hold(pairing, by=account_id, words="孩子的档案暂停")
    elif child.status is Status.CLOSED and reason != file_steps.DUPLICATE:
        why = "moved_out" if reason == file_steps.MOVED_OUT else "left"
        end_all(child, account_id, why)


def end_all(child: Child, account_id: UUID | None, why: str) -> None:
    """End whatever is open of a child."""
    request = queries.open_request(child)
    if request is not None:
        requesting.take_back(request, by=account_id, why=None)
    for pairing in queries.open_of_child(child):
        _end(pairing, account_id, why)


def _end(pairing: Pairing, account_id: UUID | None, why: str) -> None:
    if pairing.is_live:
        ending.stop(pairing, by=account_id, reason=why)
    else:
        stepping.take(pairing, steps.LAPSE, by=account_id)


@follows_merge
def before_merging(kept: Child, ended: Child, account_id: UUID) -> None:
    """Let the kept file have one open request and one live pairing at most: its own first."""
    held = [pairing for pairing in queries.open_of_child(kept) if pairing.is_live]
    asked = queries.open_request(kept)
    for pairing in queries.open_of_child(ended):
        if pairing.is_live and held:
            ending.stop(pairing, by=account_id, reason="merged")
    request = queries.open_request(ended)
    if request is not None and (held or asked is not None):
        requesting.take_back(request, by=account_id, why=None)
        for proposal in queries.open_of_child(ended):
            if proposal.state is PairingState.PROPOSED:
                stepping.take(proposal, steps.LAPSE, by=account_id)


@follows_move
def with_child(child: Child, left: str, account_id: UUID) -> None:  # noqa: ARG001
    """Let a pairing go along, and have it looked at where the volunteer does not go so far."""
    for pairing in queries.open_of_child(child):
        row = stepping.keep(pairing, steps.MOVED, by=account_id)
        reach = queries.standing_of(pairing).reach_code
        if not rules.goes_to(reach, child.region_code):
            stepping.ask_office(pairing, row, Kind.TO_CHECK)


@tells_live_pairings
def live_of(volunteer: Volunteer) -> int:
    """Return how many pairings hold a place of a volunteer's: the counter says it."""
    return volunteer.places_taken


@follows_vetting
def with_vetting(actor: Viewer | None, volunteer: Volunteer, on: date) -> None:
    """Let pairings rest at once where a volunteer may not go near a child any more, or has left.

    Whether they end is the child's side's to say: it is put before the township. A check that
    holds keeps the door open until it ends.
    """
    may_not = volunteer.is_barred or volunteer.state is not VolunteerState.ACTIVE
    for pairing in queries.open_of_volunteer(actor, volunteer):
        if may_not:
            _rest(pairing, actor.account_id if actor else None, barred=volunteer.is_barred)
        elif pairing.state in steps.OPEN_DOOR and volunteer.vetting(on) is Vetting.CLEAR:
            door.renew(pairing=pairing, until_on=volunteer.cleared_until_on)


def _rest(pairing: Pairing, by: UUID | None, *, barred: bool) -> None:
    why = "志愿者查询结果为不得从事" if barred else "志愿者已退出"
    if pairing.state is PairingState.PROPOSED:
        stepping.take(pairing, steps.LAPSE, by=by, words=why)
    elif pairing.state in steps.OPEN_DOOR:
        row = ending.hold(pairing, by=by, words=why)
        stepping.ask_office(pairing, row, Kind.TO_CHECK)
