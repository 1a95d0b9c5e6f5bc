"""What somebody has to do, who has read it, and what was sent to tell them.

A task is about something that floors above know: it carries the child's id and the address of a
page, and nothing of what the child is called, suffers or lives at.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base, Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Kind(LabelledEnum):
    """What is asked; the label is the word on the badge (``rules.SUBJECTS`` has the sentence)."""

    RETURNED = "returned", "退回补正"
    SUBMITTED = "submitted", "待审核"
    TO_CHECK = "to_check", "待核对"
    RISK = "risk", "待确认"
    DUE = "due", "到期"
    ENDING = "ending", "即将到期"
    DUPLICATE = "duplicate", "疑似重复建档"
    NUMBER = "number", "证件号待核对"
    INFORMATION = "information", "通知"


class Task(Scoped, Row):
    """Something to be done by one person, or by whoever holds an office when it is read."""

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "ix_task_open",
            "region_code",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_task_done", "region_code", "done_at"),
        Index("ix_task_child", "child_id"),
    )

    #: The event: the same one twice is one task.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))
    #: The child that it is about, if any; a plain id, since children stand a floor above.
    child_id: Mapped[UUID | None]
    #: Whose it is; None where it is the office's.
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    #: The region whose office answers for it, and what those in it must be allowed to do.
    office_code: Mapped[str] = mapped_column(region_code())
    permission: Mapped[str] = mapped_column(String(32))
    #: The page where it is done, and the id that its address takes.
    endpoint: Mapped[str] = mapped_column(String(48))
    link_id: Mapped[UUID]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    #: None with ``done_at`` set: it was done with, and nobody had to say so.
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    #: When it was last told to somebody outside the system.
    announced_at: Mapped[datetime | None]


class TaskNote(Scoped, Owned):
    """What somebody added to a task, in words: sealed under the child's key."""

    __tablename__ = "task_note"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    child_id: Mapped[UUID]

    detail = sealed(str, label="task_note.detail")


class TaskReading(Base):
    """That somebody has read a task, and when."""

    __tablename__ = "task_reading"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    read_at: Mapped[datetime]


class OutboxMessage(Row):
    """A message to one person, sent until it has arrived; what it says is the same for all."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_waiting",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    #: When it is tried (again); None when it has arrived or was given up.
    next_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
