"""A transfer: one row that the sending and the receiving side both see."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class TransferState(LabelledEnum):
    """What has become of a transfer."""

    WAITING = "waiting", "等待接收"
    ACCEPTED = "accepted", "已接收"
    REFUSED = "refused", "未接收"
    WITHDRAWN = "withdrawn", "已撤回"
    OUTSIDE = "outside", "已迁往系统外"


class Transfer(Scoped, Owned):
    """A child on the way from one county to another; until accepted it is the sender's.

    ``region_code`` is where it was sent from and never follows the child. What the receiving side
    is shown before it decides stands here as it was when it was sent: it never opens the file.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index("ix_transfer_child", "child_id"),
        Index("ix_transfer_from", "region_code", "state", "id"),
        Index("ix_transfer_to", "to_region_code", "state", "id"),
        Index(
            "uq_transfer_waiting",
            "child_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    also_in = ("to_region_code",)
    stays_put = True

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: A county, a township or a village; None for a place that the system does not reach.
    to_region_code: Mapped[str | None] = mapped_column(region_code())
    state: Mapped[TransferState] = mapped_column(enum_column(TransferState, "state"))
    #: When the family moved, as the sender was told; counts go by the day of acceptance.
    moved_on: Mapped[date]
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    case_number: Mapped[str] = mapped_column(String(12))
    sex: Mapped[str] = mapped_column(String(1))
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    category_mask: Mapped[int]

    #: The sender's own words; the receiving side is never shown them.
    reason = sealed(str, label="transfer.reason")
    #: What the sender wrote for the receiving side.
    note = sealed(str, label="transfer.note", null=True)
    #: Why it was refused or withdrawn.
    answer = sealed(str, label="transfer.answer", null=True)
    #: For a place outside: where, by what letter it was confirmed, and when.
    place = sealed(str, label="transfer.place", null=True)
    letter = sealed(str, label="transfer.letter", null=True)
    confirmed_on = sealed(date, label="transfer.confirmed_on", null=True)
