"""A region and its life: codes change, history keeps the old ones."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base
from casework.db.types import enum_column, region_code
from casework.regions.codes import Level


class Region(Base):
    """A place of administration. Public knowledge: not scoped, nothing sealed."""

    __tablename__ = "region"
    __table_args__ = (Index("ix_region_parent_code", "parent_code", "code"),)

    #: 统计用区划代码, twelve digits; never used again for another place.
    code: Mapped[str] = mapped_column(region_code(), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[Level] = mapped_column(enum_column(Level, "level"))
    parent_code: Mapped[str | None] = mapped_column(region_code(), ForeignKey("region.code"))
    #: Half-open: ``[valid_from, valid_until)``.
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    #: The code that took its place.
    replaced_by: Mapped[str | None] = mapped_column(region_code())
