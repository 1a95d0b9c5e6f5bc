"""Figures that are kept: one row a month, region and part, with every measure as a column."""

from datetime import datetime

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base
from casework.db.scope import Scoped
from casework.db.types import region_code


class Measured:
    """The measures of one cell; visits also by mode. Entries and exits count a child once."""

    in_care: Mapped[int] = mapped_column(default=0)
    visited: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    due: Mapped[int] = mapped_column(default=0)
    overdue: Mapped[int] = mapped_column(default=0)
    first_visits: Mapped[int] = mapped_column(default=0)
    visits: Mapped[int] = mapped_column(default=0)
    visits_home: Mapped[int] = mapped_column(default=0)
    visits_school: Mapped[int] = mapped_column(default=0)
    visits_phone: Mapped[int] = mapped_column(default=0)
    visits_video: Mapped[int] = mapped_column(default=0)
    visits_other: Mapped[int] = mapped_column(default=0)
    entered: Mapped[int] = mapped_column(default=0)
    exited: Mapped[int] = mapped_column(default=0)


class RegionMonth(Scoped, Measured, Base):
    """What a region stood at in a month: a pure function of the records, stored to be read fast."""

    __tablename__ = "region_month"

    #: ``2026-10``
    month: Mapped[str] = mapped_column(String(7), primary_key=True, sort_order=-4)
    #: How many digits tell the region from others of its level: 2, 4, 6, 9 or 12.
    depth: Mapped[int] = mapped_column(SmallInteger, primary_key=True, sort_order=-3)
    region_code: Mapped[str] = mapped_column(region_code(), primary_key=True, sort_order=-2)
    #: A category code, or empty for the whole.
    part: Mapped[str] = mapped_column(String(32), primary_key=True, sort_order=-1)


class CountedMonth(Base):
    """A month whose counters are kept; one that is not here is counted from the records."""

    __tablename__ = "counted_month"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    #: The editions of the practice that it was counted by.
    basis: Mapped[str] = mapped_column(String(80))
    built_at: Mapped[datetime]
    #: Up to when marks have been worked off.
    refreshed_at: Mapped[datetime]
