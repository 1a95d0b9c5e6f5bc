"""The volunteers' side proposes somebody for a request, and may take that back."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.errors import RuleBroken
from casework.pairings import queries, rules, steps
from casework.pairings.actions import stepping
from casework.pairings.models import Pairing, PairingRequest, PairingState, RequestState
from casework.practice import queries as practice
from casework.volunteers.models import Volunteer
from casework.volunteers.rules import may_be_paired


def propose(
    *, actor: Viewer, request: PairingRequest, volunteer: Volunteer, note: str | None = None
) -> Pairing:
    """Propose a volunteer for a request; the child's side decides.

    Raises RuleBroken where the request is met or withdrawn, where somebody else is proposed
    already, and with every reason why the volunteer may not be paired today.
    """
    request = queries.locked_request(actor, request.id)
    if request.state is not RequestState.OPEN:
        raise RuleBroken("这份请求现在是“%(state)s”，请刷新页面。", state=request.state)
    if queries.standing(actor, [request.id]):
        raise RuleBroken("这份请求已经提出了一位志愿者，正等乡镇答复。要换人，请先收回那个提议。")
    _check(volunteer, request)
    pairing = Pairing(
        region_code=request.region_code,
        child_id=request.child_id,
        volunteer_id=volunteer.id,
        request_id=request.id,
        state=PairingState.PROPOSED,
        proposed_by=actor.account_id,
        proposed_on=clock.today(),
        alias=request.alias,
        volunteer=_told(volunteer),
        note=(note or "").strip() or None,
    )
    db.session.add(pairing)
    db.session.flush()
    stepping.keep(pairing, steps.PROPOSE, by=actor.account_id)
    return pairing


def _check(volunteer: Volunteer, request: PairingRequest) -> None:
    today = clock.today()
    settings = practice.volunteers(volunteer.region_code, today)
    reasons = list(may_be_paired(volunteer, today, settings))
    if reasons:
        raise RuleBroken("现在不能给这位志愿者结对：%(why)s", "volunteer", why=reasons)
    if not rules.goes_to_township(volunteer.reach_code, request.region_code):
        raise RuleBroken("这位志愿者不去那个乡镇，请换一位。", "volunteer")


def _told(volunteer: Volunteer) -> dict[str, str]:
    """Return what the child's side is told of a volunteer."""
    told = {
        "name": volunteer.name,
        "kind": volunteer.kind,
        "organisation": volunteer.organisation,
        "sex": volunteer.sex,
        "phone": volunteer.phone,
    }
    return {name: value for name, value in told.items() if value}


def take_back(*, actor: Viewer, pairing_id: UUID, words: str | None) -> Pairing:
    """Take a proposal back before it is decided; the request waits on."""
    pairing = queries.locked(actor, pairing_id)
    stepping.take(pairing, steps.TAKE_BACK, by=actor.account_id, words=words)
    return pairing
