"""A need is a task with an owner and a due date."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class NeedStatus(LabelledEnum):
    """Where a need stands."""

    OPEN = "open", "待办"
    SOLVED = "solved", "已解决"
    DROPPED = "dropped", "不再需要"


class Need(Scoped, Owned):
    """Something a child lacks, opened by a visit or by hand."""

    __tablename__ = "need"
    __table_args__ = (
        Index("ix_need_child", "child_id", "status"),
        Index("ix_need_account", "account_id", "status", "due_on"),
        Index(
            "ix_need_open",
            "region_code",
            "due_on",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: Who sees to it (明确专人).
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The visit that found it; a plain id, since visits stand a floor above.
    visit_id: Mapped[UUID | None]
    status: Mapped[NeedStatus] = mapped_column(enum_column(NeedStatus, "status"))
    opened_on: Mapped[date]
    due_on: Mapped[date]
    closed_on: Mapped[date | None]

    #: medical, money, goods … (practice: needs of the visit form)
    kind = sealed(str, label="need.kind")
    detail = sealed(str, label="need.detail", null=True)
    outcome = sealed(str, label="need.outcome", null=True)
