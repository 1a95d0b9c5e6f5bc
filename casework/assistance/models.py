"""What was given: a line for each child, a line for those who are only counted; and the stock.

An act of giving is the lines that share an ``act_id``; it has no row of its own. So a line goes
with its child when the child moves or two files become one, and nobody needs a row beyond her
reach to understand it. What was given to named children and what was given to a number of people
are different lines: no sum counts anything twice.

Plain are ids, regions, days, the mode, the source, unit, quantity and value. What a thing is, which
help it was and from whom is sealed: of a child's line under the child's key.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.assistance.amounts import Hundredths
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum

_CODE = 24


class Mode(LabelledEnum):
    """捐赠（助）方式: exactly these three (附件2)."""

    CASH = "cash", "资金"
    GOODS = "goods", "物资"
    OTHER = "other", "其他"


class Desk(LabelledEnum):
    """Whose ledger a count without names is in."""

    CIVIL = "civil", "民政"
    WOMENS_FED = "womens_fed", "妇联"


class Act(LabelledEnum):
    """What was done with a line after it was written."""

    CORRECT = "correct", "更正"
    WITHDRAW = "withdraw", "撤销"
    CHECK = "check", "核对"


class Doubt(LabelledEnum):
    """Why a line is put up for checking; it counts all the same."""

    #: Handed out when the batch had no more by its count.
    OVER = "over", "超出库存"
    #: The day that a phone told cannot be.
    DAY = "day", "日期存疑"


class StockMove(LabelledEnum):
    """What became of goods that were not handed out, or were miscounted."""

    RETURNED = "returned", "退回"
    WRITTEN_OFF = "written_off", "报损"
    RECOUNTED = "recounted", "清点补记"


class _Given:
    """What every line says in plain columns."""

    #: The lines of one giving; for goods handed out from a batch, the batch.
    act_id: Mapped[UUID]
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, "mode"))
    #: 财政, 慈善 …: a code of ``aid_source``.
    source: Mapped[str] = mapped_column(String(_CODE))
    #: A code of ``aid_unit``; None where nothing is counted.
    unit: Mapped[str | None] = mapped_column(String(_CODE))
    quantity: Mapped[Decimal | None] = mapped_column(Hundredths())
    #: In 元; None where nobody knows it.
    value: Mapped[Decimal | None] = mapped_column(Hundredths())
    given_on: Mapped[date]
    #: Whether it is monthly support by a standard, which is no single help (临时帮扶).
    is_regular: Mapped[bool] = mapped_column(default=False)
    #: The activity or campaign that it belongs to.
    activity_id: Mapped[UUID | None]
    withdrawn_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(SmallInteger, default=1)


class AidShare(_Given, Scoped, Owned):
    """What one child received."""

    __tablename__ = "aid_share"
    follows_merge = True
    __table_args__ = (
        Index("ix_aid_share_child", "child_id", "given_on"),
        Index("ix_aid_share_counted", "counted_region_code", "given_on", "id"),
        Index("ix_aid_share_act", "act_id", "region_code"),
        Index("ix_aid_share_activity", "activity_id"),
        # Nobody gets the same twice; the file of that day, for files may become one.
        Index(
            "uq_aid_share_standing",
            "act_id",
            "for_child_id",
            unique=True,
            sqlite_where=text("withdrawn_on IS NULL"),
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The file that it was written into.
    for_child_id: Mapped[UUID]
    #: The region at the time of the act: a move never changes the past.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    #: Made by the form or the phone: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("goods_batch.id"))
    #: The need that it answers.
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: When somebody acknowledged it; None as long as nobody has.
    received_on: Mapped[date | None]
    #: Put up for checking; None when there is nothing to check.
    doubt: Mapped[Doubt | None] = mapped_column(enum_column(Doubt, "doubt"))

    #: A code of ``aid_kind``: medical, rehab … say what a child suffers.
    kind = sealed(str, label="aid_share.kind")
    item = sealed(str, label="aid_share.item")
    giver = sealed(str, label="aid_share.giver", null=True)
    note = sealed(str, label="aid_share.note", null=True)
    #: Who acknowledged it.
    received_by = sealed(str, label="aid_share.received_by", null=True)


class AidChange(Scoped, Owned):
    """What a child's line said before, what it says since, who changed it and why."""

    __tablename__ = "aid_change"
    follows_merge = True
    __table_args__ = (
        Index("ix_aid_change_share", "share_id", "n"),
        Index("ix_aid_change_child", "child_id"),
    )

    share_id: Mapped[UUID] = mapped_column(ForeignKey("aid_share.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The version that it made.
    n: Mapped[int] = mapped_column(SmallInteger)
    act: Mapped[Act] = mapped_column(enum_column(Act, "act"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: Field to value, of those that changed.
    before = sealed(dict, label="aid_change.before")
    after = sealed(dict, label="aid_change.after")
    reason = sealed(str, label="aid_change.reason")


class AidGroup(_Given, Scoped, Owner):
    """What a number of people received of whom nobody wrote the names down.

    Its ``region_code`` is the place that it was given in, as narrow as the office said.
    """

    __tablename__ = "aid_group"
    __owner_kind__ = "aid_group"
    __table_args__ = (
        Index("ix_aid_group_region", "region_code", "given_on", "id"),
        Index("ix_aid_group_act", "act_id", "region_code"),
        Index("ix_aid_group_activity", "activity_id"),
    )

    #: The UUID of the form: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: How many children (人) and how many households (户): bare counts.
    children: Mapped[int] = mapped_column(default=0)
    households: Mapped[int] = mapped_column(default=0)

    kind = sealed(str, label="aid_group.kind")
    item = sealed(str, label="aid_group.item")
    giver = sealed(str, label="aid_group.giver", null=True)
    note = sealed(str, label="aid_group.note", null=True)
    #: Who they were, in words: a school, a village.
    whom = sealed(str, label="aid_group.whom", null=True)


class AidGroupChange(Scoped, Owned):
    """The same as ``AidChange``, of a line that only counts."""

    __tablename__ = "aid_group_change"
    __owned_by__ = "group_id"
    __owner_kind__ = "aid_group"
    __table_args__ = (Index("ix_aid_group_change_group", "group_id", "n"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("aid_group.id"))
    n: Mapped[int] = mapped_column(SmallInteger)
    act: Mapped[Act] = mapped_column(enum_column(Act, "act"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    before = sealed(dict, label="aid_group_change.before")
    after = sealed(dict, label="aid_group_change.after")
    reason = sealed(str, label="aid_group_change.reason")


class GoodsBatch(Owner):
    """Goods that came in at one event and are handed out.

    Not bound to the reach of a session: a village hands out what its township or county keeps. It
    tells nothing of any child.
    """

    __tablename__ = "goods_batch"
    __owner_kind__ = "goods_batch"
    __table_args__ = (Index("ix_goods_batch_place", "place_code", "came_on", "id"),)

    #: The UUID of the form: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    #: Where it is kept; everybody within may hand out.
    place_code: Mapped[str] = mapped_column(region_code())
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    source: Mapped[str] = mapped_column(String(_CODE))
    unit: Mapped[str] = mapped_column(String(_CODE))
    #: How much came in, by the last count.
    quantity: Mapped[int]
    #: How much each child gets.
    each: Mapped[int] = mapped_column(SmallInteger, default=1)
    #: Handed out, and gone otherwise; changed only with a condition in the statement.
    handed_out: Mapped[int] = mapped_column(default=0)
    let_go: Mapped[int] = mapped_column(default=0)
    #: 元 a piece.
    value: Mapped[Decimal | None] = mapped_column(Hundredths())
    #: The day of the event.
    came_on: Mapped[date]
    activity_id: Mapped[UUID | None]

    item = sealed(str, label="goods_batch.item")
    event = sealed(str, label="goods_batch.event", null=True)
    giver = sealed(str, label="goods_batch.giver", null=True)

    @property
    def rest(self) -> int:
        """How much is still there."""
        return self.quantity - self.handed_out - self.let_go


class GoodsStep(Owned):
    """Goods that went back, were lost, or were found when they were counted anew."""

    __tablename__ = "goods_step"
    __owned_by__ = "batch_id"
    __owner_kind__ = "goods_batch"
    __table_args__ = (Index("ix_goods_step_batch", "batch_id", "id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("goods_batch.id"))
    #: The UUID of the form: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    move: Mapped[StockMove] = mapped_column(enum_column(StockMove, "move"))
    quantity: Mapped[int]
    moved_on: Mapped[date]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    reason = sealed(str, label="goods_step.reason")
