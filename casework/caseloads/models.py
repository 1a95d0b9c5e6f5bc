"""Covers and handovers: what an office has settled about who looks after whose children."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class State(LabelledEnum):
    """Where a handover stands."""

    WAITING = "waiting", "等待确认"
    DONE = "done", "已移交"
    CANCELLED = "cancelled", "已取消"


class Outcome(LabelledEnum):
    """What became of a child of the list when the handover was finished."""

    HANDED = "handed", "已移交"
    CLOSED = "closed", "已退出，未移交"
    REASSIGNED = "reassigned", "责任人已另行明确，未移交"
    MOVED = "moved", "已迁到别的村，未移交"


class Cover(Owner, Scoped):
    """A village looked after for a time (代管): by whom, for whom. Who answers does not change.

    The right itself is a grant with the same term (``RoleGrant.cover_id``), read with each request.
    The reason of a leave is under a key of its own.
    """

    __tablename__ = "cover"
    __owner_kind__ = "cover"
    __table_args__ = (Index("ix_cover_region", "region_code", "until_on"),)

    #: None: the post is vacant, and all of the village is covered.
    absent_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    covering_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: When somebody ended it before its term.
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    reason = sealed(str, label="cover.reason")

    @property
    def last_on(self) -> date:
        """The last day, as people say it."""
        return max(self.until_on - timedelta(days=1), self.from_on)


class Handover(Owner, Scoped):
    """Children of a village that go from one worker to the next, when both have said so."""

    __tablename__ = "handover"
    __owner_kind__ = "handover"
    __table_args__ = (Index("ix_handover_region", "region_code", "state"),)

    state: Mapped[State] = mapped_column(enum_column(State, "state"))
    #: None: nobody answers for them.
    from_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    on: Mapped[date] = mapped_column("from_on")
    started_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: How many children the list had; those who have left the township are not seen any more.
    total: Mapped[int] = mapped_column(SmallInteger)
    given_at: Mapped[datetime | None]
    #: Whoever gave them: the worker before, or the office in her place.
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: Why it was given without the worker, or cancelled.
    reason = sealed(str, label="handover.reason", null=True)


class HandoverChild(Scoped, Owned):
    """One child of the list, with what the next worker should know: sealed under the child."""

    __tablename__ = "handover_child"
    __table_args__ = (
        Index("uq_handover_child_once", "handover_id", "child_id", unique=True),
        Index("ix_handover_child_child", "child_id"),
    )

    handover_id: Mapped[UUID] = mapped_column(ForeignKey("handover.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "outcome"))

    remark = sealed(str, label="handover_child.remark", null=True)
