"""A file about a child: the row that describes it and holds what opens it.

The content lies sealed in the store (``store``), under a name that tells nothing. What opens it is
a secret of its own that stands here, sealed under the child's key: where the row goes to another
file of the same child, sealing the row anew is enough; where the child's key is erased, the content
opens for nobody.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class SubjectKind(LabelledEnum):
    """What a file belongs to; the label says it above a list of files."""

    CHILD = "child", "证件和材料"
    CONDITION = "condition", "父母情况的证明"
    GUARDIANSHIP = "guardianship", "监护材料"
    RECOGNITION = "recognition", "认定材料"
    ASSESSMENT = "assessment", "评估材料"
    CARE_AGREEMENT = "care_agreement", "委托照护协议"


class FileState(LabelledEnum):
    """Whether the content is there."""

    READY = "ready", "已保存"
    REMOVED = "removed", "已删除"


class Attachment(Scoped, Owned):
    """One photo or PDF; of one that was removed the line stays, without content and secret."""

    __tablename__ = "attachment"
    follows_merge = True
    __table_args__ = (
        Index("ix_attachment_subject", "child_id", "kind", "subject_id"),
        Index("ix_attachment_account", "account_id", "created_at"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    kind: Mapped[SubjectKind] = mapped_column(enum_column(SubjectKind, "kind"))
    #: What it belongs to, a plain id: the child itself, an agreement, a condition …
    subject_id: Mapped[UUID]
    state: Mapped[FileState] = mapped_column(enum_column(FileState, "state"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The random name in the store; None once it was removed.
    storage_name: Mapped[str | None] = mapped_column(String(32), unique=True)
    media_type: Mapped[str] = mapped_column(String(32))
    #: Bytes of the content, unsealed.
    size: Mapped[int]
    width: Mapped[int | None] = mapped_column(SmallInteger)
    height: Mapped[int | None] = mapped_column(SmallInteger)
    pages: Mapped[int | None] = mapped_column(SmallInteger)
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: What it is, in the words of whoever handed it in.
    title = sealed(str, label="attachment.title", null=True)
    #: The name it had on the phone, cleaned.
    original_name = sealed(str, label="attachment.original_name", null=True)
    #: SHA-256 of the file as it was handed in.
    digest = sealed(bytes, label="attachment.digest")
    #: What opens the content; None once it was removed.
    secret = sealed(bytes, label="attachment.secret", null=True)
    removal_reason = sealed(str, label="attachment.removal_reason", null=True)

    @property
    def is_ready(self) -> bool:
        """Whether the content is there."""
        return self.state is FileState.READY

    @property
    def is_picture(self) -> bool:
        """Whether it is a photo, drawn by ourselves."""
        return self.media_type == "image/jpeg"
