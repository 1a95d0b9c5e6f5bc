"""Finding standards, accounts, payment files, what was paid and what was said of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from casework.accounts.viewer import Viewer
from casework.allowances.models import (
    AllowanceRemark,
    BatchState,
    PayeeAccount,
    Payment,
    PaymentBatch,
    Standard,
    StrayPayment,
)
from casework.allowances.rules import Rate
from casework.children.models import Child
from casework.children.queries import merged_into, same_place
from casework.clock import Month
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.regions.codes import county_of, pad


def in_reach(viewer: Viewer, model: Any) -> ColumnElement[bool]:
    """Return the condition that a row lies in the viewer's regions."""
    return within(model.region_code, viewer.scope.ranges)


#: The county of those who have no region any more: nothing lies there.
NOWHERE = "000000000000"


def county(viewer: Viewer) -> str:
    """Return the 12 digits of the viewer's county; ``NOWHERE`` for nobody's."""
    return pad(county_of(viewer.regions[0])) if viewer.regions else NOWHERE


def demand_county(viewer: Viewer) -> str:
    """Return the 12 digits of the viewer's county; raise RuleBroken for nobody's."""
    if not viewer.regions:
        raise RuleBroken("您的账号现在没有辖区，请联系管理员。")
    return county(viewer)


# --- standards -------------------------------------------------------------------------------


def standards_of(county_code: str) -> Sequence[Standard]:
    """Return every standard that a county has entered, struck ones too, the newest first."""
    statement = (
        select(Standard)
        .where(Standard.county_code == county_code)
        .order_by(Standard.from_on.desc(), Standard.id.desc())
    )
    return db.session.scalars(statement).all()


def standard(county_code: str, standard_id: UUID) -> Standard:
    """Return one standard of a county; raise NotFound."""
    found = db.session.get(Standard, standard_id)
    if found is None or found.county_code != county_code:
        raise NotFound
    return found


def rates(county_code: str) -> list[Rate]:
    """Return what holds in a county: its own standards, later entries first, and those above."""
    own = [
        Rate(s.kind, s.tier, Month.of(s.from_on), s.amount, s.document)
        for s in standards_of(county_code)
        if s.struck_at is None
    ]
    above = [
        Rate(s.kind, s.tier, s.from_month, s.amount, s.document, is_own=False)
        for s in practice.allowances(county_code).standards
    ]
    return [*own, *above]


# --- accounts --------------------------------------------------------------------------------


def payees_of(child: Child) -> Sequence[PayeeAccount]:
    """Return the accounts that a child's money went to, the newest first."""
    statement = (
        select(PayeeAccount)
        .where(same_place(PayeeAccount, child))
        .order_by(PayeeAccount.since_on.desc(), PayeeAccount.id.desc())
    )
    return db.session.scalars(statement).all()


def payees_in(under: str) -> dict[UUID, PayeeAccount]:
    """Return the account in force of each child under a prefix."""
    statement = (
        select(PayeeAccount)
        .where(within(PayeeAccount.region_code, [under]), PayeeAccount.until_on.is_(None))
        .order_by(PayeeAccount.since_on, PayeeAccount.id)
    )
    return {each.child_id: each for each in db.session.scalars(statement)}


# --- payment files ---------------------------------------------------------------------------


def batches(viewer: Viewer, most: int = 60) -> Sequence[PaymentBatch]:
    """Return the payment files of a county, the newest first; those not taken up left out."""
    statement = (
        select(PaymentBatch)
        .where(in_reach(viewer, PaymentBatch), PaymentBatch.state != BatchState.DROPPED)
        .order_by(PaymentBatch.month_on.desc(), PaymentBatch.id.desc())
    )
    return db.session.scalars(statement.limit(most)).all()


def batch(viewer: Viewer, batch_id: UUID, *, fresh: bool = False) -> PaymentBatch:
    """Return one payment file in reach, ``fresh`` held against others' acts; raise NotFound."""
    statement = select(PaymentBatch).where(
        in_reach(viewer, PaymentBatch), PaymentBatch.id == batch_id
    )
    if fresh:
        statement = statement.with_for_update(of=PaymentBatch)
        statement = statement.execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def batch_like(viewer: Viewer, county_code: str, digest: bytes) -> PaymentBatch | None:
    """Return the file of the same bytes that a county has handed in before and still holds."""
    statement = select(PaymentBatch).where(
        in_reach(viewer, PaymentBatch),
        PaymentBatch.region_code == county_code,
        PaymentBatch.digest == digest,
        PaymentBatch.state != BatchState.DROPPED,
    )
    return db.session.scalars(statement.order_by(PaymentBatch.id)).first()


