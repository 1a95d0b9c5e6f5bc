"""Saying no: the receiving side refuses, the sending side withdraws. The child has never left."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import rules as file_rules
from casework.transfers import queries, rules
from casework.transfers.actions.trail import finish_asking, tell, tell_sender
from casework.transfers.models import Transfer, TransferState


def refuse(*, actor: Viewer, transfer_id: UUID, reason: str) -> Transfer:
    """Give a transfer back with a reason; whoever sent it is told."""
    transfer = queries.locked(queries.sent_to_side(actor), transfer_id)
    _answer(actor, transfer, TransferState.REFUSED, reason)
    tell_sender(actor, transfer)
    for side in (transfer.to_region_code, transfer.region_code):
        tell(Tag.TRANSFER_REFUSE, actor, transfer, side or transfer.region_code)
    return transfer


def withdraw(*, actor: Viewer, transfer_id: UUID, reason: str) -> Transfer:
    """Take a transfer back before it is accepted, with a reason."""
    transfer = queries.locked(queries.sent_by_side(actor), transfer_id)
    _answer(actor, transfer, TransferState.WITHDRAWN, reason)
    tell(Tag.TRANSFER_WITHDRAW, actor, transfer, transfer.region_code)
    return transfer


def _answer(actor: Viewer, transfer: Transfer, state: TransferState, reason: str) -> None:
    rules.demand_waiting(transfer)
    transfer.answer = file_rules.check_reason(reason)
    transfer.state = state
    transfer.answered_by, transfer.answered_at = actor.account_id, clock.now()
    finish_asking(actor, transfer, actor.account_id)
