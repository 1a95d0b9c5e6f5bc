"""The child's side decides: nobody is paired without the guardian's word and the child's."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.disclosures.actions import register_disclosure
from casework.disclosures.models import Basis
from casework.errors import RuleBroken
from casework.pairings import queries, rules, steps, wording
from casework.pairings.actions import opening, stepping
from casework.pairings.actions.opening import Meeting
from casework.pairings.actions.places import take_place
from casework.pairings.models import Pairing, PairingStep, RequestState
from casework.pairings.queries import Standing
from casework.pairings.rules import Consent
from casework.texts import Text
from casework.volunteers.models import Vetting, VolunteerState

#: What of a query of records stands in the way, and what to do.
_UNVETTED = {
    Vetting.NOT_CHECKED: "这位志愿者还没有查询违法犯罪记录，请妇联先查询。",
    Vetting.EXPIRED: "这位志愿者的违法犯罪记录查询已过期，请妇联重新查询。",
    Vetting.BARRED: "查询结果表明这位志愿者不得从事这项工作，请不同意这个提议。",
}


#: What a volunteer is told of a child: codes of ``shared_field``.
TOLD = ("first_name", "age_band", "need", "meeting_point", "worker")


@dataclass(frozen=True)
class Asked:
    """What guardian and child said, and what the volunteer is to know for the first meeting."""

    consent: Consent = field(default_factory=Consent)
    child_wish: str | None = None
    meeting: Meeting = field(default_factory=Meeting)


def approve(*, actor: Viewer, pairing_id: UUID, asked: Asked) -> Pairing:
    """Agree to a proposal, and let the volunteer see her part.

    Where guardian or child were not asked yet, what is known is kept and the proposal goes on
    waiting: the state of what is returned tells. Raises RuleBroken where the volunteer may not be
    paired today, has no place left, or the child has somebody already.
    """
    pairing = queries.locked(actor, pairing_id)
    steps.demand(steps.APPROVE, pairing.state)
    _note(pairing, asked)
    if missing(pairing):
        stepping.take(pairing, steps.ASK, by=actor.account_id)
        return pairing
    child = children.get(actor, pairing.child_id)
    rules.check_listed(child.status)
    _check_told(child, asked.meeting)
    check_standing(queries.standing_of(pairing), clock.today())
    step = _take(actor, pairing)
    _meet_request(pairing, actor)
    opening.open_for(actor, pairing, child, asked.meeting)
    _register(actor, pairing, child)
    stepping.ask_worker(pairing, step, child.worker_id)
    return pairing


def _check_told(child: Child, meeting: Meeting) -> None:
    """Refuse to tell a volunteer what leads her to the child's home: she is taken there."""
    kept = replace(queries.kept_of(child), school=None)
    for field_name, words in (("place", meeting.place), ("contact", meeting.contact)):
        for found in wording.names_told(words or "", kept):
            raise RuleBroken(
                "这里写了%(what)s。志愿者会看到，请换一种写法。", field_name, what=found
            )


def _register(actor: Viewer, pairing: Pairing, child: Child) -> None:
    """Enter what the volunteer is told from now on, on her phone or by word of mouth."""
    register_disclosure(
        actor=actor,
        child=child,
        recipient=str((pairing.volunteer or {}).get("name", "")),
        recipient_kind="volunteer",
        fields=TOLD,
        basis=Basis.CONSENT.value,
        about=Text("一对一结对"),
        subject_id=pairing.id,
    )


def _note(pairing: Pairing, asked: Asked) -> None:
    """Keep what was said; nobody's earlier word is lost by silence."""
    if asked.consent.on:
        rules.check_day(asked.consent.on, clock.today(), "consent_on")
    pairing.consent = Consent.of(pairing.consent).completed(asked.consent).kept()
    pairing.child_wish = (asked.child_wish or "").strip() or pairing.child_wish


def missing(pairing: Pairing) -> list[str]:
    """Return what is still to be asked before anybody may agree: ``consent``, ``child_wish``."""
    consent = Consent.of(pairing.consent)
    open_ = {"consent": not consent.is_given, "child_wish": not pairing.child_wish}
    return [name for name, is_open in open_.items() if is_open]


def check_standing(standing: Standing, today: date) -> None:
    """Refuse a volunteer who left, or whose records were not found clear."""
    if standing.state is not VolunteerState.ACTIVE:
        raise RuleBroken("这位志愿者已经退出，请不同意这个提议，让妇联另外提一位。")
    vetting = standing.vetting(today)
    if vetting is not Vetting.CLEAR:
        raise RuleBroken(_UNVETTED[vetting])


def _take(actor: Viewer, pairing: Pairing) -> PairingStep:
    """Take the volunteer's place and the child's at once; of two who come at once one has it."""
    pairing.decided_by, pairing.decided_on = actor.account_id, clock.today()
    try:
        with db.session.begin_nested():
            if not take_place(pairing, clock.today()):
                raise RuleBroken("这位志愿者已经没有空余名额了。提议还在，请和妇联商量换一位。")
            return stepping.take(pairing, steps.APPROVE, by=actor.account_id)
    except IntegrityError:
        raise RuleBroken("这个孩子刚刚已经和别的志愿者结对了，请刷新页面。") from None


def _meet_request(pairing: Pairing, actor: Viewer) -> None:
    request = queries.request_of(pairing)
    if request is not None and request.state is RequestState.OPEN:
        request.state, request.closed_on = RequestState.MET, clock.today()
        request.closed_by = actor.account_id


def decline(*, actor: Viewer, pairing_id: UUID, asked: Asked, words: str | None) -> Pairing:
    """Say no to a proposal, with why; the request waits on."""
    pairing = queries.locked(actor, pairing_id)
    steps.demand(steps.DECLINE, pairing.state)
    _note(pairing, asked)
    pairing.decided_by, pairing.decided_on = actor.account_id, clock.today()
    stepping.take(pairing, steps.DECLINE, by=actor.account_id, words=words)
    return pairing
