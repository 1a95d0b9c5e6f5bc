"""That a file was looked through on a day and everything in it stands."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.labels import LabelledEnum


class CheckSource(LabelledEnum):
    """How somebody knows that nothing has changed."""

    KNOWN = "known", "日常了解"
    SEEN = "seen", "当面看到"
    PHONE = "phone", "电话或视频"
    FAMILY = "family", "家里人说"
    NEIGHBOUR = "neighbour", "邻居说"
    SCHOOL = "school", "学校说"
    CADRE = "cadre", "村干部说"


class FileCheck(Scoped, Owned):
    """The facts of a file stood on a day, somebody says. It is not a visit and counts as none."""

    __tablename__ = "file_check"
    __table_args__ = (
        Index("ix_file_check_child", "child_id", "checked_on"),
        Index("ix_file_check_account", "account_id", "checked_on"),
        Index("uq_file_check_client", "account_id", "client_id", "child_id", unique=True),
        Index(
            "uq_file_check_day",
            "child_id",
            "account_id",
            "checked_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Made with the page: the same button pressed again is the same check.
    client_id: Mapped[UUID]
    checked_on: Mapped[date]
    #: The version of the file that stood.
    file_version: Mapped[int]
    withdrawn_at: Mapped[datetime | None]

    #: A CheckSource.
    source = sealed(str, label="file_check.source")
