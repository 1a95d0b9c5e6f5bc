"""A referral (转介): a child's need put before somebody outside, and what they answer."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.disclosures.models import Basis
from casework.labels import LabelledEnum


class ReferralState(LabelledEnum):
    """How far a referral has come."""

    PREPARED = "prepared", "写好了，还没送"
    SENT = "sent", "已送出，等回复"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已结案"
    WITHDRAWN = "withdrawn", "已撤回"


class Referral(Scoped, Owned):
    """One request to one recipient; what it shares is chosen before it is sent and stays so."""

    __tablename__ = "referral"
    follows_merge = True
    __table_args__ = (
        Index("ix_referral_child", "child_id", "prepared_on"),
        Index("ix_referral_region", "region_code", "state", "id"),
        Index("ix_referral_need", "need_id"),
        Index("ix_referral_sent", "counted_region_code", "sent_on"),
        Index("ix_referral_answered", "counted_region_code", "answered_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id"))
    #: The region when it was sent: a move never changes the past. The child's own until then.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    #: The number that stands on the sheet.
    number: Mapped[str] = mapped_column(String(24))
    state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState, "state"))
    #: A code of the list ``recipient_kind``.
    recipient_kind: Mapped[str] = mapped_column(String(24))
    basis: Mapped[Basis] = mapped_column(enum_column(Basis, "basis"))
    is_urgent: Mapped[bool]
    #: Who sees to it.
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    prepared_on: Mapped[date]
    sent_on: Mapped[date | None]
    reply_due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    #: Whether an office has to look at the ground on which data were given.
    must_be_checked: Mapped[bool]
    checked_on: Mapped[date | None]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)

    #: Who exactly: 县人民医院儿科.
    recipient = sealed(str, label="referral.recipient")
    #: What is asked for, in words.
    about = sealed(str, label="referral.about")
    #: Codes of the list ``shared_field``.
    fields = sealed(list, label="referral.fields")
    #: Field to what the sheet said when it was sent; None before.
    sheet = sealed(dict, label="referral.sheet", null=True)
    #: Who consented: {"by": …, "on": …}.
    consent = sealed(dict, label="referral.consent", null=True)
    #: {"outcome": …, "by": …, "words": …}
    answer = sealed(dict, label="referral.answer", null=True)
    #: Why it was closed or withdrawn; what an office said of the ground.
    end_note = sealed(str, label="referral.end_note", null=True)
    check_note = sealed(str, label="referral.check_note", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReferralOutcome(LabelledEnum):
    """What came of it, by the stub that came back."""

    SOLVED = "solved", "办好了"
    PARTLY = "partly", "办了一部分，还在办"
    DECLINED = "declined", "办不了、不符合条件"
    PASSED_ON = "passed_on", "转给了别的单位"
