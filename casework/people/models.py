"""A person has a key of their own; what they are to a child is the child's."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class Part(LabelledEnum):
    """The part that a person has in a child's life; the exact relation is sealed."""

    FATHER = "father", "父亲"
    MOTHER = "mother", "母亲"
    GUARDIAN = "guardian", "监护人"
    CARER = "carer", "实际照料人"
    OTHER = "other", "其他亲属"


class Person(Owner):
    """Somebody of flesh and blood; siblings of one county may share a parent."""

    __tablename__ = "person"
    __owner_kind__ = "person"

    #: The county that the row belongs to: across counties there is a second row.
    county_code: Mapped[str] = mapped_column(String(6), index=True)
    #: The row that answers for this one since it was merged, divided or put right. Children out of
    #: the reach of whoever did that may still be joined to this row, which then speaks for itself.
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)

    name = sealed(str, label="person.name")
    id_number = sealed(str, label="person.id_number", null=True)


class Regrouping(LabelledEnum):
    """How one row of a person came out of another."""

    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"


class PersonMerge(Scoped, Owned):
    """From which row a row was made, by whom and why; the reason has the new row's key.

    The region is the smallest one around all children whose joining changed: who does not reach
    them all is not told that there was anything to regroup.
    """

    __tablename__ = "person_merge"
    __owned_by__ = "to_id"
    __owner_kind__ = "person"
    __table_args__ = (
        Index("ix_person_merge_to", "to_id"),
        Index("ix_person_merge_from", "from_id"),
        Index("ix_person_merge_region", "region_code", "created_at"),
    )

    from_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Regrouping] = mapped_column(enum_column(Regrouping, "kind"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    reason = sealed(str, label="person_merge.reason")
