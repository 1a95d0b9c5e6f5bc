"""Forms of a superior that lists are put into, and the register of what was taken out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Shape(LabelledEnum):
    """What an export looks like."""

    ROSTER = "roster", "花名册（Excel）"
    TABLE = "table", "花名册（CSV）"
    LAYOUT = "layout", "上级表格"


class ExportState(LabelledEnum):
    """What has become of an export's file; its line in the register stays."""

    READY = "ready", "可以下载"
    REMOVED = "removed", "文件已删除"


class FormLayout(Owner):
    """An empty form of a superior, with what each of its columns gets.

    Sealed although it should be empty: nobody can promise that what is handed in as an empty form
    is one, and sealing costs nothing.
    """

    __tablename__ = "form_layout"
    __owner_kind__ = "record"

    #: Whose office it is for, and all below it (not a scope of the row: a form is nobody's data).
    target_code: Mapped[str] = mapped_column(region_code(), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    name = sealed(str, label="form_layout.name")
    content = sealed(bytes, label="form_layout.content")
    #: Where the table stands and what its headings say (``layouts.Form``).
    form = sealed(dict, label="form_layout.form")
    #: Field code by column, counted from 0.
    columns = sealed(dict, label="form_layout.columns")


class Export(Owned):
    """One file that was made for one person, and the line about it that stays for years."""

    __tablename__ = "export"
    __owned_by__ = "requester_id"
    __owner_kind__ = "user"
    __table_args__ = (
        Index("ix_export_requester", "requester_id", "created_at"),
        Index("ix_export_target", "target_code", "created_at"),
    )

    requester_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: What stands at the foot of each page: day and four characters.
    number: Mapped[str] = mapped_column(String(16), unique=True)
    #: The region that the list is of (not a scope of the row: it is its requester's).
    target_code: Mapped[str] = mapped_column(region_code())
    shape: Mapped[Shape] = mapped_column(enum_column(Shape, "shape"))
    state: Mapped[ExportState] = mapped_column(enum_column(ExportState, "state"))
    rows: Mapped[int]
    #: What was shown whole and not masked, by code.
    lifted: Mapped[list[Any]]
    #: SHA-256 of the file: a file that turns up somewhere is known again.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    downloads: Mapped[int] = mapped_column(SmallInteger, default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]

    #: What list it is, in words without names.
    title = sealed(str, label="export.title")
    content = sealed(bytes, label="export.content", null=True)
    #: Whom it shows, by id: each handing out is a look at all of them.
    child_ids = sealed(list, label="export.child_ids", null=True)
