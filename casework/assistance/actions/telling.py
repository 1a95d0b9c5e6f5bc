"""What stands in the trail of what was given; no name, no thing, no kind of help."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.assistance.models import AidGroup, AidShare, GoodsBatch
from casework.audit.record import record
from casework.audit.tags import Tag


def about_share(tag: Tag, actor: Viewer, share: AidShare, **facts: Any) -> None:
    """Tell of an act on a child's line."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=share.region_code,
        child_id=share.child_id,
        subject_id=share.id,
        mode=share.mode.value,
        **facts,
    )


def about_group(tag: Tag, actor: Viewer, group: AidGroup, **facts: Any) -> None:
    """Tell of an act on a line that only counts."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=group.region_code,
        subject_id=group.id,
        mode=group.mode.value,
        **facts,
    )


def about_batch(tag: Tag, actor: Viewer, batch: GoodsBatch, **facts: Any) -> None:
    """Tell of an act on goods in stock."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=batch.place_code,
        subject_id=batch.id,
        **facts,
    )


def printed(*, actor: Viewer, batch: GoodsBatch, seen: Iterable[UUID]) -> None:
    """Tell that a list with names was made to be printed."""
    about_batch(Tag.GOODS_PRINT, actor, batch, seen=list(seen))


def export_made(*, actor: Viewer, region_code: str, rows: int, seen: Iterable[UUID]) -> None:
    """Tell that the ledger left the house as a file."""
    record(
        Tag.AID_EXPORT,
        actor_id=actor.account_id,
        region_code=region_code,
        seen=list(seen),
        rows=rows,
    )
