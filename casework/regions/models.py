"""The tree of regions, with what became of those that were merged."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base
from casework.db.types import enum_column, region_code
from casework.regions.codes import Level


class Region(Base):
    """A region of any level; codes are never used again for another one."""

    __tablename__ = "region"
    __table_args__ = (Index("ix_region_parent_code", "parent_code", "code"),)

    code: Mapped[str] = mapped_column(region_code(), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[Level] = mapped_column(enum_column(Level, "level"))
    parent_code: Mapped[str | None] = mapped_column(region_code())
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    #: The region that took over.
    replaced_by: Mapped[str | None] = mapped_column(region_code())
