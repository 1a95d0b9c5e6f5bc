"""The child's file and its dated rows.

Plain are ids, region codes, status, sex, birth year, category mask, risk, dates of acts and
counters; everything a child is called, suffers or lives at is sealed under the child's key.
Intervals are half-open, ``[from_on, until_on)``, in Shanghai dates.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Status(LabelledEnum):
    """Where a file stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待乡镇审核"
    RETURNED = "returned", "退回补正"
    ACTIVE = "active", "在册"
    SUSPENDED = "suspended", "暂停"
    CLOSED = "closed", "已退出"


class IdState(LabelledEnum):
    """How far the ID number can be relied on; only a verified one is unique."""

    NONE = "none", "暂无证件"
    DOUBTFUL = "doubtful", "待核对"
    VERIFIED = "verified", "已核对"


class DueKind(LabelledEnum):
    """What the next due date asks for."""

    FIRST = "first", "首次入户"
    IN_PERSON = "in_person", "当面走访"
    CONTACT = "contact", "电话或视频"


class Child(Owner, Scoped):
    """A child's file, with the state that lists read written by the acts that change it."""

    __tablename__ = "child"
    __owner_kind__ = "child"
    __table_args__ = (
        Index("ix_child_worker", "worker_id", "status", "next_due_on", "id"),
        Index("ix_child_township", "township_code", "status", "next_due_on", "id"),
        Index("ix_child_region", "region_code", "next_due_on", "id"),
        Index("ix_child_age", "region_code", "birth_year"),
        Index(
            "ix_child_proposed",
            "region_code",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_child_unassigned",
            "region_code",
            sqlite_where=text("worker_id IS NULL"),
            postgresql_where=text("worker_id IS NULL"),
        ),
    )

    #: How the file is named where a child may not be: letters and digits, nothing in them.
    case_number: Mapped[str] = mapped_column(String(12), unique=True)
    township_code: Mapped[str] = mapped_column(region_code())
    status: Mapped[Status] = mapped_column(enum_column(Status, "status"))
    #: GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.
    sex: Mapped[str] = mapped_column(String(1))
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    #: The open categories as bits of their counted code; HIV is never among them.
    category_mask: Mapped[int] = mapped_column(default=0)
    #: 1 low to 4 high.
    risk: Mapped[int] = mapped_column(SmallInteger, default=2)
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    entered_on: Mapped[date | None]
    exited_on: Mapped[date | None]
    #: By when a child new on the list is seen for the first time.
    first_due_on: Mapped[date | None]
    first_visit_on: Mapped[date | None]
    last_visit_on: Mapped[date | None]
    last_contact_on: Mapped[date | None]
    in_person_due_on: Mapped[date | None]
    contact_due_on: Mapped[date | None]
    next_due_on: Mapped[date | None]
    next_due_kind: Mapped[DueKind | None] = mapped_column(enum_column(DueKind, "next_due_kind"))
    #: The version of the visit rules that the due dates were made with.
    rule_version: Mapped[str | None] = mapped_column(String(20))
    open_needs: Mapped[int] = mapped_column(default=0)
    #: The file that answers for this one since both were found to be one child's.
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("child.id"), index=True)
    id_state: Mapped[IdState] = mapped_column(enum_column(IdState, "id_state"))
    version: Mapped[int] = mapped_column(default=1)

    name = sealed(str, label="child.name")
    #: Name, full pinyin and initials on three lines: one value to open while searching.
    search_text = sealed(str, label="child.search_text")
    birth_on = sealed(date, label="child.birth_on", null=True)
    id_kind = sealed(str, label="child.id_kind", null=True)
    id_number = sealed(str, label="child.id_number", null=True)
    no_id_reason = sealed(str, label="child.no_id_reason", null=True)
    other_documents = sealed(str, label="child.other_documents", null=True)
    ethnic_group = sealed(str, label="child.ethnic_group", null=True)
    #: 户籍地 as a region code, and what was written where no code fits.
    hukou_code = sealed(str, label="child.hukou_code", null=True)
    hukou_address = sealed(str, label="child.hukou_address", null=True)
    school_stage = sealed(str, label="child.school_stage", null=True)
    school = sealed(str, label="child.school", null=True)
    health = sealed(str, label="child.health", null=True)
    health_note = sealed(str, label="child.health_note", null=True)
    #: {"kind": code, "grade": code, "certificate": number}
    disability = sealed(dict, label="child.disability", null=True)
    phone = sealed(str, label="child.phone", null=True)
    note = sealed(str, label="child.note", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class IdentityDigest(Base):
    """The keyed digest of an ID number: full value, unique only where verified."""

    __tablename__ = "identity_digest"
    __table_args__ = (
        Index("ix_identity_digest_value", "epoch", "kind", "digest"),
        Index(
            "uq_identity_digest_verified",
            "epoch",
            "kind",
            "digest",
            unique=True,
            sqlite_where=text("verified"),
            postgresql_where=text("verified"),
        ),
    )

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    #: child or person
    kind: Mapped[str] = mapped_column(String(8))
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    verified: Mapped[bool]


class Household(Owner, Scoped):
    """A home; 户 counts these. The address has a key of its own, siblings share it."""

    __tablename__ = "household"
    __owner_kind__ = "household"

    address = sealed(str, label="household.address", null=True)


class Stay(Scoped, Owned):
    """Where a child lived when; the region is that of the place and never changes."""

    __tablename__ = "stay"
    stays_put = True
    __table_args__ = (
        Index("ix_stay_child", "child_id", "from_on"),
        Index("ix_stay_region", "region_code", "from_on", "until_on", "child_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("household.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class StatusSpell(Scoped, Owned):
    """A status and its term. In care is ``active`` with at least one open category."""

    __tablename__ = "status_spell"
    __table_args__ = (
        Index("ix_status_spell_child", "child_id", "from_on"),
        Index("ix_status_spell_counted", "counted_region_code", "from_on", "child_id"),
        Index("ix_status_spell_began", "from_on", "counted_region_code", "child_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: Fixed at the act, so that a move never changes the past.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    status: Mapped[Status] = mapped_column(enum_column(Status, "status"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    #: The child came onto the list with this spell (not back from a pause).
    is_entry: Mapped[bool] = mapped_column(default=False)
    #: For an entry: by when the first visit is due.
    first_due_on: Mapped[date | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    reason = sealed(str, label="status_spell.reason", null=True)
    note = sealed(str, label="status_spell.note", null=True)


class CategoryMembership(Scoped, Owned):
    """A category and its term; the leaf is stored, counts include the parents."""

    __tablename__ = "category_membership"
    __table_args__ = (
        Index("ix_category_membership_child", "child_id", "from_on", "until_on", "code"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The code under which the child is counted; the true leaf is sealed.
    code: Mapped[str] = mapped_column(String(32))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    leaf = sealed(str, label="category_membership.leaf")
    entry_reason = sealed(str, label="category_membership.entry_reason", null=True)
    exit_reason = sealed(str, label="category_membership.exit_reason", null=True)


class RiskSpell(Scoped, Owned):
    """A risk level and its term, with the version of the rules it was set under."""

    __tablename__ = "risk_spell"
    __table_args__ = (Index("ix_risk_spell_child", "child_id", "from_on", "until_on", "level"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    level: Mapped[int] = mapped_column(SmallInteger)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    rule_version: Mapped[str | None] = mapped_column(String(20))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    reason = sealed(str, label="risk_spell.reason", null=True)


class Assignment(Scoped, Owned):
    """Who answers for the child in a term (明确专人): lists and due dates, not rights."""

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_child", "child_id", "from_on"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class ChildAccess(Base):
    """A right to one child for a term, from a pairing or an approval; never from a prefix."""

    __tablename__ = "child_access"

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    basis: Mapped[str] = mapped_column(String(16), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]


class ChildPerson(Scoped, Owned):
    """What a person is to the child, how to reach them, how they fare: the child's knowledge."""

    __tablename__ = "child_person"
    follows_merge = True
    __table_args__ = (Index("ix_child_person_child", "child_id", "part"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str] = mapped_column(String(16))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]

    #: GB/T 4761 two digits: what the person is to the child.
    relation = sealed(str, label="child_person.relation", null=True)
    phone = sealed(str, label="child_person.phone", null=True)
    address = sealed(str, label="child_person.address", null=True)
    whereabouts = sealed(str, label="child_person.whereabouts", null=True)
    #: Plain situation or eligibility condition, since when, and the evidence seen.
    situation = sealed(str, label="child_person.situation", null=True)
    since_on = sealed(date, label="child_person.since_on", null=True)
    evidence = sealed(str, label="child_person.evidence", null=True)
    #: The day on which the child last heard of the person, as far as anybody knows.
    heard_on = sealed(date, label="child_person.heard_on", null=True)
    #: How to get hold of the person, and whether one must not (``contacts.Contact``).
    contact = sealed(dict, label="child_person.contact", null=True)


class ChildChange(Scoped, Owned):
    """One field that somebody changed: from what to what, when."""

    __tablename__ = "child_change"
    __table_args__ = (Index("ix_child_change_child", "child_id", "created_at"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    #: The code name of the field; a person's field is prefixed with the part (father.phone).
    field: Mapped[str] = mapped_column(String(48))
    #: form, import, visit, or which small change it came with (upkeep)
    source: Mapped[str] = mapped_column(String(12))

    old = sealed(str, label="child_change.old", null=True)
    new = sealed(str, label="child_change.new", null=True)
    #: Who said so and from when it holds, where that was asked.
    told_by = sealed(str, label="child_change.told_by", null=True)
    from_on = sealed(date, label="child_change.from_on", null=True)


class SourceRow(Scoped, Owned):
    """The row of a ledger that a child came from: known again, and kept whole."""

    __tablename__ = "source_row"
    __table_args__ = (Index("ix_source_row_key", "row_key"),)

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), unique=True)
    #: Keyed digest of what the row is known again by: ID number, or name with birth and carer.
    row_key: Mapped[bytes] = mapped_column(LargeBinary(16))
    #: Keyed digest of the whole row, to tell changed from unchanged.
    row_digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    upload_id: Mapped[UUID | None]

    #: Field code to text, also of the cells that no feature claims yet.
    cells = sealed(dict, label="source_row.cells")


class Verdict(LabelledEnum):
    """What an office found out about a number that two files hold."""

    SAME = "same", "是同一个孩子，两份档案重复"
    WRONG_HERE = "wrong_here", "号码填错了，退回村里改正"
    RIGHT_HERE = "right_here", "对照过原件，号码没有填错"
    WITHDRAWN = "withdrawn", "号码已经改了，不再重复"


class SharedNumber(Scoped, Owned):
    """A file whose ID number another file holds as well, to be looked into by one office.

    Where one office covers both files there is one row, on the file that came later. Where none
    does (two counties), each county has a row on its own file and never sees the other one.
    """

    __tablename__ = "shared_number"
    __table_args__ = (
        Index("ix_shared_number_child", "child_id"),
        Index("ix_shared_number_other", "other_id"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The other file; a plain id, which opens nothing out of reach.
    other_id: Mapped[UUID]
    office_code: Mapped[str] = mapped_column(region_code())
    #: Whether the office covers the other file too.
    sees_both: Mapped[bool]
    verdict: Mapped[Verdict | None] = mapped_column(enum_column(Verdict, "verdict"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    note = sealed(str, label="shared_number.note", null=True)
