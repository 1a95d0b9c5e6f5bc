"""A person has a key of their own; what they are to a child is the child's."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owner, sealed
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

    name = sealed(str, label="person.name")
    id_number = sealed(str, label="person.id_number", null=True)
