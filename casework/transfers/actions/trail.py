"""Putting the acts of a transfer into the trail, and into inboxes of the other side."""

from typing import Any
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.elevation import elevated
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.transfers import rules
from casework.transfers.models import Transfer

PAGE = "transfers.show"
#: What the receiving office is asked; and what the sender is told.
ASKED, TOLD = Kind.SUBMITTED, Kind.INFORMATION
NOTICE = "transfer notice"


def tell(tag: Tag, actor: Viewer, transfer: Transfer, region_code: str, **facts: Any) -> None:
    """Put an act on a transfer into the trail, at one side."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=region_code,
        child_id=transfer.child_id,
        subject_id=transfer.id,
        **facts,
    )


def ask_receiver(actor: Viewer, transfer: Transfer, to_region_code: str) -> None:
    """Ask the receiving office; its inbox lies beyond the sender's reach."""
    to = rules.receiver(to_region_code)
    task = inbox.draft(
        ASKED,
        str(transfer.id),
        to=to,
        region_code=to.office_code,
        endpoint=PAGE,
        link_id=transfer.id,
        child_id=transfer.child_id,
    )
    with elevated(NOTICE) as beyond:
        inbox.put(task, beyond)
    record(Tag.SYSTEM_SCOPE, actor_id=actor.account_id, purpose=NOTICE)


def finish_asking(actor: Viewer, transfer: Transfer, by: UUID | None) -> None:
    """Let what the receiving office was asked be done with."""
    to = rules.receiver(transfer.to_region_code or transfer.region_code)
    with elevated(NOTICE) as beyond:
        inbox.finish(
            region_code=to.office_code,
            child_id=transfer.child_id,
            kinds=(ASKED,),
            link_id=transfer.id,
            by=by,
            session=beyond,
        )
    record(Tag.SYSTEM_SCOPE, actor_id=actor.account_id, purpose=NOTICE)


def tell_sender(actor: Viewer, transfer: Transfer) -> None:
    """Tell whoever sent it of the answer; that inbox lies beyond the receiver's reach."""
    to = Recipient(transfer.region_code, Permission.TRANSFER_ANSWER, transfer.sent_by)
    task = inbox.draft(
        TOLD,
        f"{transfer.id}:{transfer.state.value}",
        to=to,
        region_code=transfer.region_code,
        endpoint=PAGE,
        link_id=transfer.id,
    )
    with elevated(NOTICE) as beyond:
        inbox.put(task, beyond)
    record(Tag.SYSTEM_SCOPE, actor_id=actor.account_id, purpose=NOTICE)
