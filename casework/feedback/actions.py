"""Handing in a complaint, a suggestion or a fault; working on it; answering it.

国办函〔2026〕12号 obliges whoever runs an application for government work to offer a place for
complaints and suggestions in it, and to deal with them; a page in a browser is treated as covered.
"""

from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.feedback import queries, rules
from casework.feedback.models import Desk, Feedback, Kind, State


def hand_in(*, actor: Viewer, kind: Kind, desk: Desk, text: str, is_anonymous: bool) -> Feedback:
    """Take in what somebody writes; without a name, the trail does not tell it either.

    The same words twice are one matter: a second tap, or impatience.
    """
    known = queries.waiting_with(actor, kind, text)
    if known is not None:
        return known
    if queries.written_lately(actor) >= rules.A_DAY:
        raise RuleBroken(
            "一天最多提交 %(n)s 条。请把事情并在一条里写，急事请直接打电话。", n=rules.A_DAY
        )
    county = rules.county_of(actor.regions)
    feedback = Feedback(
        number=rules.new_number(),
        author_digest=queries.author_digest(actor.account_id),
        county_code=county,
        kind=kind,
        desk=rules.desk_for(kind, desk, county),
        state=State.RECEIVED,
        is_anonymous=is_anonymous,
        author=str(actor.account_id),
        text=text,
    )
    db.session.add(feedback)
    who = None if is_anonymous else actor.account_id
    record(Tag.FEEDBACK_HAND_IN, actor_id=who, subject_id=feedback.id, kind=kind.value)
    return feedback


def take_up(*, actor: Viewer, feedback: Feedback) -> None:
    """Say that somebody is at work on it."""
    _become(actor, feedback, State.WORKING)


def answer(*, actor: Viewer, feedback: Feedback, text: str) -> None:
    """Answer it, which is the end of it; its author reads the answer."""
    _become(actor, feedback, State.ANSWERED)
    feedback.answer = text
    feedback.answered_by_id = actor.account_id
    feedback.answered_at = clock.now()


def trace(*, actor: Viewer, number: str, reason: str) -> Account:
    """Return who wrote a matter, also without a name: for threats and abuse alone, never lightly.

    The reason stands sealed in the trail. Raises NotFound for who may not and for no such number.
    """
    if not actor.may(Permission.FEEDBACK_TRACE):
        raise NotFound
    feedback = queries.by_number(number)
    record(Tag.FEEDBACK_TRACE, actor_id=actor.account_id, subject_id=feedback.id, reason=reason)
    return accounts.get(UUID(feedback.author))


def _become(actor: Viewer, feedback: Feedback, state: State) -> None:
    if not rules.may_become(feedback.state, state):
        raise RuleBroken("这一条已经答复过了。还有问题的，请对方再提一条。")
    feedback.state = state
    record(
        Tag.FEEDBACK_ANSWER, actor_id=actor.account_id, subject_id=feedback.id, state=state.value
    )
