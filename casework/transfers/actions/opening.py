"""Looking at a transfer: the receiving side is shown a child, so it stands in the trail."""

from collections.abc import Collection
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.transfers import queries
from casework.transfers.models import Transfer


def open_page(*, actor: Viewer, transfer: Transfer) -> None:
    """Note that a transfer was looked at, on the side of whoever looked."""
    receives = queries.is_receiver(actor, transfer)
    region = (transfer.to_region_code if receives else None) or transfer.region_code
    record(
        Tag.TRANSFER_OPEN,
        actor_id=actor.account_id,
        region_code=region,
        child_id=transfer.child_id,
        subject_id=transfer.id,
        seen=[transfer.child_id],
    )


def list_transfers(*, actor: Viewer, seen: Collection[UUID]) -> None:
    """Note whom the list of both sides showed."""
    record(
        Tag.CHILD_LIST,
        actor_id=actor.account_id,
        region_code=actor.regions[0] if actor.regions else None,
        seen=seen,
    )
