"""One complaint, suggestion or fault, and its answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Kind(LabelledEnum):
    """What it is about."""

    COMPLAINT = "complaint", "投诉"
    SUGGESTION = "suggestion", "建议"
    FAULT = "fault", "故障"


class Desk(LabelledEnum):
    """Who answers it."""

    COUNTY = "county", "县未保办"
    SYSTEM = "system", "系统管理员"


class State(LabelledEnum):
    """What has become of it."""

    RECEIVED = "received", "已收到"
    WORKING = "working", "处理中"
    ANSWERED = "answered", "已答复"


class Feedback(Owner):
    """What somebody wrote about the system or the work with it.

    Sealed under a key of its own: the owner of a key stands in plain beside it, and who wrote
    without a name must not be told by a dump. The author is sealed with the text; a keyed digest
    finds one's own.
    """

    __tablename__ = "feedback"
    __owner_kind__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_author", "author_digest", "created_at"),
        Index("ix_feedback_desk", "desk", "county_code", "created_at"),
    )

    #: Eight digits, to be read out over the telephone.
    number: Mapped[str] = mapped_column(String(9), unique=True)
    author_digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    #: The author's county and nothing narrower; none for a city's or a province's office.
    county_code: Mapped[str | None] = mapped_column(region_code())
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    state: Mapped[State] = mapped_column(enum_column(State, "state"))
    #: The one who answers does not learn who wrote it.
    is_anonymous: Mapped[bool]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    #: The account of the author: for the name of those who give it, and for abuse.
    author = sealed(str, label="feedback.author")
    text = sealed(str, label="feedback.text")
    answer = sealed(str, label="feedback.answer", null=True)
