"""Lists of the national systems beside our register: what was found, what was decided, what is in.

A list and what was found in it are sealed under a key of their own and deleted in time. What
somebody decided about a child, and when a child was entered there, stays in the child's file.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum
from casework.texts import unpack


class ListState(LabelledEnum):
    """How far a list is."""

    UNSURE = "unsure", "待对应栏目"
    COMPARING = "comparing", "正在核对"
    COMPARED = "compared", "已核对"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "未能核对"


class Result(LabelledEnum):
    """What a row is to our register; every row and every child stands in exactly one."""

    THERE = "there", "系统里有，我们没有"
    HERE = "here", "我们有，系统里没有"
    DIFFERS = "differs", "两边都有，内容不同"
    POSSIBLE = "possible", "可能是同一个孩子"
    TWICE = "twice", "系统里重复"
    UNREADABLE = "unreadable", "看不懂的行"
    SAME = "same", "两边一致"


class NationalList(Scoped, Owner):
    """A list exported from a national system, for one region, as it was understood."""

    __tablename__ = "national_list"
    __owner_kind__ = "record"
    __table_args__ = (
        Index("ix_national_list_region", "region_code", "created_at"),
        Index("ix_national_list_expires_at", "expires_at"),
    )

    #: Made in the form: the same form twice is one list.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Code of the system (``config/national_headers.toml``).
    system: Mapped[str] = mapped_column(String(16))
    #: The categories that the list holds, where it does not hold all of its system's.
    categories: Mapped[list[Any]]
    state: Mapped[ListState] = mapped_column(enum_column(ListState, "state"))
    #: The day of the export there.
    as_of: Mapped[date]
    compared_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    #: How many of each result.
    counts: Mapped[dict[str, Any]]

    filename = sealed(str, label="national_list.filename")
    #: The one sheet that was read, packed, without what is never kept.
    content = sealed(bytes, label="national_list.content")
    #: Field by column, counted from 0, as it is understood now.
    columns = sealed(dict, label="national_list.columns")
    #: Why it could not be compared, or what its reader should know.
    notes = sealed(list, label="national_list.notes", null=True)

    @property
    def said(self) -> list[Any]:
        """The notes with their texts whole again."""
        told: list[Any] = unpack(self.notes or [])
        return told


class NationalRow(Scoped, Owned):
    """One row of a list, or one child that the list lacks, with what came of the comparison."""

    __tablename__ = "national_row"
    __owned_by__ = "list_id"
    __owner_kind__ = "record"
    stays_put = True
    __table_args__ = (
        Index("ix_national_row_list", "list_id", "result", "number"),
        Index("ix_national_row_region", "region_code", "list_id"),
    )

    list_id: Mapped[UUID] = mapped_column(ForeignKey("national_list.id"))
    #: From 1: rows of the file in its order, then children that it lacks.
    number: Mapped[int]
    #: The row in the file; None for a child that it lacks.
    line: Mapped[int | None]
    result: Mapped[Result] = mapped_column(enum_column(Result, "result"))
    #: The child here; a plain id, which opens nothing out of reach.
    here_id: Mapped[UUID | None]
    #: How many questions of it nobody has answered.
    open: Mapped[int] = mapped_column(SmallInteger, default=0)
    #: Whether the list says that the child has left the system.
    is_ended: Mapped[bool] = mapped_column(default=False)

    #: What the row says, text by field.
    told = sealed(dict, label="national_row.told")
    #: What differs: field, what stands here, what stands there, and whether it is settled.
    differences = sealed(list, label="national_row.differences", null=True)
    #: Ids of the children that it may be, or the row that it repeats.
    about = sealed(dict, label="national_row.about", null=True)


class Choice(LabelledEnum):
    """What somebody decided about a difference or about who somebody is."""

    OURS = "ours", "以我们的为准（去那边改）"
    THEIRS = "theirs", "以那边的为准（档案已改）"
    FINE = "fine", "没问题，不用管"
    IS_SAME = "is_same", "是同一个孩子"
    IS_OTHER = "is_other", "不是同一个孩子"


class NationalDecision(Scoped, Owned):
    """An answer, kept with the child: it holds as long as both sides say what they said then."""

    __tablename__ = "national_decision"
    __owned_by__ = "child_id"
    __owner_kind__ = "child"
    follows_merge = True
    __table_args__ = (
        Index("ix_national_decision_child", "child_id", "system"),
        Index("ix_national_decision_region", "region_code", "system"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    system: Mapped[str] = mapped_column(String(16))
    #: Code of the field; ``identity`` for who it is.
    field: Mapped[str] = mapped_column(String(24))
    choice: Mapped[Choice] = mapped_column(enum_column(Choice, "choice"))
    #: Keyed digests of what stood here and there.
    here_digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    there_digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Of a value that is to be changed there: when that was done, and by whom.
    done_on: Mapped[date | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: Why, in a word; and what stood there.
    note = sealed(str, label="national_decision.note", null=True)
    there = sealed(str, label="national_decision.there", null=True)


class NationalStranger(Scoped, Owner):
    """Somebody on a national list who is not ours, or stands there twice; not asked again."""

    __tablename__ = "national_stranger"
    __owner_kind__ = "record"
    __table_args__ = (UniqueConstraint("region_code", "system", "result", "digest"),)

    system: Mapped[str] = mapped_column(String(16))
    result: Mapped[Result] = mapped_column(enum_column(Result, "result"))
    #: Keyed digest of whom the row names.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    note = sealed(str, label="national_stranger.note")


class ToDo(LabelledEnum):
    """What is to be done about a child in a system."""

    ENTER = "enter", "要新录入"
    CHANGE = "change", "要修改"
    END = "end", "要停止"


class MarkSource(LabelledEnum):
    """How it is known that a child is entered there."""

    BY_HAND = "by_hand", "人工标记"
    COMPARED = "compared", "名单核对"


class NationalMark(Scoped, Owned):
    """That a child is, or is no longer, entered in a system since a day; the newest holds."""

    __tablename__ = "national_mark"
    __owned_by__ = "child_id"
    __owner_kind__ = "child"
    follows_merge = True
    __table_args__ = (
        Index("ix_national_mark_child", "child_id", "system", "is_current"),
        Index("ix_national_mark_region", "region_code", "system", "is_current"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    system: Mapped[str] = mapped_column(String(16))
    source: Mapped[MarkSource] = mapped_column(enum_column(MarkSource, "source"))
    #: Whether the child is entered there from that day on, or has left.
    is_there: Mapped[bool]
    on_day: Mapped[date]
    #: The counted categories of the system that the child was entered with.
    category_mask: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The comparison that showed it (its rows are gone by and by).
    list_id: Mapped[UUID | None]
    is_current: Mapped[bool] = mapped_column(default=True)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class NationalConfirmed(Row):
    """That a region was compared with a system and somebody stands for it."""

    __tablename__ = "national_confirmed"
    __table_args__ = (Index("ix_national_confirmed_target", "target_code", "system"),)

    #: The region that was compared (not a scope of the row: it says nothing of any child).
    target_code: Mapped[str] = mapped_column(region_code())
    system: Mapped[str] = mapped_column(String(16))
    as_of: Mapped[date]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class NationalLayout(Row):
    """Which column is which, as an office has said it of some headings; the latest holds."""

    __tablename__ = "national_layout"
    __table_args__ = (Index("ix_national_layout_known_by", "target_code", "digest"),)

    #: Whose lists look so (not a scope of the row: headings are nobody's data).
    target_code: Mapped[str] = mapped_column(region_code())
    #: Keyed digest of the headings with their places.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    #: Field by column, counted from 0; all other columns are not looked at.
    columns: Mapped[dict[str, Any]]
