"""The practice as dated rows: an edition stays readable after the next one has come."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.types import region_code


class PracticeRow(Row):
    """One edition of one table of practice; nothing in it concerns a person.

    Rows are never changed but for their end. The table is not scoped: everybody works by it.
    """

    __tablename__ = "practice"
    __table_args__ = (
        UniqueConstraint("kind", "region", "version"),
        Index("ix_practice_kind", "kind", "region", "valid_from"),
    )

    #: categories, conditions, visit_rules, visit_form, holidays, header_synonyms, codes.<name>
    kind: Mapped[str] = mapped_column(String(40))
    #: Prefix of the region that sets it otherwise; empty for the nation.
    region: Mapped[str] = mapped_column(region_code(), default="")
    version: Mapped[str] = mapped_column(String(20))
    #: Half-open, in Shanghai dates: ``[valid_from, valid_until)``.
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    body: Mapped[dict[str, Any]]
    #: SHA-256 of the body, to tell whether a file has changed.
    digest: Mapped[str] = mapped_column(String(64))
