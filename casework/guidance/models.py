"""That a guardian was reminded, admonished or guided: by whom, how, and what came of it.

Whoever works in the village gives no admonition: police, procuratorate and court do, and the
record says which of them.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed


class Guidance(Scoped, Owned):
    """One reminder, admonition or guidance on one day."""

    __tablename__ = "guidance"
    follows_merge = True
    __table_args__ = (
        Index("ix_guidance_child", "child_id", "given_on"),
        Index("ix_guidance_follow_up", "region_code", "follow_up_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    given_on: Mapped[date]
    #: By when somebody looks what came of it; None where nobody has to.
    follow_up_on: Mapped[date | None]
    #: When somebody looked.
    followed_on: Mapped[date | None]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: A code of the list ``guidance_kind``.
    kind = sealed(str, label="guidance.kind")
    #: Ids (text) of the child's ties to whom it was given: ``ChildPerson.id``.
    recipients = sealed(list, label="guidance.recipients")
    #: A body of the practice, and who it was, in words.
    body = sealed(str, label="guidance.body")
    given_by = sealed(str, label="guidance.given_by", null=True)
    said = sealed(str, label="guidance.said", null=True)
    #: What the guardian answered or promised.
    answer = sealed(str, label="guidance.answer", null=True)
    #: What came of it.
    result = sealed(str, label="guidance.result", null=True)
