"""What a visit noticed of a child's mood, the case that a counsellor has, and what she did.

Three tables stand in the child's village, where its workers see how far things are: the mark, the
case and the dates of acts. What was said and found stands in ``psychology_record``, which belongs
to the county's office: no session of a village or a township can load it at all. A case has a key
of its own, so that a counsellor reads what was written for her and no table of children.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class MarkState(LabelledEnum):
    """What became of something that a visit noticed."""

    WATCH = "watch", "要多留意"
    PROPOSED = "proposed", "建议转介"
    SENT = "sent", "已转介"
    SETTLED = "settled", "已了结"


#: The marks of which somebody still has to think.
OPEN_MARKS = (MarkState.WATCH, MarkState.PROPOSED)


class CaseState(LabelledEnum):
    """How far a case is; the same words for the village and for the counsellor."""

    REFERRED = "referred", "已转介"
    ACCEPTED = "accepted", "已接案"
    SCREENED = "screened", "已评估"
    IN_CARE = "in_care", "关爱服务中"
    CLOSED = "closed", "已结束"


class ActKind(LabelledEnum):
    """What a counsellor did with a child on one day."""

    SCREENING = "screening", "心理状况筛查"
    SESSION = "session", "关爱服务"


class RecordKind(LabelledEnum):
    """What a record is of."""

    SCREENING = "screening", "筛查"
    SESSION = "session", "关爱服务"
    CLOSING = "closing", "结案小结"
    HANDOVER = "handover", "移交说明"


class PsychologyMark(Scoped, Owned):
    """What one visit noticed of a child's mood, until somebody has acted on it."""

    __tablename__ = "psychology_mark"
    __table_args__ = (
        Index("ix_psychology_mark_child", "child_id", "noted_on"),
        Index(
            "ix_psychology_mark_open",
            "region_code",
            "noted_on",
            sqlite_where=text("state IN ('watch', 'proposed')"),
            postgresql_where=text("state IN ('watch', 'proposed')"),
        ),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: One visit makes one mark, however often it is corrected.
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), unique=True)
    state: Mapped[MarkState] = mapped_column(enum_column(MarkState, "state"))
    noted_on: Mapped[date]
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    ended_on: Mapped[date | None]

    #: The answer of the visit form: watch, refer or self_harm.
    sign = sealed(str, label="psychology_mark.sign")
    #: What the visitor wrote beside it.
    words = sealed(str, label="psychology_mark.words", null=True)
    #: Why nobody was sent to a counsellor.
    end_words = sealed(str, label="psychology_mark.end_words", null=True)


class PsychologyCase(Scoped, Owner):
    """A child who was sent to a counsellor, from the referral to the end."""

    __tablename__ = "psychology_case"
    __owner_kind__ = "psychology_case"
    follows_merge = True
    __table_args__ = (
        Index("ix_psychology_case_child", "child_id", "referred_on"),
        Index("ix_psychology_case_region", "region_code", "state", "referred_on"),
        Index("ix_psychology_case_counsellor", "counsellor_id", "state"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState, "state"))
    #: Somebody heard that the child may harm itself: it stands first until a counsellor has it.
    is_urgent: Mapped[bool] = mapped_column(default=False)
    #: Whether the guardian's word is still to be had; the referral does not wait for it.
    needs_consent: Mapped[bool] = mapped_column(default=False)
    referred_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    referred_on: Mapped[date]
    #: Until when a counsellor takes it on; None once she has.
    answer_due_at: Mapped[datetime | None]
    counsellor_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    #: The county whose counsellor has it: her records stay there when the child moves away.
    office_code: Mapped[str | None] = mapped_column(region_code())
    accepted_on: Mapped[date | None]
    screened_on: Mapped[date | None]
    care_from_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    #: When the counsellor meets the child again.
    next_on: Mapped[date | None]
    sessions: Mapped[int] = mapped_column(SmallInteger, default=0)
    version: Mapped[int] = mapped_column(default=1)

    #: What the counsellor is told: name, sex, age, place, school, call, why (``rules.Brief``).
    brief = sealed(dict, label="psychology_case.brief")
    #: What was said later on, while the case was open: [{"on": …, "words": …}].
    added = sealed(list, label="psychology_case.added")
    #: How the guardian answered: {"answer": code, "who": …, "on": …, "words": …}
    consent = sealed(dict, label="psychology_case.consent")
    #: A code of the list ``psychology_outcome``.
    outcome = sealed(str, label="psychology_case.outcome", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PsychologyAct(Scoped, Row):
    """That a counsellor met a child on a day; what came of it stands in the record of that id."""

    __tablename__ = "psychology_act"
    follows_merge = True
    __table_args__ = (
        Index("ix_psychology_act_child", "child_id", "on_day"),
        Index("ix_psychology_act_case", "case_id", "on_day"),
        Index("ix_psychology_act_counted", "counted_region_code", "on_day"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("psychology_case.id"))
    #: Where the child lived on that day: a move never changes the past.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind, "kind"))
    on_day: Mapped[date]


class PsychologyRecord(Scoped, Owned):
    """What a counsellor found, did and thought; for whoever has the case, and nobody else.

    ``region_code`` is the county's office, so that sessions below it cannot load the row.
    """

    __tablename__ = "psychology_record"
    __owned_by__ = "case_id"
    __owner_kind__ = "psychology_case"
    stays_put = True
    __table_args__ = (Index("ix_psychology_record_case", "case_id", "on_day"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("psychology_case.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[RecordKind] = mapped_column(enum_column(RecordKind, "kind"))
    on_day: Mapped[date]
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    #: The edition of the form that a screening was made on.
    form_version: Mapped[str | None] = mapped_column(String(20))

    #: words, way; of a screening answers, notes and the code of the result.
    body = sealed(dict, label="psychology_record.body")
