"""What a place reports: drafts of texts, chosen figures, and figures signed as they were.

Plain are ids, region codes, days, codes and numbers. What somebody wrote is sealed under the key
of its own row.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.activities.models import Desk
from casework.db.base import Base
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum

_CODE = 64
#: A number as text: exact, and the same on every database.
_NUMBER = 24


class Kind(LabelledEnum):
    """What is written."""

    PRESS = "press", "通稿"
    SUMMARY = "summary", "活动总结"


class SummaryDraft(Scoped, Owner):
    """A text that an office writes around figures; ``region_code`` is the place that it is of."""

    __tablename__ = "summary_draft"
    __owner_kind__ = "record"
    __table_args__ = (Index("ix_summary_draft_region", "region_code", "until_on", "id"),)

    #: Made of the form and its sender: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))
    campaign_code: Mapped[str | None] = mapped_column(String(32))
    first_on: Mapped[date]
    #: The day after the last one.
    until_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(SmallInteger, default=1)

    title = sealed(str, label="summary_draft.title")
    #: Who hands it in (报送单位).
    unit = sealed(str, label="summary_draft.unit", null=True)
    text = sealed(str, label="summary_draft.text")
    #: Code to number, as the text was made of them; to tell what has changed since.
    figures = sealed(dict, label="summary_draft.figures")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SummaryVersion(Scoped, Owned):
    """What a text said before it was written anew; nothing is overwritten."""

    __tablename__ = "summary_version"
    __owned_by__ = "draft_id"
    __owner_kind__ = "record"
    __table_args__ = (UniqueConstraint("draft_id", "n"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("summary_draft.id"))
    n: Mapped[int] = mapped_column(SmallInteger)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    title = sealed(str, label="summary_version.title")
    text = sealed(str, label="summary_version.text")


class FigureSet(Scoped, Owner):
    """Figures that somebody chose to report together; signed, or still a draft."""

    __tablename__ = "figure_set"
    __owner_kind__ = "record"
    __table_args__ = (Index("ix_figure_set_region", "region_code", "until_on", "id"),)

    client_id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    first_on: Mapped[date]
    until_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    title = sealed(str, label="figure_set.title")
    #: Codes of figures, in the order of the list of all.
    codes = sealed(list, label="figure_set.codes")


class SignedFigureSet(Scoped, Owner):
    """A set as it was signed (上报); never changed. A correction is a row of its own, beside it."""

    __tablename__ = "signed_figure_set"
    __owner_kind__ = "record"
    __table_args__ = (
        Index("ix_signed_figure_set_region", "region_code", "signed_at"),
        UniqueConstraint("set_id", "n"),
    )

    set_id: Mapped[UUID] = mapped_column(ForeignKey("figure_set.id"))
    #: 1 for what was signed first, more for its corrections.
    n: Mapped[int] = mapped_column(SmallInteger)
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    first_on: Mapped[date]
    until_on: Mapped[date]
    signed_at: Mapped[datetime]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Over the set, its numbers and their rows.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))

    title = sealed(str, label="signed_figure_set.title")
    #: Why it was corrected.
    reason = sealed(str, label="signed_figure_set.reason", null=True)


class SignedFigureValue(Scoped, Base):
    """A figure of a signed set: its number, and what it meant then."""

    __tablename__ = "signed_figure_value"

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_figure_set.id"), primary_key=True, sort_order=-3
    )
    #: Its place in the set.
    n: Mapped[int] = mapped_column(SmallInteger, primary_key=True, sort_order=-2)
    code: Mapped[str] = mapped_column(String(_CODE))
    #: None for a ratio of nobody.
    number: Mapped[str | None] = mapped_column(String(_NUMBER))
    #: Of a ratio: so many of so many.
    part: Mapped[str | None] = mapped_column(String(_NUMBER))
    base: Mapped[str | None] = mapped_column(String(_NUMBER))
    unit: Mapped[str] = mapped_column(String(8))
    heading: Mapped[str] = mapped_column(String(_CODE))
    #: The definition in the words of that edition.
    meaning: Mapped[str] = mapped_column(Text)
    since: Mapped[str] = mapped_column(String(20))


class SignedFigureEntry(Scoped, Base):
    """A row behind a signed number, as plain as it can be told: no name, and no link but an id."""

    __tablename__ = "signed_figure_entry"
    stays_put = True

    signed_id: Mapped[UUID] = mapped_column(
        ForeignKey("signed_figure_set.id"), primary_key=True, sort_order=-4
    )
    code: Mapped[str] = mapped_column(String(_CODE), primary_key=True, sort_order=-3)
    n: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    #: Where it was counted; the set's own region stands in ``region_code``.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    #: What counts once.
    key: Mapped[str] = mapped_column(String(_CODE))
    on_day: Mapped[date]
    amount: Mapped[str] = mapped_column(String(_NUMBER))
    is_bare: Mapped[bool]
    #: A plain id: the row outlives the file.
    child_id: Mapped[UUID | None]


#: What is never changed and never deleted (``frozen``).
FROZEN = (SignedFigureSet, SignedFigureValue, SignedFigureEntry)
