"""What is known of a child, as plain values: forms and ledgers make them, acts store them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.people.models import Part


@dataclass(frozen=True, kw_only=True)
class ChildFacts:
    """What the file says of the child itself; codes are those of the practice lists."""

    name: str
    #: GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.
    sex: str = "0"
    birth_on: date | None = None
    id_kind: str | None = None
    id_number: str | None = None
    no_id_reason: str | None = None
    other_documents: str | None = None
    ethnic_group: str | None = None
    hukou_code: str | None = None
    hukou_address: str | None = None
    school_stage: str | None = None
    school: str | None = None
    health: str | None = None
    health_note: str | None = None
    #: {"kind": code, "grade": code, "certificate": number}
    disability: dict[str, Any] | None = None
    phone: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What is a person's own, whatever child they belong to."""

    name: str
    id_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """One person in one part of the child's life."""

    part: Part
    name: str
    #: GB/T 4761: what the person is to the child.
    relation: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    whereabouts: str | None = None
    #: A plain situation or an eligibility condition, since when, and the proof seen.
    situation: str | None = None
    since_on: date | None = None
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryFacts:
    """A category the child is in, as its leaf code."""

    code: str
    from_on: date
    entry_reason: str | None = None
