"""Payment files of finance offices and banks: tried, confirmed, corrected by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.matching_rows import Matched, match
from casework.allowances.models import BatchState, Payment, PaymentBatch, StrayPayment
from casework.allowances.payment_rows import PaidRow, account_digits, amount_in, read_payments
from casework.allowances.rules import total
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.regions.codes import prefix

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Trial:
    """What taking a file up would do."""

    matched: Sequence[Matched]

    @cached_property
    def counting(self) -> list[Matched]:
        """Rows that count for a child."""
        return [each for each in self.matched if each.why is None]

    @cached_property
    def strays(self) -> list[Matched]:
        """Rows that count for nobody."""
        return [each for each in self.matched if each.why is not None]

    @cached_property
    def sum(self) -> Decimal:
        """What the counting rows amount to."""
        return total(each.row.amount for each in self.counting)


def try_file(*, actor: Viewer, month: Month, filename: str, content: bytes) -> PaymentBatch:
    """Keep a file and say what it holds; nothing is booked yet.

    The same bytes again are the batch that is there already. Raises SheetRefused or RuleBroken
    for a file that cannot be read.
    """
    county = queries.demand_county(actor)
    digest = keyring().digest("payment_batch", content.hex())
    known = queries.batch_like(actor, county, digest)
    if known is not None:
        return known
    rows = read_payments(content, filename, practice.allowances(county), month)
    batch = PaymentBatch(
        region_code=county,
        month_on=month.first,
        state=BatchState.TRIED,
        uploaded_by=actor.account_id,
        digest=digest,
        rows=len(rows),
        filename=filename[-_LONGEST_NAME:],
        content=content,
        read=[row.packed() for row in rows],
    )
    try:
        with db.session.begin_nested():
            db.session.add(batch)
    except IntegrityError:  # somebody handed the same file in at the same moment
        return queries.batch_like(actor, county, digest) or batch
    _note(Tag.ALLOWANCE_UPLOAD, actor, batch, rows=len(rows))
    return batch


def trial(actor: Viewer, batch: PaymentBatch) -> Trial:
    """Return whose each row of a kept file is, as of now."""
    rows = [PaidRow.unpacked(kept) for kept in batch.read or ()]
    return Trial(match(actor, prefix(batch.region_code), rows))


def confirm(*, actor: Viewer, batch_id: UUID, replaces_id: UUID | None = None) -> PaymentBatch:
    """Book a file: rows of children, and rows about nobody, each once; twice is once.

    With ``replaces_id`` it is the corrected edition of another file, which counts no longer.
    """
    batch = queries.batch(actor, batch_id, fresh=True)
    if batch.state is not BatchState.TRIED:
        return batch
    if replaces_id is not None:
        _replace(actor, batch, replaces_id)
    tried = trial(actor, batch)
    for each in tried.counting:
        db.session.add(_payment(batch, each))
    for each in tried.strays:
        db.session.add(_stray(batch, each))
    batch.state, batch.read = BatchState.CONFIRMED, None
    batch.matched = len(tried.counting)
    batch.confirmed_by, batch.confirmed_at = actor.account_id, clock.now()
    db.session.flush()
    seen = [each.child.id for each in tried.counting if each.child]
    _note(Tag.ALLOWANCE_CONFIRM, actor, batch, seen=seen, matched=batch.matched)
    return batch


def drop(*, actor: Viewer, batch_id: UUID) -> None:
    """Not take a tried file up; what it held is forgotten."""
    batch = queries.batch(actor, batch_id, fresh=True)
    if batch.state is not BatchState.TRIED:
        raise RuleBroken("这份文件已经记账，不能放弃；有错的，请上传更正后的文件。")
    batch.state = BatchState.DROPPED
    batch.content = batch.read = None
    _note(Tag.ALLOWANCE_DROP, actor, batch)


def assign(*, actor: Viewer, stray_id: UUID, case_number: str) -> Payment:
    """Say which child a row about nobody is about."""
    stray = queries.stray(actor, stray_id)
    child = children.by_case_number(actor, case_number.strip().upper())
    if child is None:
        raise RuleBroken("辖区里没有这个编号的档案，请核对。", "case_number")
    amount = amount_in(stray.cells)
    if stray.why == "failed" or amount == 0:
        raise RuleBroken("这一行没有发成功，或者金额看不懂，不能算给孩子。", "case_number")
    if not stray.is_current:
        raise RuleBroken("这一行已经处理，请刷新页面。")
    cells = stray.cells
    payment = Payment(
        owner=child,
        region_code=child.region_code,
        batch_id=stray.batch_id,
        line=stray.line,
        month_on=stray.month_on,
        kind=practice.allowances(child.region_code).kind_named(cells.get("kind", "")),
        amount=str(amount),
        holder=cells.get("holder"),
        number=account_digits(cells["account"]) if "account" in cells else None,
        bank=cells.get("bank"),
    )
    db.session.add(payment)
    stray.is_current = False
    db.session.flush()
    record(
        Tag.ALLOWANCE_ASSIGN,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=stray.id,
    )
    return payment


def _replace(actor: Viewer, batch: PaymentBatch, replaces_id: UUID) -> None:
    earlier = queries.batch(actor, replaces_id, fresh=True)
    same = (earlier.region_code, earlier.month_on) == (batch.region_code, batch.month_on)
    if earlier.state is not BatchState.CONFIRMED or not same:
        raise RuleBroken("要更正的文件已经变了，请刷新页面重新选择。", "replaces")
    earlier.state = BatchState.REPLACED
    batch.replaces_id, batch.version_number = earlier.id, earlier.version_number + 1
    for model, place in (
        (Payment, queries.in_reach(actor, Payment)),
        (StrayPayment, queries.in_reach(actor, StrayPayment)),
    ):
        statement = update(model).where(place, model.batch_id == earlier.id)
        quiet = statement.execution_options(synchronize_session=False)
        db.session.execute(quiet.values(is_current=False))


def _payment(batch: PaymentBatch, matched: Matched) -> Payment:
    row, child = matched.row, matched.child
    assert isinstance(child, Child)  # noqa: S101 - only rows that count come here
    return Payment(
        owner=child,
        region_code=child.region_code,
        batch_id=batch.id,
        line=row.line,
        month_on=row.month.first,
        paid_on=row.paid_on,
        kind=row.kind,
        amount=str(row.amount),
        holder=row.holder,
        number=row.number,
        bank=row.bank,
    )


def _stray(batch: PaymentBatch, matched: Matched) -> StrayPayment:
    return StrayPayment(
        owner=batch,
        region_code=batch.region_code,
        line=matched.row.line,
        month_on=matched.row.month.first,
        cells=dict(matched.row.cells),
        why=matched.why or "nobody",
    )


def _note(
    tag: Tag, actor: Viewer, batch: PaymentBatch, seen: Sequence[UUID] = (), **facts: Any
) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=batch.region_code,
        subject_id=batch.id,
        seen=seen,
        month=str(Month.of(batch.month_on)),
        **facts,
    )
