"""An uploaded ledger: sealed under its uploader until it expires, with what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class UploadState(LabelledEnum):
    """What has become of an uploaded ledger."""

    CHECKED = "checked", "已试算"
    IMPORTED = "imported", "已导入"
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
    imported_at: Mapped[datetime | None]
    #: How many rows were new, changed, unchanged, doubtful, refused.
    counts: Mapped[dict[str, Any]]

    filename = sealed(str, label="upload.filename")
    content = sealed(bytes, label="upload.content", null=True)
    #: Sheet, row and reason of each doubtful or refused row.
    findings = sealed(list, label="upload.findings", null=True)
