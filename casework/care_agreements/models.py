"""An agreement on entrusted care, what its parties say, and the contact that it asks for.

Plain are the dates of acts, the state, and ids. Everything that is said in it is sealed under the
child's key. Terms are half-open, ``[from_on, until_on)``: the last day of care is the day before.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class AgreementState(LabelledEnum):
    """What has been done with an agreement; whether it is in force is a matter of the day."""

    DRAFT = "draft", "草稿"
    SIGNED = "signed", "已签"
    FILED = "filed", "已备案"
    ENDED = "ended", "已终止"


class CareAgreement(Scoped, Owned):
    """委托照护协议: parents who are away entrust a carer; guardianship stays theirs (art 22)."""

    __tablename__ = "care_agreement"
    follows_merge = True
    __table_args__ = (
        Index("ix_care_agreement_child", "child_id", "from_on"),
        Index("ix_care_agreement_region", "region_code", "state", "until_on"),
        Index("ix_care_agreement_carer", "carer_person_id"),
        Index("ix_care_agreement_signed", "counted_region_code", "signed_on", "child_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The region at the signing: a move never changes the past. The child's own until then.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    state: Mapped[AgreementState] = mapped_column(enum_column(AgreementState, "state"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    filed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_on: Mapped[date | None]
    #: Signed from afar: the paper with the parents' own signature is still to come.
    paper_due_on: Mapped[date | None]
    #: The one that this one follows.
    renews_id: Mapped[UUID | None] = mapped_column(ForeignKey("care_agreement.id"))
    #: The carer as a person: how many children she has by agreement is asked across files.
    carer_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    #: Block code to what it says (``rules.Terms``).
    terms = sealed(dict, label="care_agreement.terms")
    #: Why it ended: a code of the list ``agreement_end``, and words.
    end_reason = sealed(str, label="care_agreement.end_reason", null=True)
    end_note = sealed(str, label="care_agreement.end_note", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CareContact(Scoped, Owned):
    """That parents away were in touch: with the child, with the carer (art 23: weekly)."""

    __tablename__ = "care_contact"
    follows_merge = True
    __table_args__ = (
        Index("ix_care_contact_child", "child_id", "contact_on"),
        Index("ix_care_contact_agreement", "agreement_id", "contact_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("care_agreement.id"))
    contact_on: Mapped[date]
    with_child: Mapped[bool]
    with_carer: Mapped[bool]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: {"who": …, "by": …, "told_by": …, "note": …}
    detail = sealed(dict, label="care_contact.detail", null=True)
