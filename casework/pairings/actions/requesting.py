"""Publishing what a child needs somebody for, without the child; taking it back."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.pairings import queries, rules, steps, wording
from casework.pairings.actions import stepping
from casework.pairings.models import Pairing, PairingRequest, RequestState
from casework.practice import queries as practice

_SEXES = ("1", "2")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: codes of the lists, and words that name nobody."""

    alias: str
    needs: Sequence[str]
    languages: Sequence[str] = field(default_factory=list)
    #: GB/T 2261.1; None where it does not matter.
    sex_wish: str | None = None
    free_times: Sequence[str] = field(default_factory=list)
    words: str | None = None


def proposed_alias(child: Child) -> str:
    """Return an alias that is not like the child's name."""
    return wording.propose_alias(child.name, random.SystemRandom())


def publish(*, actor: Viewer, child: Child, wanted: Wanted) -> PairingRequest:
    """Ask for a volunteer; raise RuleBroken for words that give the child away, or a second time.

    One open request a child, and none while somebody is paired with the child.
    """
    child = children.of(children.locked(actor, {child.id}), child.id)
    rules.check_listed(child.status)
    _refuse_double(child)
    kept = queries.kept_of(child)
    if not wanted.needs:
        raise RuleBroken("请选择孩子需要什么帮助。", "needs")
    if wanted.sex_wish not in (None, *_SEXES):
        raise RuleBroken("没有这个选项，请重新选择。", "sex_wish")
    today = clock.today()
    request = PairingRequest(
        region_code=child.region_code,
        child_id=child.id,
        state=RequestState.OPEN,
        published_by=actor.account_id,
        opened_on=today,
        alias=wording.check_alias(wanted.alias, kept),
        age_band=wording.age_band(child.birth_on, today, practice.codes("age_band")),
        needs=_known(wanted.needs, "pairing_service", "needs"),
        languages=_known(wanted.languages, "contact_language", "languages"),
        sex_wish=wanted.sex_wish,
        free_times=_known(wanted.free_times, "free_time", "free_times"),
        words=wording.check_words(wanted.words, kept),
    )
    db.session.add(request)
    db.session.flush()
    _tell(actor.account_id, request, "publish")
    return request


def _known(chosen: Sequence[str], name: str, field_name: str) -> list[str]:
    return rules.check_codes(chosen, practice.codes(name), field_name) if chosen else []


def _refuse_double(child: Child) -> None:
    if queries.open_request(child) is not None:
        raise RuleBroken("这个孩子已经有一份结对请求在等，请先撤回那一份。")
    if any(pairing.is_live for pairing in queries.open_of_child(child)):
        raise RuleBroken("这个孩子现在已经有人结对，不能再发布请求。")


def withdraw(*, actor: Viewer, request_id: UUID, why: str | None) -> PairingRequest:
    """Take a request back; a proposal that waits for a decision lapses with it."""
    request = queries.locked_request(actor, request_id)
    if request.state is not RequestState.OPEN:
        raise RuleBroken("这份请求现在是“%(state)s”，不能撤回。", state=request.state)
    take_back(request, by=actor.account_id, why=(why or "").strip() or None)
    proposal = queries.standing(actor, [request.id]).get(request.id)
    if proposal is not None:
        _lapse(proposal, actor.account_id)
    return request


def _lapse(proposal: Pairing, by: UUID) -> None:
    stepping.take(proposal, steps.LAPSE, by=by, words="请求已撤回")


def take_back(request: PairingRequest, *, by: UUID | None, why: str | None) -> None:
    """Let a request be withdrawn."""
    request.state = RequestState.WITHDRAWN
    request.closed_on, request.closed_by, request.why = clock.today(), by, why
    db.session.flush()
    _tell(by, request, "withdraw")


def _tell(by: UUID | None, request: PairingRequest, act: str) -> None:
    record(
        Tag.PAIRING_REQUEST,
        actor_id=by,
        region_code=request.region_code,
        child_id=request.child_id,
        subject_id=request.id,
        act=act,
    )
