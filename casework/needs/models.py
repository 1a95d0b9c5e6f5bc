"""A need is a task with an owner, a due date and an end; its steps are what was done about it.

Plain are the dates of acts, states, ids and counters. What the child lacks, what was done and what
the family says of it is sealed under the child's key.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class NeedStatus(LabelledEnum):
    """Where a need stands."""

    OPEN = "open", "待办"
    SOLVED = "solved", "已解决"
    DROPPED = "dropped", "不再需要"


class Urgency(LabelledEnum):
    """How soon somebody has to see to it."""

    ORDINARY = "ordinary", "一般"
    URGENT = "urgent", "着急"
    AT_ONCE = "at_once", "马上办"


class Helper(LabelledEnum):
    """By whom a need was met, as a kind."""

    VILLAGE = "village", "村（居）里"
    TOWNSHIP = "township", "乡镇（街道）、县里"
    REFERRAL = "referral", "转介的部门"
    VOLUNTEER = "volunteer", "志愿者"
    FAMILY = "family", "家里人"
    OTHER = "other", "其他人"


class StepKind(LabelledEnum):
    """What a step is."""

    DONE = "done", "办了"
    VISITED = "visited", "走访时说的"
    HANDED = "handed", "换人负责、改期限"
    REFERRED = "referred", "转介"
    CLOSED = "closed", "办结"
    CONFIRMED = "confirmed", "回访确认"
    REOPENED = "reopened", "重新打开"


class Need(Scoped, Owned):
    """Something a child lacks, opened by a visit or by hand."""

    __tablename__ = "need"
    follows_merge = True
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
        Index("ix_need_closed", "counted_region_code", "closed_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: Where the child lived when it was closed: there it is counted, whatever moves later.
    counted_region_code: Mapped[str | None] = mapped_column(region_code())
    #: Who sees to it (明确专人).
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The visit that found it; a plain id, since visits stand a floor above.
    visit_id: Mapped[UUID | None]
    status: Mapped[NeedStatus] = mapped_column(enum_column(NeedStatus, "status"))
    urgency: Mapped[Urgency] = mapped_column(
        enum_column(Urgency, "urgency"),
        default=Urgency.ORDINARY,
        server_default=Urgency.ORDINARY.value,
    )
    opened_on: Mapped[date]
    due_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    helped_by: Mapped[Helper | None] = mapped_column(enum_column(Helper, "helped_by"))
    #: When the child or its carer was asked whether it is solved; None: nobody has asked yet.
    confirmed_on: Mapped[date | None]

    #: medical, money, goods … (practice: needs of the visit form)
    kind = sealed(str, label="need.kind")
    detail = sealed(str, label="need.detail", null=True)
    #: How it was solved: a code of the list ``need_outcome``.
    solution = sealed(str, label="need.solution", null=True)
    outcome = sealed(str, label="need.outcome", null=True)
    #: {"by": "child" or "carer", "satisfied": "yes", "partly" or "no", "words": …}
    confirmation = sealed(dict, label="need.confirmation", null=True)


class NeedStep(Scoped, Owned):
    """What was done about a need, by whom, when; nothing is changed or taken out afterwards."""

    __tablename__ = "need_step"
    follows_merge = True
    __table_args__ = (Index("ix_need_step_child", "child_id", "need_id"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))
    kind: Mapped[StepKind] = mapped_column(enum_column(StepKind, "kind"))
    done_on: Mapped[date]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    words = sealed(str, label="need_step.words", null=True)
