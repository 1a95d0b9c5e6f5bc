"""What somebody has against a volunteer: written down, answered, and if need be a pause at once.

The volunteer never learns of it here. Harm to a child is not a complaint: it is reported.
"""

from datetime import date

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.labels import LabelledEnum
from casework.pairings import steps
from casework.pairings.actions import ending
from casework.pairings.models import Pairing, PairingComplaint
from casework.pairings.queries import contacts

#: Where an office answers a complaint.
PAGE = "pairings.complaint"


class Complainant(LabelledEnum):
    """Who complains; nobody has to give a name."""

    CHILD = "child", "孩子"
    CARER = "carer", "家长或照护人"
    SCHOOL = "school", "学校"
    WORKER = "worker", "儿童主任、村干部"
    OTHER = "other", "别的人"
    NAMELESS = "nameless", "没有留名"


def complain(
    *,
    actor: Viewer,
    pairing: Pairing,
    by_whom: Complainant,
    words: str,
    made_on: date | None = None,
    pauses: bool = False,
) -> PairingComplaint:
    """Write down a complaint and put it before the township; with ``pauses`` nothing waits.

    Also of a pairing that is over: what happened does not end with it. The same words twice, before
    anybody has answered them, are one complaint.
    """
    today = clock.today()
    known = _waiting_with(pairing, by_whom, words)
    if known is not None and not (pauses and pairing.state in steps.OPEN_DOOR):
        return known
    has_paused = pauses and pairing.state in steps.OPEN_DOOR
    complaint = PairingComplaint(
        owner=pairing,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        made_on=min(made_on or today, today),
        recorded_by=actor.account_id,
        has_paused=has_paused,
        by_whom=by_whom.value,
        words=words,
    )
    db.session.add(complaint)
    db.session.flush()
    if has_paused:
        ending.hold(pairing, by=actor.account_id, words="收到投诉，先暂停。")
    _tell(pairing, complaint)
    _note(actor, pairing, complaint)
    return complaint


def _waiting_with(pairing: Pairing, by_whom: Complainant, words: str) -> PairingComplaint | None:
    waiting = (each for each in contacts.complaints_of(pairing) if each.answered_on is None)
    said = (by_whom.value, words)
    return next((each for each in waiting if (each.by_whom, each.words) == said), None)


def answer(*, actor: Viewer, pairing: Pairing, complaint: PairingComplaint, words: str) -> None:
    """Say what came of a complaint; raise RuleBroken where it was said already."""
    if complaint.answered_on is not None:
        raise RuleBroken("这条投诉已经有处理结果了，请刷新页面。")
    complaint.answer = words
    complaint.answered_on, complaint.answered_by = clock.today(), actor.account_id
    inbox.finish(
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        kinds=(Kind.INFORMATION,),
        key=complaint.id.hex,
        by=actor.account_id,
    )
    _note(actor, pairing, complaint)


def _tell(pairing: Pairing, complaint: PairingComplaint) -> None:
    task = inbox.draft(
        Kind.INFORMATION,
        complaint.id.hex,
        to=Recipient.township(pairing.region_code, Permission.PAIRING_APPROVE),
        region_code=pairing.region_code,
        endpoint=PAGE,
        link_id=complaint.id,
        child_id=pairing.child_id,
    )
    inbox.put(task)


def _note(actor: Viewer, pairing: Pairing, complaint: PairingComplaint) -> None:
    record(
        Tag.PAIRING_COMPLAINT,
        actor_id=actor.account_id,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=complaint.id,
    )
