"""Sending a child's file: nothing changes for the child until the other side accepts."""

from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import rules as file_rules
from casework.children import steps
from casework.children.actions.lifecycle import leave
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.transfers import queries, rules
from casework.transfers.actions.trail import ask_receiver, tell
from casework.transfers.models import Transfer, TransferState


def send(
    *,
    actor: Viewer,
    child: Child,
    to_region_code: str,
    moved_on: date,
    reason: str,
    note: str | None = None,
) -> Transfer:
    """Ask another county to take a child on; until it accepts, the child stays in every respect.

    Raises RuleBroken where the file's state does not allow it, where a transfer waits already, and
    where nobody over there could answer.
    """
    transfer = _drafted(actor, child, moved_on, reason)
    rules.check_place(child.region_code, to_region_code)
    if not queries.is_answered_there(rules.receiver(to_region_code)):
        raise RuleBroken(
            "那边还没有人使用本系统，没有人能接收。请和对方联系好后，按“迁往系统外”办理。",
            "to_region_code",
        )
    transfer.to_region_code, transfer.note = to_region_code, note
    db.session.add(transfer)
    db.session.flush()
    ask_receiver(actor, transfer, to_region_code)
    tell(Tag.TRANSFER_SEND, actor, transfer, child.region_code, to=to_region_code)
    return transfer


def leave_system(
    *,
    actor: Viewer,
    child: Child,
    place: str,
    moved_on: date,
    letter: str,
    confirmed_on: date,
    reason: str,
) -> Transfer:
    """Close a file for a place that the system does not reach, which has confirmed in writing."""
    transfer = _drafted(actor, child, moved_on, reason)
    rules.check_day(confirmed_on, clock.today(), "confirmed_on")
    transfer.state = TransferState.OUTSIDE
    transfer.place, transfer.letter = place, letter
    transfer.confirmed_on = confirmed_on
    transfer.answered_by, transfer.answered_at = actor.account_id, clock.now()
    db.session.add(transfer)
    leave(
        actor=actor,
        child=child,
        step="transfer",
        reason=steps.MOVED_OUT,
        on=clock.today(),
        note=transfer.reason,
    )
    tell(Tag.TRANSFER_SEND, actor, transfer, child.region_code, outside=True)
    return transfer


def _drafted(actor: Viewer, child: Child, moved_on: date, reason: str) -> Transfer:
    steps.demand("transfer", child.status)
    rules.check_day(moved_on, clock.today())
    if queries.waiting_for(child) is not None:
        raise RuleBroken("这个孩子已经有一份转接在等对方接收，请先撤回那一份。")
    return Transfer(
        owner=child,
        region_code=child.region_code,
        state=TransferState.WAITING,
        moved_on=moved_on,
        sent_by=actor.account_id,
        case_number=child.case_number,
        sex=child.sex,
        birth_year=child.birth_year,
        category_mask=child.category_mask,
        reason=file_rules.check_reason(reason),
    )
