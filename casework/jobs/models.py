"""The queue: one table, no further server."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.types import enum_column
from casework.labels import LabelledEnum

_LIVE = text("state IN ('waiting', 'running')")


class JobState(LabelledEnum):
    """How far a job is."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"
    STOPPED = "stopped", "已停下"


class Job(Row):
    """Something that a worker does for somebody.

    Its only argument is the id of what it is about; nothing in the row is about a child.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_queue", "state", "created_at"),
        Index("ix_job_subject", "subject_id", "created_at"),
        # However often a button is pressed: one thing has one job under way.
        Index("uq_job_live", "subject_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    kind: Mapped[str] = mapped_column(String(32))
    #: The account for whom it is done, with what that account may do at that moment.
    owner_id: Mapped[UUID]
    #: What it is about: an upload, say.
    subject_id: Mapped[UUID]
    state: Mapped[JobState] = mapped_column(enum_column(JobState, "state"))
    #: Rows done, of how many; None while that is not known.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    #: Where the next step begins; moved in the step's own transaction.
    cursor: Mapped[int] = mapped_column(default=0)
    #: The worker that holds it, and until when if it is not heard of again.
    holder: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    #: How often it was begun since a step was last completed.
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: Result in plain numbers.
    counts: Mapped[dict[str, Any]]
    #: Why it was not completed, in words that name nobody.
    error: Mapped[str | None] = mapped_column(String(200))

    @property
    def is_live(self) -> bool:
        """Whether something is still to be expected of it."""
        return self.state in LIVE


LIVE = frozenset({JobState.WAITING, JobState.RUNNING})
