"""A report of harm, who reported, what was done, and who in a county is told.

A report has a data key of its own and its reporter another: whoever opens one does not open the
other. Plain are the office that it goes to, times and the state; never the child, never a name.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum

#: The region of a report of which nobody knows yet where it belongs; no scope reaches it.
UNPLACED = "000000000000"


class ReportState(LabelledEnum):
    """How far a report is."""

    RECEIVED = "received", "已收到，等人接手"
    ACKNOWLEDGED = "acknowledged", "已有人接手"
    ON_SCENE = "on_scene", "已到现场或公安已确认"
    CLOSED = "closed", "已办结"


class StepKind(LabelledEnum):
    """What was done about a report; stored within the sealed words of the step."""

    ACKNOWLEDGED = "acknowledged", "接手"
    ON_SCENE = "on_scene", "到达现场或公安确认"
    SENT = "sent", "送交"
    FEEDBACK = "feedback", "收到反馈"
    NOTE = "note", "办理记录"
    ADDED = "added", "报告人补充"
    OUTCOME = "outcome", "办结"
    REOPENED = "reopened", "重新办理"
    ESCALATED = "escalated", "超时上报"
    FORWARDED = "forwarded", "改送"
    RECUSED = "recused", "回避"
    REPORTER_OPENED = "reporter_opened", "查看报告人"


class MandatoryReport(Scoped, Owner):
    """强制报告 (未成年人保护法 art 11): what somebody saw, heard or was told, kept whole.

    ``region_code`` is the office that it goes to: a township (and its county), or the county alone
    where it shall not be known below. The village stands in the sealed part.
    """

    __tablename__ = "mandatory_report"
    __owner_kind__ = "report"
    __table_args__ = (
        Index("ix_mandatory_report_region", "region_code", "created_at"),
        Index(
            "ix_mandatory_report_due",
            "next_due_at",
            sqlite_where=text("next_due_at IS NOT NULL"),
            postgresql_where=text("next_due_at IS NOT NULL"),
        ),
    )

    #: The UUID of the form that was sent: the same one twice is one report.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    #: Keyed digest of author and content: tells a second arrival from another report.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    state: Mapped[ReportState] = mapped_column(
        enum_column(ReportState, "state"), default=ReportState.RECEIVED
    )
    #: How many steps were missed.
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    #: When the next step is missed; None when nothing is waited for.
    next_due_at: Mapped[datetime | None]
    #: When an answer of the police is missed; None when none is waited for.
    feedback_due_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    scene_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    #: Field name to what was sent, untouched.
    said = sealed(dict, label="mandatory_report.said")
    #: What could be read of it (``reading.Facts``).
    facts = sealed(dict, label="mandatory_report.facts")
    #: Ids of accounts that never see it.
    barred = sealed(list, label="mandatory_report.barred")


class ReporterRecord(Owner):
    """Who reported. Found by oneself through a keyed digest, opened by others as a logged act."""

    __tablename__ = "reporter_record"
    __owner_kind__ = "reporter"
    __table_args__ = (Index("ix_reporter_record_author", "author_digest"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("mandatory_report.id"), unique=True)
    author_digest: Mapped[bytes] = mapped_column(LargeBinary(16))

    #: The account that reported.
    account = sealed(str, label="reporter_record.account")


class ReportStep(Scoped, Owned):
    """One step of handling; what, by whom and in which words is sealed under the report's key."""

    __tablename__ = "report_step"
    __owned_by__ = "report_id"
    __owner_kind__ = "report"
    __table_args__ = (Index("ix_report_step_report", "report_id", "id"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("mandatory_report.id"))

    #: kind, by, recipient, text, tell (``rules.Step``).
    body = sealed(dict, label="report_step.body")


class ReportOfficer(Row):
    """Somebody of a county's office who is told of reports; named by one, confirmed by another.

    In force ``[from_on, until_on)``. Until a county has named anybody, its whole office is told.
    Not scoped: whoever handles a report in a township has to know who does in the county.
    """

    __tablename__ = "report_officer"
    __table_args__ = (Index("ix_report_officer_county", "county_code"),)

    county_code: Mapped[str] = mapped_column(region_code())
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    from_on: Mapped[date | None]
    #: Who proposed that it ends; None where nobody has.
    end_proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    until_on: Mapped[date | None]

    @property
    def is_proposed(self) -> bool:
        """Whether somebody still has to confirm that it begins."""
        return self.from_on is None

    def is_in_force(self, on: date) -> bool:
        """Say whether it holds on a day."""
        return self.from_on is not None and self.from_on <= on and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        """Say whether it has ended by a day."""
        return self.until_on is not None and self.until_on <= on
