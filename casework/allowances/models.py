"""Standards of a county, accounts that money goes to, what was paid, what was said of differences.

Plain are ids, regions, months, dates of acts and states; kind, amount, bank and names are sealed:
a sum of money tells the category. Payments stay in the county that paid them.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Standard(Row):
    """What a county pays for each child and month from a month on; never overwritten.

    Not scoped: townships read what their county has set. It says nothing of anybody.
    """

    __tablename__ = "allowance_standard"
    __table_args__ = (Index("ix_allowance_standard_county", "county_code", "from_on"),)

    county_code: Mapped[str] = mapped_column(region_code())
    #: Code of the kind, and of the tier (分散、集中), in the practice.
    kind: Mapped[str] = mapped_column(String(32))
    tier: Mapped[str] = mapped_column(String(16))
    #: The first day of the month from which it holds.
    from_on: Mapped[date]
    #: Yuan.
    amount: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    #: 文号 of the paper that sets it.
    document: Mapped[str] = mapped_column(String(100))
    source: Mapped[str | None] = mapped_column(String(200))
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Entered by mistake: who said so, when and why.
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    strike_reason: Mapped[str | None] = mapped_column(String(200))


class PayeeAccount(Scoped, Owned):
    """The bank account that a child's money goes to, in a term; a new one ends the one before."""

    __tablename__ = "payee_account"
    follows_merge = True
    __table_args__ = (Index("ix_payee_account_child", "child_id", "since_on"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    bank = sealed(str, label="payee_account.bank", null=True)
    number = sealed(str, label="payee_account.number")
    holder = sealed(str, label="payee_account.holder")
    #: GB/T 4761, what the holder is to the child; ``org_institution`` for a home's own account.
    relation = sealed(str, label="payee_account.relation", null=True)


class BatchState(LabelledEnum):
    """What has become of a payment file."""

    TRIED = "tried", "已试算，等确认"
    CONFIRMED = "confirmed", "已记账"
    REPLACED = "replaced", "已被更正"
    DROPPED = "dropped", "没有采用"


class PaymentBatch(Scoped, Owner):
    """One payment file of a finance office or a bank; its region is the county's."""

    __tablename__ = "payment_batch"
    __owner_kind__ = "payment_batch"
    __table_args__ = (
        Index("ix_payment_batch_region", "region_code", "month_on"),
        Index(
            "uq_payment_batch_file",
            "region_code",
            "digest",
            unique=True,
            sqlite_where=text("state <> 'dropped'"),
            postgresql_where=text("state <> 'dropped'"),
        ),
    )

    #: The first day of the month that it pays, unless a row says another.
    month_on: Mapped[date]
    state: Mapped[BatchState] = mapped_column(enum_column(BatchState, "state"))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    #: Which version of the month's file it is, and the batch that it corrects.
    version_number: Mapped[int] = mapped_column(SmallInteger, default=1)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment_batch.id"))
    #: Keyed digest of the bytes: the same file is known again.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    rows: Mapped[int] = mapped_column(default=0)
    matched: Mapped[int] = mapped_column(default=0)

    filename = sealed(str, label="payment_batch.filename")
    content = sealed(bytes, label="payment_batch.content", null=True)
    #: Its rows as they were read (``payment_rows.PaidRow``).
    read = sealed(list, label="payment_batch.read", null=True)


class Payment(Scoped, Owned):
    """One row of a payment file that is about a child; a repayment has a negative amount.

    The region is the child's village at the time; the county that paid keeps it. After two files
    have become one it counts for the one that is kept (``queries.answering``).
    """

    __tablename__ = "payment"
    stays_put = True
    __table_args__ = (
        UniqueConstraint("batch_id", "line"),
        Index("ix_payment_child", "child_id", "month_on"),
        Index("ix_payment_region", "region_code", "month_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("payment_batch.id"))
    #: The row in the file.
    line: Mapped[int]
    month_on: Mapped[date]
    paid_on: Mapped[date | None]
    #: Whether it counts: not once its file was corrected by another.
    is_current: Mapped[bool] = mapped_column(default=True)

    #: Code of the kind; None where the file does not say.
    kind = sealed(str, label="payment.kind", null=True)
    #: Yuan as it is written: ``1350.00``.
    amount = sealed(str, label="payment.amount")
    holder = sealed(str, label="payment.holder", null=True)
    number = sealed(str, label="payment.number", null=True)
    bank = sealed(str, label="payment.bank", null=True)


class StrayPayment(Scoped, Owned):
    """A row of a payment file that matches no child: kept whole, under the file's own key."""

    __tablename__ = "stray_payment"
    __owned_by__ = "batch_id"
    __owner_kind__ = "payment_batch"
    __table_args__ = (
        UniqueConstraint("batch_id", "line"),
        Index("ix_stray_payment_region", "region_code", "month_on"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("payment_batch.id"))
    line: Mapped[int]
    month_on: Mapped[date]
    is_current: Mapped[bool] = mapped_column(default=True)
    explained_at: Mapped[datetime | None]
    explained_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: Field code to text as the file has it.
    cells = sealed(dict, label="stray_payment.cells")
    #: Why nobody was found: a code.
    why = sealed(str, label="stray_payment.why")
    #: {"code": …, "words": …}
    explanation = sealed(dict, label="stray_payment.explanation", null=True)


class AllowanceRemark(Scoped, Owned):
    """What somebody found out about a difference of a child's month; the newest one holds."""

    __tablename__ = "allowance_remark"
    stays_put = True
    __table_args__ = (
        Index("ix_allowance_remark_child", "child_id"),
        Index("ix_allowance_remark_region", "region_code", "month_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    month_on: Mapped[date]
    explained_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: {"finding": …, "code": …, "words": …}
    said = sealed(dict, label="allowance_remark.said")
