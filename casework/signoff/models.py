"""A signed month: its figures and rows as they were, and what was corrected afterwards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.counting.models import Measured
from casework.db.base import Base, Row
from casework.db.scope import Scoped
from casework.db.types import region_code


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
