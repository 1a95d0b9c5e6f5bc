"""Who answers for a child by law, and with whom it actually lives: two dated lines.

What the law calls them, on what basis and why is sealed; plain are the terms alone. Intervals are
half-open, ``[from_on, until_on)``. A line has no gaps and no overlaps: each term lasts until the
next one begins (``rules.ends_of``). What was entered by mistake is struck and stays to be read;
its term is empty then, so that it is in force on no day.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, sealed


class GuardianshipSpell(Scoped, Owned):
    """Who answers for the child by law in a term, and on what basis; one at a time."""

    __tablename__ = "guardianship_spell"
    follows_merge = True
    __table_args__ = (Index("ix_guardianship_spell_child", "child_id", "from_on"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Entered by mistake, and who said so.
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: A code of the list ``guardianship_kind``; never ``entrusted``: care does not move it.
    kind = sealed(str, label="guardianship_spell.kind")
    #: Ids (text) of the child's ties to the people who answer: ``ChildPerson.id``.
    guardians = sealed(list, label="guardianship_spell.guardians")
    #: Who answers where it is no person of the file: an office, a village committee.
    office = sealed(str, label="guardianship_spell.office", null=True)
    #: The article and the paper: {"article": …, "paper": …, "number": …, "dated": …}
    basis = sealed(dict, label="guardianship_spell.basis", null=True)
    #: Why it began, as told to those who may open the file; neutral where a report led to it.
    reason = sealed(str, label="guardianship_spell.reason", null=True)
    note = sealed(str, label="guardianship_spell.note", null=True)
    strike_reason = sealed(str, label="guardianship_spell.strike_reason", null=True)


class CareSpell(Scoped, Owned):
    """With whom or where the child actually lives in a term; one at a time.

    The people who care are the child's ties of the part ``carer``; a spell is written where
    more is to be said: a home that is not theirs, nobody at all, a placement.
    """

    __tablename__ = "care_spell"
    follows_merge = True
    __table_args__ = (Index("ix_care_spell_child", "child_id", "from_on"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: A code of the list ``care_arrangement``.
    arrangement = sealed(str, label="care_spell.arrangement")
    #: The id (text) of the child's tie to whoever cares, where it is a person of the file.
    carer = sealed(str, label="care_spell.carer", null=True)
    #: The institution or foster home, where it is none.
    place = sealed(str, label="care_spell.place", null=True)
    reason = sealed(str, label="care_spell.reason", null=True)
    #: Who said so: a ``children.facts.Teller``.
    told_by = sealed(str, label="care_spell.told_by", null=True)
    strike_reason = sealed(str, label="care_spell.strike_reason", null=True)
