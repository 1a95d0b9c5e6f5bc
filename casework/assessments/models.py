"""An assessment of how a child is looked after: what was answered, proposed and decided.

Plain are the form and its edition, the days of the acts and where it stands. What was answered,
what it adds up to and what was decided is sealed: the level of a family is nobody else's.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class AssessmentState(LabelledEnum):
    """Where an assessment stands."""

    DRAFT = "draft", "还没做完"
    DONE = "done", "已做完"
    DECIDED = "decided", "已确认结论"
    SUPERSEDED = "superseded", "已有更新的评估"


#: Those that say something of today.
STANDING = (AssessmentState.DONE, AssessmentState.DECIDED)


class Assessment(Scoped, Owned):
    """One form, filled in for one child by one or two people on one day."""

    __tablename__ = "assessment"
    follows_merge = True
    __table_args__ = (
        Index("ix_assessment_child", "child_id", "assessed_on"),
        Index("ix_assessment_region", "region_code", "state"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: Who began it; the first of the assessors.
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    template: Mapped[str] = mapped_column(String(32))
    template_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[AssessmentState] = mapped_column(enum_column(AssessmentState, "state"))
    assessed_on: Mapped[date]
    #: The day on which the next one is due; None for a screening and for what is not done.
    valid_until: Mapped[date | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_on: Mapped[date | None]

    #: Code of the answer by code of the item.
    answers = sealed(dict, label="assessment.answers")
    #: A few words by code of the item.
    notes = sealed(dict, label="assessment.notes")
    #: Points by code of indicator and part, and their ``total``; of what is answered so far.
    scores = sealed(dict, label="assessment.scores")
    #: What the answers propose: a code of the form's levels. None while some are missing.
    proposed = sealed(str, label="assessment.proposed", null=True)
    #: What an office decided.
    level = sealed(str, label="assessment.level", null=True)
    #: Why it decided so; never empty where it is not what was proposed.
    reason = sealed(str, label="assessment.reason", null=True)
    #: What the child said, in the child's words.
    child_words = sealed(str, label="assessment.child_words", null=True)
    #: The other assessor: {"account": id} or {"name": …, "office": …}
    second = sealed(dict, label="assessment.second", null=True)