def confirmed(viewer: Viewer, month: Month) -> Sequence[PaymentBatch]:
    """Return the files of a month that count."""
    statement = select(PaymentBatch).where(
        in_reach(viewer, PaymentBatch),
        PaymentBatch.month_on == month.first,
        PaymentBatch.state == BatchState.CONFIRMED,
    )
    return db.session.scalars(statement.order_by(PaymentBatch.id)).all()


def answering(under: str) -> dict[UUID, UUID]:
    """Return the file that answers for each one that was found to be the same child's."""
    statement = select(Child.id, Child.merged_into_id).where(
        within(Child.region_code, [under]), Child.merged_into_id.is_not(None)
    )
    into = {ended: kept for ended, kept in db.session.execute(statement) if kept}
    found = {}
    for ended, kept in into.items():
        last, seen = kept, {ended}
        while last in into and last not in seen:
            seen.add(last)
            last = into[last]
        found[ended] = last
    return found


def payments_in(under: str, months: Collection[Month]) -> dict[Month, dict[UUID, list[Payment]]]:
    """Return what counts as paid for months under a prefix, by child."""
    days = [month.first for month in months]
    statement = (
        select(Payment)
        .where(within(Payment.region_code, [under]), Payment.month_on.in_(days))
        .where(Payment.is_current)
        .order_by(Payment.month_on, Payment.id)
    )
    found: dict[Month, dict[UUID, list[Payment]]] = {m: defaultdict(list) for m in months}
    kept = answering(under)
    for payment in db.session.scalars(statement):
        child_id = kept.get(payment.child_id, payment.child_id)
        found[Month.of(payment.month_on)][child_id].append(payment)
    return found


def payments_of(viewer: Viewer, child: Child, most: int = 12) -> Sequence[Payment]:
    """Return what was last paid for a child, as far as the viewer's regions paid it."""
    ids = [child.id, *(each.id for each in merged_into(viewer, child))]
    statement = (
        select(Payment)
        .where(in_reach(viewer, Payment), Payment.child_id.in_(ids), Payment.is_current)
        .order_by(Payment.month_on.desc(), Payment.id.desc())
    )
    return db.session.scalars(statement.limit(most)).all()


def strays_in(viewer: Viewer, month: Month) -> Sequence[StrayPayment]:
    """Return the rows of a month that match nobody; a county's alone."""
    statement = select(StrayPayment).where(
        in_reach(viewer, StrayPayment),
        StrayPayment.month_on == month.first,
        StrayPayment.is_current,
    )
    return db.session.scalars(statement.order_by(StrayPayment.batch_id, StrayPayment.line)).all()


def strays_of(found: PaymentBatch) -> Sequence[StrayPayment]:
    """Return the rows of a file that match nobody."""
    statement = select(StrayPayment).where(
        StrayPayment.batch_id == found.id, StrayPayment.region_code == found.region_code
    )
    return db.session.scalars(statement.order_by(StrayPayment.line)).all()


def stray(viewer: Viewer, stray_id: UUID) -> StrayPayment:
    """Return one row that matches nobody; raise NotFound."""
    statement = select(StrayPayment).where(
        in_reach(viewer, StrayPayment), StrayPayment.id == stray_id
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def remarks_in(under: str, month: Month) -> dict[tuple[UUID, str], AllowanceRemark]:
    """Return what was last said of each difference of a month, by child and finding."""
    statement = (
        select(AllowanceRemark)
        .where(within(AllowanceRemark.region_code, [under]))
        .where(AllowanceRemark.month_on == month.first)
        .order_by(AllowanceRemark.created_at, AllowanceRemark.id)
    )
    kept, remarks = answering(under), db.session.scalars(statement)
    return {
        (kept.get(each.child_id, each.child_id), str(each.said["finding"])): each
        for each in remarks
    }


def amounts(payments: Iterable[Payment]) -> list[Decimal]:
    """Return what payments amount to, in yuan."""
    return [Decimal(payment.amount) for payment in payments]


def children_by_id(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Child]:
    """Return children in reach, by id."""
    under = within(Child.region_code, viewer.scope.ranges)
    statement = select(Child).where(under, Child.id.in_(ids))
    return {child.id: child for child in db.session.scalars(statement)}
