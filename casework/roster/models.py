"""An uploaded ledger: sealed under its uploader until it expires, with what became of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum
from casework.texts import unpack


class UploadState(LabelledEnum):
    """What has become of an uploaded ledger."""

    CHECKED = "checked", "已试算"
    UNSURE = "unsure", "待对应栏目"
    AWAITING = "awaiting", "待另一人确认"
    PARTLY = "partly", "导入未完"
    IMPORTED = "imported", "已导入"
    TAKEN_BACK = "taken_back", "已撤回"
    REFUSED = "refused", "未能读取"
    EXPIRED = "expired", "已过期"


class Upload(Owned):
    """A ledger somebody handed in, for one region."""

    __tablename__ = "upload"
    __owned_by__ = "uploader_id"
    __owner_kind__ = "user"
    __table_args__ = (Index("ix_upload_uploader", "uploader_id", "created_at"),)

    uploader_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The region that the ledger is imported into (not a scope of the row: it is its uploader's).
    target_code: Mapped[str] = mapped_column(region_code())
    state: Mapped[UploadState] = mapped_column(enum_column(UploadState, "state"))
    #: Keyed digest of the bytes, to know the same file again.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    #: When the last dry run was made; None while it is under way.
    checked_at: Mapped[datetime | None]
    imported_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    #: The day that the ledger speaks of.
    as_of: Mapped[date | None]
    #: Who agreed, where an import reaches so far that a second person is asked.
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    #: How many rows were new, changed, unchanged, doubtful, refused.
    counts: Mapped[dict[str, Any]]

    filename = sealed(str, label="upload.filename")
    content = sealed(bytes, label="upload.content", null=True)
    #: Sheet, row and reason of each doubtful or refused row.
    findings = sealed(list, label="upload.findings", null=True)
    #: The first lines of each kind, as the page of the dry run shows them.
    preview = sealed(dict, label="upload.preview", null=True)

    @property
    def shown(self) -> dict[str, Any]:
        """The preview with its texts whole again; empty before the first dry run."""
        told: dict[str, Any] = unpack(self.preview or {})
        return told


class RowKind(LabelledEnum):
    """What a row is to the register."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变化"


class RowFate(LabelledEnum):
    """What has become of a row in an import."""

    WAITING = "waiting", "等待导入"
    DONE = "done", "已导入"
    LEFT = "left", "没有导入"
    TAKEN_BACK = "taken_back", "已撤回"
    KEPT = "kept", "没有撤回"


class RosterRow(Owned):
    """One row of an import under way: done exactly once, and what it takes to undo it.

    What it says is deleted as soon as it is done; a row is named by its upload and its number.
    """

    __tablename__ = "roster_row"
    __owned_by__ = "uploader_id"
    __owner_kind__ = "user"
    __table_args__ = (UniqueConstraint("upload_id", "number"),)

    uploader_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("upload.id"))
    #: From 1, new rows before changed ones; not the number in the file.
    number: Mapped[int]
    kind: Mapped[RowKind] = mapped_column(enum_column(RowKind, "kind"))
    fate: Mapped[RowFate] = mapped_column(enum_column(RowFate, "fate"))
    child_id: Mapped[UUID | None]
    #: The version of the file that the import left.
    child_version: Mapped[int | None]
    done_at: Mapped[datetime | None]

    #: The row as it was understood; empty once it is done.
    line = sealed(dict, label="roster_row.line", null=True)
    #: What the file said before, for a changed row.
    before = sealed(dict, label="roster_row.before", null=True)
    #: Why it was not imported, or what of it could not be taken back.
    why = sealed(list, label="roster_row.why", null=True)
