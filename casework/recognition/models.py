"""An application to be recognised, and every step that was taken with it.

Plain are ids, the region, the state and the dates of acts; what was applied for, who applied,
what was shown and what was said is sealed under the child's key.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class RecognitionState(LabelledEnum):
    """Where an application, and what came of it, stands."""

    APPLIED = "applied", "待查验"
    VERIFYING = "verifying", "查验中"
    SUPPLEMENT = "supplement", "待补正"
    VERIFIED = "verified", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "未予确认"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDING = "ending", "待终止"
    ENDED = "ended", "已终止"


class Recognition(Scoped, Owned):
    """One application for one category, with what came of it until the support ends."""

    __tablename__ = "recognition"
    follows_merge = True
    __table_args__ = (
        Index("ix_recognition_child", "child_id", "applied_on"),
        Index("ix_recognition_region", "region_code", "state", "due_on", "id"),
        Index("ix_recognition_state", "state", "due_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    state: Mapped[RecognitionState] = mapped_column(enum_column(RecognitionState, "state"))
    applied_on: Mapped[date]
    #: Who entered it; nobody decides on what she entered herself where another could.
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: By when the one whom it waits for has to act; None where it waits for nobody.
    due_on: Mapped[date | None]
    #: The edition of the holidays that ``due_on`` was counted with.
    calendar_version: Mapped[str | None] = mapped_column(String(20))
    #: The first day of support: that of the month after confirmation.
    starts_on: Mapped[date | None]
    #: The first day without: that of the month after the condition ended.
    ends_on: Mapped[date | None]
    #: The term in the category that came of it, as soon as it has begun.
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("category_membership.id"))
    version: Mapped[int] = mapped_column(default=1)

    #: The code of the category that is applied for.
    category = sealed(str, label="recognition.category")
    #: {"kind": …, "name": …, "relation": …, "phone": …, "authorised": …}
    applicant = sealed(dict, label="recognition.applicant")
    #: Code of each paper to {"state": …, "by": account id, "on": day}
    materials = sealed(dict, label="recognition.materials")
    #: What the applicant said, in words.
    words = sealed(str, label="recognition.words", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class RecognitionStep(Scoped, Owned):
    """One step: who took it when, by when it was due, and what was said."""

    __tablename__ = "recognition_step"
    follows_merge = True
    __table_args__ = (
        Index("ix_recognition_step_recognition", "recognition_id", "id"),
        Index("ix_recognition_step_child", "child_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    recognition_id: Mapped[UUID] = mapped_column(ForeignKey("recognition.id"))
    #: The step's name in the table (``steps.STEPS``).
    act: Mapped[str] = mapped_column(String(20))
    taken_on: Mapped[date]
    #: By when it had to be taken; None where nothing was due.
    due_on: Mapped[date | None]
    #: None where the system took it: the category ended otherwise.
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: Reasons and remarks.
    words = sealed(str, label="recognition_step.words", null=True)
    #: {"opinion": …, "against": bool, "own_entry": bool, "ended_on": …, "exit_reason": …}
    detail = sealed(dict, label="recognition_step.detail", null=True)
    #: What the rule of eligibility said on that day, whole, as it was explained.
    explanation = sealed(dict, label="recognition_step.explanation", null=True)
