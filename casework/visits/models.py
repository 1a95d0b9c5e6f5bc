"""A visit, its versions, and the submission that is kept before rules are asked."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.accounts.permissions import Role
from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Mode(LabelledEnum):
    """How the visit was made; 入户 and 到校 are in person."""

    HOME = "home", "入户"
    SCHOOL = "school", "到校"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    OTHER = "other", "其他"


class Outcome(LabelledEnum):
    """Whom the visitor met: the attempt is one thing, the outcome another."""

    CHILD_SEEN = "child_seen", "见到儿童"
    CARER_SEEN = "carer_seen", "只见到照料人"
    NOT_MET = "not_met", "没有见到人"


class ReviewState(LabelledEnum):
    """What has become of the record; only a returned one leaves the counts."""

    RECEIVED = "received", "已收到"
    TO_CHECK = "to_check", "待核对"
    ACCEPTED = "accepted", "已审核"
    RETURNED = "returned", "已退回"


class Act(LabelledEnum):
    """What was done with a record after it had arrived."""

    ACCEPT = "accept", "审核通过"
    RETURN = "return", "退回"
    TAKE_BACK = "take_back", "撤回退回"
    ANSWER = "answer", "答复"
    CORRECT = "correct", "更正"


class CheckResult(LabelledEnum):
    """What a call to the family said of a record."""

    MATCHES = "matches", "与记录一致"
    DIFFERS = "differs", "与记录不一致"
    NOT_REACHED = "not_reached", "没有联系上"


class SpokenWith(LabelledEnum):
    """Who answered the reviewer's call."""

    CHILD = "child", "孩子"
    CARER = "carer", "照料人"
    PARENT = "parent", "父亲或母亲"
    TEACHER = "teacher", "老师"
    OTHER = "other", "其他人"


class SubmissionState(LabelledEnum):
    """What has become of something that arrived."""

    KEPT = "kept", "已收存"
    QUARANTINED = "quarantined", "隔离待查"


class Visit(Scoped, Owned):
    """One visit to one child; its id was made where it was written."""

    __tablename__ = "visit"
    follows_merge = True
    __table_args__ = (
        Index("ix_visit_child", "child_id", "visited_on"),
        Index("ix_visit_counted", "counted_region_code", "visited_on", "child_id"),
        Index("ix_visit_author", "author_id", "visited_on", "id"),
        Index("ix_visit_recent", "visited_on", "id"),
        Index(
            "ix_visit_filed",
            "filed_under_id",
            "visited_on",
            sqlite_where=text("filed_under_id IS NOT NULL"),
            postgresql_where=text("filed_under_id IS NOT NULL"),
        ),
        Index(
            "ix_visit_waiting",
            "region_code",
            "recorded_at",
            sqlite_where=text("review_state IN ('received', 'to_check')"),
            postgresql_where=text("review_state IN ('received', 'to_check')"),
        ),
        Index("ix_visit_recorded", "author_id", "recorded_at"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The region at the time of the act: a move never changes the past.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    #: The file that it was filed under in the months before ``filed_until_on``, since when two
    #: files were found to be one child's: those months count it there.
    filed_under_id: Mapped[UUID | None] = mapped_column(ForeignKey("child.id"))
    filed_until_on: Mapped[date | None]
    #: Shared by the rows of siblings seen in one go.
    encounter_id: Mapped[UUID | None]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, "mode"))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "outcome"))
    visited_on: Mapped[date]
    recorded_at: Mapped[datetime]
    review_state: Mapped[ReviewState] = mapped_column(enum_column(ReviewState, "review_state"))
    #: Why it was put up for checking: a code.
    check_reason: Mapped[str | None] = mapped_column(String(24))
    #: When a step of its review was last taken; None for one that has only arrived.
    stepped_at: Mapped[datetime | None]
    #: The number of its newest version.
    version: Mapped[int] = mapped_column(SmallInteger, default=1)
    policy_told: Mapped[bool] = mapped_column(default=False)
    safety_checked: Mapped[bool] = mapped_column(default=False)
    psych_care: Mapped[bool] = mapped_column(default=False)


class VisitVersion(Scoped, Owned):
    """What a visit said at one time; a correction is a new version, nothing is overwritten."""

    __tablename__ = "visit_version"
    __table_args__ = (
        UniqueConstraint("visit_id", "n"),
        Index("ix_visit_version_child", "child_id", "recorded_at"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    n: Mapped[int] = mapped_column(SmallInteger)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    form_version: Mapped[str] = mapped_column(String(20))
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, "mode"))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "outcome"))
    visited_on: Mapped[date]

    #: Question code to answer, as the form of that version asked.
    findings = sealed(dict, label="visit_version.findings")
    #: Why it was corrected.
    reason = sealed(str, label="visit_version.reason", null=True)


class VisitStep(Scoped, Owned):
    """One step of a visit's review: who, when, from which state to which, and why."""

    __tablename__ = "visit_step"
    __table_args__ = (
        Index("ix_visit_step_visit", "visit_id", "id"),
        Index("ix_visit_step_child", "child_id"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The version that was in front of whoever took the step.
    n: Mapped[int] = mapped_column(SmallInteger)
    act: Mapped[Act] = mapped_column(enum_column(Act, "act"))
    before: Mapped[ReviewState] = mapped_column(enum_column(ReviewState, "before"))
    after: Mapped[ReviewState] = mapped_column(enum_column(ReviewState, "after"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: What she was at that time: a county may look again at what a township accepted.
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))

    #: The question of a return, the words of an answer.
    reason = sealed(str, label="visit_step.reason", null=True)


class VisitRemark(Scoped, Owned):
    """What somebody added to the talk about a visit."""

    __tablename__ = "visit_remark"
    __table_args__ = (
        Index("ix_visit_remark_visit", "visit_id", "id"),
        Index("ix_visit_remark_child", "child_id"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    words = sealed(str, label="visit_remark.words")


class SpotCheck(Scoped, Owned):
    """That a reviewer called the family, and what it said of the record; it decides nothing."""

    __tablename__ = "visit_spot_check"
    __table_args__ = (
        Index("ix_visit_spot_check_visit", "visit_id", "id"),
        Index("ix_visit_spot_check_child", "child_id"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    n: Mapped[int] = mapped_column(SmallInteger)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    result: Mapped[CheckResult] = mapped_column(enum_column(CheckResult, "result"))
    spoken_with: Mapped[SpokenWith | None] = mapped_column(enum_column(SpokenWith, "spoken_with"))

    note = sealed(str, label="visit_spot_check.note", null=True)


class Submission(Owned):
    """What arrived, whole, sealed under its author, before any rule was asked."""

    __tablename__ = "submission"
    __owned_by__ = "author_id"
    __owner_kind__ = "user"
    __table_args__ = (
        Index(
            "uq_submission_kept",
            "client_id",
            unique=True,
            sqlite_where=text("state = 'kept'"),
            postgresql_where=text("state = 'kept'"),
        ),
        Index("ix_submission_author", "author_id", "created_at"),
    )

    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Made by the form or the phone: the same one twice is one visit.
    client_id: Mapped[UUID]
    #: As sent; it need not exist nor be in reach.
    child_id: Mapped[UUID]
    #: Keyed digest of author, child and content.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    receipt: Mapped[str] = mapped_column(String(12))
    state: Mapped[SubmissionState] = mapped_column(enum_column(SubmissionState, "state"))

    body = sealed(dict, label="submission.body")
