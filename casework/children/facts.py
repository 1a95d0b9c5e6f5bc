"""What is known of a child, as plain values: forms and ledgers make them, acts store them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework.children.models import IdState, Status
from casework.labels import LabelledEnum
from casework.people.models import Part


class Teller(LabelledEnum):
    """Who said that something has changed."""

    SELF = "self", "本人"
    GUARDIAN = "guardian", "监护人"
    NEIGHBOUR = "neighbour", "邻居"
    SCHOOL = "school", "学校"
    CADRE = "cadre", "村干部"
    OTHER = "other", "其他"


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where the knowledge of a change comes from: who said it, and from when it holds."""

    by: Teller
    from_on: date


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


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """Everything that is said when a child comes onto the register."""

    region_code: str
    facts: ChildFacts
    categories: Sequence[CategoryFacts]
    people: Sequence[PersonFacts] = ()
    address: str | None = None
    entered_on: date
    status: Status
    worker_id: UUID | None = None
    risk: int | None = None
    #: Overrides what the ID number itself tells.
    id_state: IdState | None = None
