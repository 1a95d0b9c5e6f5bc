"""One giving of a child's data to somebody outside: an entry that nobody changes or takes back.

网络数据安全管理条例 art 12: who hands personal data on keeps a record for at least three years.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Basis(LabelledEnum):
    """On which ground something was given (个人信息保护法 art 13)."""

    DUTY = "duty", "履行法定职责"
    CONSENT = "consent", "监护人同意"
    EMERGENCY = "emergency", "紧急情况，先办后补"
    LAW = "law", "法律规定必须提供"


class Disclosure(Scoped, Owned):
    """That somebody outside was given something of a child's file.

    The entry follows the child, so that whoever answers for the file can say who has its data. The
    office that gave it sees it for as long as it is kept, wherever the child lives by then: it
    answers for what it gave.
    """

    __tablename__ = "disclosure"
    follows_merge = True
    also_in = ("counted_region_code",)
    __table_args__ = (
        Index("ix_disclosure_child", "child_id", "given_on"),
        Index("ix_disclosure_region", "region_code"),
        Index("ix_disclosure_given", "counted_region_code", "given_on", "id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: Where the child lived when it was given; it never follows the child.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    given_on: Mapped[date]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: A code of the list ``recipient_kind``.
    recipient_kind: Mapped[str] = mapped_column(String(24))
    basis: Mapped[Basis] = mapped_column(enum_column(Basis, "basis"))
    #: What it belongs to: a referral, a pairing, a payment file; a plain id.
    subject_id: Mapped[UUID | None]

    #: Who exactly, in words.
    recipient = sealed(str, label="disclosure.recipient")
    #: Codes of the list ``shared_field``.
    fields = sealed(list, label="disclosure.fields")
    #: What for, in words.
    about = sealed(str, label="disclosure.about")
