"""The month's end: what is confirmed, what is signed as it was, what is corrected afterwards."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from casework.counting.models import Measured
from casework.db.base import Base, Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.visits.models import Mode


class SignedMonth(Scoped, Row):
    """A county's month, signed; it is never changed and never taken back, only corrected."""

    __tablename__ = "signed_month"
    __table_args__ = (UniqueConstraint("region_code", "month"),)

    #: ``2026-10``; ``region_code`` is the county.
    month: Mapped[str] = mapped_column(String(7))
    signed_at: Mapped[datetime]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    categories_version: Mapped[str] = mapped_column(String(20))
    rules_version: Mapped[str] = mapped_column(String(20))
    #: Over the figures and rows in their order.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: When the last correction was made; those who get totals learn only that there is one.
    corrected_at: Mapped[datetime | None]


class SignedFigure(Scoped, Measured, Base):
    """What a region of the county stood at when the month was signed."""

    __tablename__ = "signed_figure"

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_month.id"), primary_key=True, sort_order=-4
    )
    #: 6 (county), 9 (township) or 12 (village) digits.
    depth: Mapped[int] = mapped_column(SmallInteger, primary_key=True, sort_order=-3)
    region_code: Mapped[str] = mapped_column(region_code(), primary_key=True, sort_order=-2)
    #: A category code, or empty for the whole.
    part: Mapped[str] = mapped_column(String(32), primary_key=True, sort_order=-1)


class SignedChild(Scoped, Base):
    """A child as it was counted in a place: in care there, entered, left or visited.

    A plain id: the row outlives the file, and the case number stands where no name may.
    """

    __tablename__ = "signed_child"
    stays_put = True

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_month.id"), primary_key=True, sort_order=-3
    )
    region_code: Mapped[str] = mapped_column(region_code(), primary_key=True, sort_order=-2)
    child_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    case_number: Mapped[str] = mapped_column(String(12))
    in_care: Mapped[bool]
    #: The bits of the categories counted.
    categories: Mapped[int]
    #: 1 low to 4 high, of a child in care.
    risk: Mapped[int | None] = mapped_column(SmallInteger)
    visited: Mapped[bool]
    reached: Mapped[bool]
    due: Mapped[bool]
    overdue: Mapped[bool]
    first_visit: Mapped[bool]
    entered: Mapped[bool]
    exited: Mapped[bool]
    #: Why a child in care was not visited: a code (``reasons``).
    reason: Mapped[str | None] = mapped_column(String(24))


class SignedVisit(Scoped, Base):
    """A valid visit of the month as it stood: what it said is its version, kept elsewhere."""

    __tablename__ = "signed_visit"
    stays_put = True

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_month.id"), primary_key=True, sort_order=-3
    )
    region_code: Mapped[str] = mapped_column(region_code(), primary_key=True, sort_order=-2)
    visit_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    child_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(SmallInteger)
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, "mode"))
    visited_on: Mapped[date]
    #: Whether it counts in this county; else it was made elsewhere, to a child in care here.
    is_counted: Mapped[bool]


class SignedGap(Scoped, Owner):
    """A township that had not confirmed when the county signed, and why."""

    __tablename__ = "signed_gap"
    __owner_kind__ = "record"
    __table_args__ = (UniqueConstraint("signed_id", "region_code"),)

    signed_id: Mapped[UUID] = mapped_column(ForeignKey("signed_month.id"))

    reason = sealed(str, label="signed_gap.reason")


class MonthConfirmation(Scoped, Row):
    """A township says that its month is complete; it may take that back until the county signs."""

    __tablename__ = "month_confirmation"
    __table_args__ = (
        Index(
            "uq_month_confirmation_open",
            "region_code",
            "month",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    #: ``region_code`` is the township.
    month: Mapped[str] = mapped_column(String(7))
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    #: What each child stood at, to tell what has changed since (``rules.fingerprints``).
    fingerprints: Mapped[bytes] = mapped_column(LargeBinary)


class UnvisitedReason(Scoped, Owned):
    """Why a child in care was not visited in a month; said anew, the newest one holds."""

    __tablename__ = "unvisited_reason"
    __table_args__ = (Index("ix_unvisited_reason_child", "child_id", "month"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    month: Mapped[str] = mapped_column(String(7))
    #: Of the code list ``unvisited_reason``.
    code: Mapped[str] = mapped_column(String(24))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    note = sealed(str, label="unvisited_reason.note", null=True)


class MonthCorrection(Scoped, Owner):
    """What the county says of a signed month afterwards; the signed figures stay as they are."""

    __tablename__ = "month_correction"
    __owner_kind__ = "record"
    __table_args__ = (Index("ix_month_correction_signed", "signed_id", "corrected_at"),)

    signed_id: Mapped[UUID] = mapped_column(ForeignKey("signed_month.id"))
    corrected_at: Mapped[datetime]
    corrected_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Over the correction and its figures, and the month that it is of.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))

    reason = sealed(str, label="month_correction.reason")


class CorrectedFigure(Scoped, Base):
    """One figure that a correction states: from what to what."""

    __tablename__ = "corrected_figure"

    correction_id: Mapped[UUID] = mapped_column(
        ForeignKey("month_correction.id"), primary_key=True, sort_order=-5
    )
    depth: Mapped[int] = mapped_column(SmallInteger, primary_key=True, sort_order=-4)
    region_code: Mapped[str] = mapped_column(region_code(), primary_key=True, sort_order=-3)
    #: A measure with its part: the columns of ``SignedFigure``.
    part: Mapped[str] = mapped_column(String(32), primary_key=True, sort_order=-2)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True, sort_order=-1)
    old: Mapped[int]
    new: Mapped[int]


#: What is never changed and never deleted (``frozen``); of a month, only when it was corrected.
FROZEN = (
    SignedMonth,
    SignedFigure,
    SignedChild,
    SignedVisit,
    SignedGap,
    MonthCorrection,
    CorrectedFigure,
)
