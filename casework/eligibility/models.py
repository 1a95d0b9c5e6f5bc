"""What is known of a parent's condition, in the file of one child.

Everything about it is sealed: that a row is there tells that something is the matter, and no
more. A row is never overwritten: what was wrong or has become otherwise is withdrawn, and another
one says what holds.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed


class ParentCondition(Scoped, Owned):
    """A condition of a parent as known to one child; or a fact that decides like one."""

    __tablename__ = "parent_condition"
    follows_merge = True
    __table_args__ = (Index("ix_parent_condition_child", "child_id", "withdrawn_at"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The child's tie to the parent (``ChildPerson.id``); none for a parent nobody knows and for
    #: what concerns the child. A plain id: the tie may end, what was known of it stands.
    link_id: Mapped[UUID | None]
    #: Who wrote it, and when it was withdrawn: replaced by another row, or found to be wrong.
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]

    #: father or mother; child for what concerns the child
    part = sealed(str, label="parent_condition.part")
    #: A condition or standing of ``config/conditions.toml``.
    code = sealed(str, label="parent_condition.code")
    #: The day that it counts from, as the condition says which; and the first day without it.
    since_on = sealed(date, label="parent_condition.since_on", null=True)
    until_on = sealed(date, label="parent_condition.until_on", null=True)
    #: What the threshold asks: {"kind", "grade"} of a disability, {"months"} of a sentence,
    #: {"listed"} of an illness.
    measures = sealed(dict, label="parent_condition.measures", null=True)
    #: The papers seen: [{"code", "seen_on", "seen_by"}].
    papers = sealed(list, label="parent_condition.papers", null=True)
    note = sealed(str, label="parent_condition.note", null=True)
