"""A pairing, what it was asked for with, and the door through which a volunteer sees her part.

A request and a pairing have keys of their own: who opens a request opens nothing of the child's
file. A volunteer's session reaches no region at all: what she is to see is written into the brief,
which is found by her account and closed with the pairing.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum

#: A pairing in one of these holds the child's place and one of the volunteer's.
_LIVE = "state IN ('approved', 'active', 'paused')"
#: A contact that somebody of the child's side has to look at.
_WAITING = "waits_since IS NOT NULL"


class RequestState(LabelledEnum):
    """Where a request stands."""

    OPEN = "open", "等待结对"
    MET = "met", "已结对"
    WITHDRAWN = "withdrawn", "已撤回"


class PairingState(LabelledEnum):
    """Where a pairing stands."""

    PROPOSED = "proposed", "待乡镇同意"
    APPROVED = "approved", "已同意，待首次见面"
    ACTIVE = "active", "结对中"
    PAUSED = "paused", "暂停"
    ENDED = "ended", "已结束"
    DECLINED = "declined", "未同意"


class PairingRequest(Scoped, Owner):
    """What a township or county asks for; all that the volunteers' side ever sees of a child."""

    __tablename__ = "pairing_request"
    __owner_kind__ = "pairing_request"
    follows_merge = True
    __table_args__ = (
        Index("ix_pairing_request_child", "child_id"),
        Index("ix_pairing_request_region", "region_code", "state", "opened_on", "id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState, "state"))
    published_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)

    #: What the child is called here; never the name.
    alias = sealed(str, label="pairing_request.alias")
    #: Code of ``age_band``.
    age_band = sealed(str, label="pairing_request.age_band")
    #: Codes of ``pairing_service``: what the child needs.
    needs = sealed(list, label="pairing_request.needs")
    #: Codes of ``contact_language`` that the child speaks.
    languages = sealed(list, label="pairing_request.languages")
    #: The sex of the volunteer where it matters (GB/T 2261.1); None where it does not.
    sex_wish = sealed(str, label="pairing_request.sex_wish", null=True)
    #: When the child has time: codes of ``free_time``.
    free_times = sealed(list, label="pairing_request.free_times")
    #: What it is about, in words that name nobody.
    words = sealed(str, label="pairing_request.words", null=True)
    #: Why it was taken back.
    why = sealed(str, label="pairing_request.why", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Pairing(Scoped, Owner):
    """One child and one volunteer; at most one that lives for a child, at most her capacity."""

    __tablename__ = "pairing"
    __owner_kind__ = "pairing"
    follows_merge = True
    __table_args__ = (
        Index(
            "uq_pairing_live",
            "child_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index("ix_pairing_child", "child_id", "id"),
        Index("ix_pairing_volunteer", "volunteer_id", "state"),
        Index("ix_pairing_region", "region_code", "state", "next_contact_due_on", "id"),
        Index("ix_pairing_counted", "counted_region_code", "began_on"),
        Index("ix_pairing_request", "request_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("pairing_request.id"))
    state: Mapped[PairingState] = mapped_column(enum_column(PairingState, "state"))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    proposed_on: Mapped[date]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_on: Mapped[date | None]
    #: When child and volunteer first met, the 儿童主任 being there.
    began_on: Mapped[date | None]
    #: Where the child lived then: fixed at the act, so that a move never changes the past.
    counted_region_code: Mapped[str | None] = mapped_column(region_code())
    paused_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    #: Code of ``pairing_end``.
    end_reason: Mapped[str | None] = mapped_column(String(24))
    last_contact_on: Mapped[date | None]
    next_contact_due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    #: What the child is called on the volunteers' side: that of the request.
    alias = sealed(str, label="pairing.alias")
    #: {"name": …, "kind": code, "organisation": …, "sex": code, "phone": …}: what the child's side
    #: is told of the volunteer, as it was when she was proposed.
    volunteer = sealed(dict, label="pairing.volunteer")
    #: {"by": name, "relation": code, "on": day, "way": code}: the guardian's consent.
    consent = sealed(dict, label="pairing.consent", null=True)
    #: What the child says to it.
    child_wish = sealed(str, label="pairing.child_wish", null=True)
    #: {"on": day, "place": words, "present": words}
    first_meeting = sealed(dict, label="pairing.first_meeting", null=True)
    note = sealed(str, label="pairing.note", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_live(self) -> bool:
        """Whether it holds the child's place and one of the volunteer's."""
        return self.state in {PairingState.APPROVED, PairingState.ACTIVE, PairingState.PAUSED}


class PairingStep(Scoped, Owned):
    """One step of a pairing: who took it, when and why; sealed under the pairing's key."""

    __tablename__ = "pairing_step"
    __owned_by__ = "pairing_id"
    __owner_kind__ = "pairing"
    follows_merge = True
    __table_args__ = (
        Index("ix_pairing_step_pairing", "pairing_id", "id"),
        Index("ix_pairing_step_child", "child_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    #: The step's name in the table (``steps.STEPS``).
    act: Mapped[str] = mapped_column(String(20))
    taken_on: Mapped[date]
    #: None where the system took it: a night, a file that ended.
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    words = sealed(str, label="pairing_step.words", null=True)


class PairingBrief(Owner):
    """What one volunteer sees of one child while the pairing lasts, and nothing else.

    Not scoped: it is found by the account alone (``account_id`` and ``closed_at IS NULL``), so that
    a volunteer's session needs no region. Offices reach it through its pairing.
    """

    __tablename__ = "pairing_brief"
    __owner_kind__ = "pairing_brief"
    __table_args__ = (
        Index("ix_pairing_brief_account", "account_id", "closed_at"),
        Index("ix_pairing_brief_pairing", "pairing_id"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    #: The first day on which the vetting does not hold any more: closed from then, asked at each
    #: request; None where nothing ends it but ``closed_at``.
    open_until_on: Mapped[date | None]
    #: From that moment it is as if there were none.
    closed_at: Mapped[datetime | None]
    #: When they should be in touch again, as on the pairing: a volunteer cannot load that one.
    contact_due_on: Mapped[date | None]

    first_name = sealed(str, label="pairing_brief.first_name")
    age_band = sealed(str, label="pairing_brief.age_band")
    #: Codes of ``pairing_service``.
    needs = sealed(list, label="pairing_brief.needs")
    meeting_point = sealed(str, label="pairing_brief.meeting_point", null=True)
    next_on = sealed(date, label="pairing_brief.next_on", null=True)
    #: Whom to call: the 儿童主任, never the family.
    contact = sealed(str, label="pairing_brief.contact", null=True)


class ContactDoubt(LabelledEnum):
    """Why a contact waits for somebody to look at it before it counts."""

    LATE = "late", "结对停了以后才收到"
    TWICE = "twice", "同一张表又交了一次，内容不一样"


class PairingContact(Owned):
    """One time that they were in touch, or tried to be; sealed under the pairing's key.

    Not scoped: a volunteer finds her own by her account. Offices reach it through the pairing.
    """

    __tablename__ = "pairing_contact"
    __owned_by__ = "pairing_id"
    __owner_kind__ = "pairing"
    __table_args__ = (
        Index("ix_pairing_contact_pairing", "pairing_id", "contacted_on"),
        Index("ix_pairing_contact_account", "account_id", "pairing_id"),
        Index("ix_pairing_contact_place", "place_code", "contacted_on"),
        Index(
            "ix_pairing_contact_waiting",
            "pairing_id",
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    #: The door that it came through; None where the child's side wrote it down.
    brief_id: Mapped[UUID | None] = mapped_column(ForeignKey("pairing_brief.id"))
    #: The child's village at that time: figures stay where it happened.
    place_code: Mapped[str] = mapped_column(region_code())
    #: The UUID of the form that was sent: the same one twice is one contact.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    #: Keyed digest of the content: tells a second arrival from another contact.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    contacted_on: Mapped[date]
    #: Whether they were in touch; a try is kept too.
    was_made: Mapped[bool]
    #: Whether they saw each other, which the rhythm asks for now and then.
    was_met: Mapped[bool] = mapped_column(default=False)
    #: Whether something worrying was told: it stands before the child's worker at once.
    is_worrying: Mapped[bool] = mapped_column(default=False)
    #: Why somebody has to look at it before it counts; None for most.
    doubt: Mapped[ContactDoubt | None] = mapped_column(enum_column(ContactDoubt, "doubt"))
    #: Since when a worry or a doubt waits for the worker; None when nothing does.
    waits_since: Mapped[datetime | None]
    #: When the worker saw the worry, or looked at the doubt, and said what came of it.
    answered_at: Mapped[datetime | None]
    #: What was looked at and does not count: written by mistake, or twice.
    is_set_aside: Mapped[bool] = mapped_column(default=False)

    #: {"services": codes of ``pairing_service``, "way": code of ``contact_way``, "minutes": n}
    facts = sealed(dict, label="pairing_contact.facts")
    #: {"child_words": …, "words": …, "worry": …}: the child's side and the writer read it.
    words = sealed(dict, label="pairing_contact.words")
    answer = sealed(str, label="pairing_contact.answer", null=True)

    @property
    def counts(self) -> bool:
        """Whether it is a contact made: the one meaning of it, for rhythm, lists and figures."""
        is_settled = self.doubt is None or self.answered_at is not None
        return self.was_made and is_settled and not self.is_set_aside


class PairingComplaint(Scoped, Owned):
    """What somebody has against a volunteer, and what came of it; she never sees it."""

    __tablename__ = "pairing_complaint"
    __owned_by__ = "pairing_id"
    __owner_kind__ = "pairing"
    follows_merge = True
    __table_args__ = (
        Index("ix_pairing_complaint_pairing", "pairing_id", "made_on"),
        Index("ix_pairing_complaint_child", "child_id"),
        Index("ix_pairing_complaint_region", "region_code", "answered_on"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    made_on: Mapped[date]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Whether the pairing was paused at once because of it.
    has_paused: Mapped[bool] = mapped_column(default=False)
    answered_on: Mapped[date | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: Who complains: child, carer, school, other, nameless.
    by_whom = sealed(str, label="pairing_complaint.by_whom")
    words = sealed(str, label="pairing_complaint.words")
    answer = sealed(str, label="pairing_complaint.answer", null=True)
