"""A protection and its steps.

Plain are the days of acts and the next day on which somebody has to look: nothing tells why the
child is protected, where it is, how far the matter is, or how it ended.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import region_code
from casework.labels import LabelledEnum


class State(LabelledEnum):
    """How far a protection is."""

    BEGUN = "begun", "已先行照料"
    TEMPORARY = "temporary", "临时监护中"
    RETURNED = "returned", "已回到家"
    LONG = "long", "已转为长期监护"
    ENDED = "ended", "已结束"


class Circle(LabelledEnum):
    """Who is told why; that the child is protected is told to all who may open its file."""

    VILLAGE = "village", "村、镇、县"
    OFFICES = "offices", "乡镇和县"
    COUNTY = "county", "只有县里"


class StepKind(LabelledEnum):
    """What was done."""

    BEGUN = "begun", "开始保护"
    ADDED = "added", "补充情况"
    PLACED = "placed", "安置"
    DECIDED = "decided", "决定临时监护"
    REVIEWED = "reviewed", "评估"
    PAPER = "paper", "收到材料"
    RETURNED = "returned", "回到家"
    LONG = "long", "转为长期监护"
    ENDED = "ended", "结束"


class EndReason(LabelledEnum):
    """Why a protection ends that neither leads home nor to long-term guardianship."""

    MOVED = "moved", "迁到外地，由当地接手"
    ADULT = "adult", "年满十八周岁"
    DEATH = "death", "孩子去世"
    FOUND = "found", "查明身份，由家人接走"
    OTHER = "other", "其他"


class ProtectionCase(Scoped, Owned):
    """One protection of a child, from the first night to its end."""

    __tablename__ = "protection_case"
    follows_merge = True
    __table_args__ = (
        Index("ix_protection_case_child", "child_id", "begun_on"),
        Index("ix_protection_case_placed", "counted_region_code", "placed_on"),
        Index(
            "ix_protection_case_open",
            "region_code",
            "due_on",
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Where the child lived when it began: a placement is counted there, wherever it moves.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    begun_on: Mapped[date]
    #: The first day on which the child had a place; None as long as nobody has said where it is.
    placed_on: Mapped[date | None]
    #: The next day on which somebody has to look: the decision, a review, the usual limit.
    due_on: Mapped[date]
    closed_on: Mapped[date | None]

    #: A State.
    state = sealed(str, label="protection_case.state")
    #: A Circle.
    circle = sealed(str, label="protection_case.circle")
    #: Codes of art 92 (未成年人保护法); ``unclear`` alone where nobody can say yet.
    grounds = sealed(list, label="protection_case.grounds")
    #: A code of the list ``care_arrangement``, and the place in words.
    placement = sealed(str, label="protection_case.placement", null=True)
    place = sealed(str, label="protection_case.place", null=True)
    brought_by = sealed(str, label="protection_case.brought_by", null=True)
    words = sealed(str, label="protection_case.words", null=True)
    #: Until when the county decides; when it did, who, and from when the term runs.
    decide_by_on = sealed(date, label="protection_case.decide_by_on")
    decided_on = sealed(date, label="protection_case.decided_on", null=True)
    decided_by = sealed(str, label="protection_case.decided_by", null=True)
    review_on = sealed(date, label="protection_case.review_on")
    #: The usual limit (C2: no term in the national law); it warns.
    limit_on = sealed(date, label="protection_case.limit_on")
    #: {code: {"by": day until it is owed, "on": day on which it came or None}}, days as ISO text.
    papers = sealed(dict, label="protection_case.papers")
    #: A code of art 94, or an EndReason.
    ended_by = sealed(str, label="protection_case.ended_by", null=True)


class ProtectionStep(Scoped, Owned):
    """One act of a protection, with its day and what was said."""

    __tablename__ = "protection_step"
    follows_merge = True
    __table_args__ = (Index("ix_protection_step_child", "child_id", "on_day"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    protection_id: Mapped[UUID] = mapped_column(ForeignKey("protection_case.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    on_day: Mapped[date]

    #: A StepKind.
    kind = sealed(str, label="protection_step.kind")
    #: Codes and ids by name: ground, placement, place, paper, decided_by, assessment …
    facts = sealed(dict, label="protection_step.facts")
    words = sealed(str, label="protection_step.words", null=True)
