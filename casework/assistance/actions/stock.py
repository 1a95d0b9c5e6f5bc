"""Goods that come in, go back, are lost or are counted anew.

The counters of a batch change only by one statement with a condition: two phones at once cannot
hand out more than there is.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Update, update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assistance import queries
from casework.assistance.actions.giving import derived, known
from casework.assistance.actions.telling import about_batch
from casework.assistance.models import GoodsBatch, GoodsStep, StockMove
from casework.audit.tags import Tag
from casework.db.base import db, new_id
from casework.errors import NotFound, RuleBroken


@dataclass(frozen=True)
class Goods:
    """What came in."""

    item: str
    source: str
    unit: str
    quantity: int
    came_on: date
    each: int = 1
    value: Decimal | None = None
    event: str | None = None
    giver: str | None = None
    activity_id: UUID | None = None


def receive(*, actor: Viewer, form_id: UUID, place_code: str, goods: Goods) -> GoodsBatch:
    """Take goods in at a place within reach; the same form again is the same batch."""
    if not actor.scope.covers(place_code):
        raise NotFound
    codes = known()
    if goods.source not in codes.sources:
        raise RuleBroken("请选择“来源”。", "source")
    if goods.unit not in codes.units:
        raise RuleBroken("请选择“单位”。", "unit")
    if goods.each > goods.quantity:
        raise RuleBroken("每个孩子领的比总数还多，请核对。", "each")
    client_id = derived(actor.account_id, form_id)
    found = queries.batch_of_form(actor, client_id)
    if found is not None:
        return found
    batch = GoodsBatch(
        client_id=client_id,
        place_code=place_code,
        account_id=actor.account_id,
        source=goods.source,
        unit=goods.unit,
        quantity=goods.quantity,
        each=goods.each,
        value=goods.value,
        came_on=goods.came_on,
        activity_id=goods.activity_id,
        item=goods.item,
        event=goods.event,
        giver=goods.giver,
    )
    db.session.add(batch)
    about_batch(Tag.GOODS_RECEIVE, actor, batch, quantity=goods.quantity)
    return batch


def take(batch: GoodsBatch) -> bool:
    """Take one child's part out of a batch; say no when there is not enough."""
    fits = GoodsBatch.handed_out + GoodsBatch.let_go + GoodsBatch.each <= GoodsBatch.quantity
    return _change(batch.id, GoodsBatch.handed_out + GoodsBatch.each, fits)


def put_back(batch_id: UUID) -> None:
    """Put one child's part back: it was not handed out after all."""
    _change(batch_id, GoodsBatch.handed_out - GoodsBatch.each, GoodsBatch.handed_out > 0)


def move_rest(
    *, actor: Viewer, form_id: UUID, batch: GoodsBatch, move: StockMove, quantity: int, reason: str
) -> None:
    """Note goods that went back or were lost, or that there were more than was counted.

    The same form again changes nothing. Raises RuleBroken for more than is left.
    """
    client_id = derived(batch.id, form_id)
    if any(step.client_id == client_id for step in queries.steps_of(batch)):
        return
    if quantity < 1:
        raise RuleBroken("请填写数量。", "quantity")
    if move is StockMove.RECOUNTED:
        _grow(batch.id, quantity)
    elif not _let_go(batch.id, quantity):
        raise RuleBroken("剩下的没有这么多，请核对。", "quantity")
    _note(actor, batch, _Moved(client_id, move, quantity), reason)


def add_found(*, actor: Viewer, batch_id: UUID, reason: str) -> None:
    """Count one child's part as handed out; where there is none left, there was one more."""
    batch = queries.batch_by_id(batch_id)
    if not take(batch):
        _grow(batch.id, batch.each)
        take(batch)
        found = _Moved(new_id(), StockMove.RECOUNTED, batch.each)
        _note(actor, batch, found, reason)


def _grow(batch_id: UUID, by: int) -> None:
    statement = update(GoodsBatch).where(GoodsBatch.id == batch_id)
    _execute(statement.values(quantity=GoodsBatch.quantity + by), batch_id)


def _let_go(batch_id: UUID, quantity: int) -> bool:
    fits = GoodsBatch.handed_out + GoodsBatch.let_go + quantity <= GoodsBatch.quantity
    statement = update(GoodsBatch).where(GoodsBatch.id == batch_id, fits)
    return _execute(statement.values(let_go=GoodsBatch.let_go + quantity), batch_id)


def _change(batch_id: UUID, handed_out: ColumnElement[int], condition: ColumnElement[bool]) -> bool:
    statement = update(GoodsBatch).where(GoodsBatch.id == batch_id, condition)
    return _execute(statement.values(handed_out=handed_out), batch_id)


def _execute(statement: Update, batch_id: UUID) -> bool:
    db.session.flush()
    quiet = statement.execution_options(synchronize_session=False)
    result = cast("CursorResult[Any]", db.session.execute(quiet))
    db.session.get(GoodsBatch, batch_id, populate_existing=True)
    return result.rowcount == 1


@dataclass(frozen=True)
class _Moved:
    client_id: UUID
    move: StockMove
    quantity: int


def _note(actor: Viewer, batch: GoodsBatch, moved: _Moved, reason: str) -> None:
    step = GoodsStep(
        owner=batch,
        client_id=moved.client_id,
        move=moved.move,
        quantity=moved.quantity,
        moved_on=clock.today(),
        account_id=actor.account_id,
        reason=reason,
    )
    db.session.add(step)
    about_batch(Tag.GOODS_MOVE, actor, batch, move=moved.move.value, quantity=moved.quantity)
