"""What was printed of a child, and which notice its family was given: lines that stay for years."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class FolderForm(LabelledEnum):
    """How a folder was handed out."""

    PDF = "pdf", "PDF 文件"
    PAGE = "page", "打印网页"


class FolderPrint(Scoped, Owned):
    """That a child's folder was made: by whom, for what, with which sections; never the folder."""

    __tablename__ = "folder_print"
    follows_merge = True
    __table_args__ = (Index("ix_folder_print_child", "child_id", "id"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: What stands on each of its pages: day and five characters.
    number: Mapped[str] = mapped_column(String(16), unique=True)
    form: Mapped[FolderForm] = mapped_column(enum_column(FolderForm, "form"))
    #: Of a file: how many pages, and SHA-256, so that a copy that turns up is known again.
    pages: Mapped[int | None] = mapped_column(SmallInteger)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    purpose = sealed(str, label="folder_print.purpose")
    #: Codes of the sections that were printed.
    sections = sealed(list, label="folder_print.sections")
    #: Codes of what was printed whole and not masked.
    lifted = sealed(list, label="folder_print.lifted")
    #: Why that was needed.
    reason = sealed(str, label="folder_print.reason", null=True)


class NoticeKind(LabelledEnum):
    """Which sheet it is; the words of each stand in ``config/notices.toml``."""

    NOTICE = "notice", "个人信息处理告知书"
    CONSENT = "consent", "个人信息处理同意书"


class NoticeAnswer(LabelledEnum):
    """What somebody said to a sheet that asks for consent."""

    AGREED = "agreed", "同意"
    DECLINED = "declined", "不同意"
    LATER = "later", "还没有答复"


class NoticeGiven(Scoped, Owned):
    """That a family was told how a child's data are handled, and what it said to it.

    个人信息保护法 art 17, 30, 31, 35; 困境儿童个人信息保护工作办法 art 12. It opens and closes
    nothing: what protects a child never waits for it.
    """

    __tablename__ = "notice_given"
    follows_merge = True
    __table_args__ = (Index("ix_notice_given_child", "child_id", "given_on", "id"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: Made by the form: the same one twice is one line.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind, "kind"))
    #: The edition of the sheet.
    edition: Mapped[str] = mapped_column(String(40))
    given_on: Mapped[date]
    #: A code of the ways in ``config/notices.toml``.
    way: Mapped[str] = mapped_column(String(16))
    #: When a consent was taken back.
    withdrawn_on: Mapped[date | None]

    #: Who it was, in words.
    to_whom = sealed(str, label="notice_given.to_whom")
    #: What was said to a sheet that asks: the code of a ``NoticeAnswer``.
    answer = sealed(str, label="notice_given.answer", null=True)
    note = sealed(str, label="notice_given.note", null=True)

    @property
    def answer_label(self) -> str | None:
        """What was answered, in words."""
        return NoticeAnswer(self.answer).label if self.answer else None
