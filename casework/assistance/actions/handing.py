"""Handing goods out: one tap a child, as often as it comes, from two phones at once.

The pack is in the child's hands when the tap arrives. So nothing of a tap is refused: what arrives
after the batch is empty, or tells a day that cannot be, is kept and put up for checking.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assistance import queries, rules
from casework.assistance.actions.correcting import withdraw_share
from casework.assistance.actions.giving import derived
from casework.assistance.actions.stock import put_back, take
from casework.assistance.actions.telling import about_share
from casework.assistance.models import AidShare, Doubt, GoodsBatch, Mode
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.practice import queries as practice

KIND = "in_kind"


@dataclass(frozen=True)
class Ticked:
    """What has become of a tap."""

    share: AidShare
    #: Whether this tap made the line; somebody may have been first.
    is_new: bool


def tick(
    *,
    actor: Viewer,
    batch: GoodsBatch,
    child_id: UUID,
    client_id: UUID,
    on: date | None = None,
) -> Ticked:
    """Note that a child in reach has its part of a batch.

    ``client_id`` is made by the page: the same tap again is the same line, also when it was undone
    meanwhile. A child gets its part once. Raises NotFound for a child or a batch out of reach.
    """
    child = children.answering_for(actor, children.get(actor, child_id))
    own_id = derived(batch.id, child_id, client_id)
    known = queries.share_by_client(child, own_id) or queries.standing(batch, child)
    if known is not None:
        return Ticked(known, is_new=False)
    is_there = take(batch)
    share = _share(actor, batch, child, own_id, on or clock.today())
    if not is_there:
        share.doubt = Doubt.OVER
    if not _stored(share):
        if is_there:
            put_back(batch.id)
        first = queries.share_by_client(child, own_id) or queries.standing(batch, child)
        if first is None:
            message = "a line that is in the way is not there"
            raise RuntimeError(message)
        return Ticked(first, is_new=False)
    about_share(Tag.GOODS_HAND_OUT, actor, share)
    return Ticked(share, is_new=True)


def undo(*, actor: Viewer, share: AidShare, reason: str) -> None:
    """Take a tap back: the child has not got it. What was undone already stays so."""
    if share.withdrawn_on is None:
        withdraw_share(actor=actor, share=share, version=share.version, reason=reason)


def _stored(share: AidShare) -> bool:
    """Store a line; say no when another one of the same child has come first."""
    try:
        with db.session.begin_nested():
            db.session.add(share)
    except IntegrityError:
        return False
    return True


def _share(
    actor: Viewer, batch: GoodsBatch, child: Child, client_id: UUID, told_on: date
) -> AidShare:
    today, settings = clock.today(), practice.assistance(child.region_code)
    day = min(told_on, today)
    return AidShare(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        for_child_id=child.id,
        act_id=batch.id,
        client_id=client_id,
        batch_id=batch.id,
        account_id=actor.account_id,
        mode=Mode.GOODS,
        source=batch.source,
        unit=batch.unit,
        quantity=batch.each,
        value=batch.value * batch.each if batch.value is not None else None,
        given_on=day,
        received_on=day,
        activity_id=batch.activity_id,
        doubt=rules.doubt_about(told_on, batch.came_on, today, settings.late_days),
        is_regular=False,
        kind=KIND,
        item=batch.item,
        giver=batch.giver,
    )
