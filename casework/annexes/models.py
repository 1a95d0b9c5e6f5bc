"""What is said of a form beside the records, and the form as it was signed.

A signed form is never changed: signing again is a correction, with a reason, and the form before
stays. Its numbers are plain, with the rows that each one counts, as ids; what is printed beside
them (what was held, who held it, why a number was changed) is sealed under the form's own key.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.assistance.amounts import Hundredths
from casework.db.base import Base
from casework.db.scope import Scoped
from casework.db.sealed import Owner, sealed
from casework.db.types import region_code

_CAMPAIGN, _ANNEX, _CELL, _VERSION = 32, 8, 64, 20


class AnnexOverride(Scoped, Owner):
    """That a cell says another number than the records; the newest row of a cell holds."""

    __tablename__ = "annex_override"
    __owner_kind__ = "record"
    __table_args__ = (
        Index("ix_annex_override_form", "region_code", "campaign_code", "annex", "id"),
    )

    #: Made of the form and its sender: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    campaign_code: Mapped[str] = mapped_column(String(_CAMPAIGN))
    annex: Mapped[str] = mapped_column(String(_ANNEX))
    cell: Mapped[str] = mapped_column(String(_CELL))
    #: None: the number of the records again.
    number: Mapped[Decimal | None] = mapped_column(Hundredths())
    #: What the records came to on that day; None where they said nothing.
    computed: Mapped[Decimal | None] = mapped_column(Hundredths())
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    reason = sealed(str, label="annex_override.reason")


class SignedAnnex(Scoped, Owner):
    """A region's form, signed (上报): ``n`` is 1, a correction 2 and so on."""

    __tablename__ = "signed_annex"
    __owner_kind__ = "record"
    __table_args__ = (UniqueConstraint("region_code", "campaign_code", "annex", "n"),)

    client_id: Mapped[UUID] = mapped_column(unique=True)
    campaign_code: Mapped[str] = mapped_column(String(_CAMPAIGN))
    annex: Mapped[str] = mapped_column(String(_ANNEX))
    n: Mapped[int] = mapped_column(SmallInteger)
    signed_at: Mapped[datetime]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The edition of the rules that count, and of the campaign.
    rules_version: Mapped[str] = mapped_column(String(_VERSION))
    campaign_version: Mapped[str] = mapped_column(String(_VERSION))
    #: Over the form, its cells and the rows of each, in their order.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))

    #: Title, place and note, the words of each row, and why numbers were overridden.
    document = sealed(dict, label="signed_annex.document")
    #: Why it was signed anew; None of the first.
    reason = sealed(str, label="signed_annex.reason", null=True)


class SignedAnnexCell(Scoped, Base):
    """One number of a signed form: what the records came to, and what the form says."""

    __tablename__ = "signed_annex_cell"
    stays_put = True

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_annex.id"), primary_key=True, sort_order=-3
    )
    cell: Mapped[str] = mapped_column(String(_CELL), primary_key=True, sort_order=-2)
    computed: Mapped[Decimal | None] = mapped_column(Hundredths())
    shown: Mapped[Decimal | None] = mapped_column(Hundredths())


class SignedAnnexEntry(Scoped, Base):
    """One row that a signed number counts: plain ids, which outlive what they point to.

    ``region_code`` is whose form it is.
    """

    __tablename__ = "signed_annex_entry"
    stays_put = True

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_annex.id"), primary_key=True, sort_order=-4
    )
    cell: Mapped[str] = mapped_column(String(_CELL), primary_key=True, sort_order=-3)
    #: Its place in the list of the cell, from 1.
    n: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    #: What counts once: the id of a volunteer, a child, an activity, a line; a place's code.
    key: Mapped[str] = mapped_column(String(_CELL))
    #: Where it was.
    place_code: Mapped[str] = mapped_column(region_code())
    on_day: Mapped[date]
    #: What it adds where numbers are added.
    amount: Mapped[Decimal] = mapped_column(Hundredths())
    #: Whether it is a number of people or places without names.
    is_bare: Mapped[bool]
    #: The activity, pairing, report or giving that it comes from.
    source_id: Mapped[UUID | None]


#: What is never changed and never deleted (``frozen``).
FROZEN = (SignedAnnex, SignedAnnexCell, SignedAnnexEntry)
