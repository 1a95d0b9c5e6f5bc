"""Finding the agreements of a child, what the file knows for one, and how many a carer has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.care_agreements import rules
from casework.care_agreements.blocks import Terms
from casework.care_agreements.models import AgreementState, CareAgreement, CareContact
from casework.care_agreements.rules import STANDING_STATES, Standing
from casework.children import queries as children
from casework.children.facts import PersonFacts
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.people.models import Part, Person
from casework.practice import queries as practice

#: More stands on the page of the agreement itself.
SHOWN_CONTACTS = 10


def of_child(child: Child) -> Sequence[CareAgreement]:
    """Return every agreement of a child in reach, the newest term first."""
    statement = (
        select(CareAgreement)
        .where(same_place(CareAgreement, child))
        .order_by(CareAgreement.from_on.desc(), CareAgreement.id.desc())
    )
    return db.session.scalars(statement).all()


def get(child: Child, agreement_id: UUID) -> CareAgreement:
    """Return one agreement of a child that is in reach; raise NotFound."""
    found = db.session.scalar(
        select(CareAgreement).where(
            same_place(CareAgreement, child), CareAgreement.id == agreement_id
        )
    )
    if found is None:
        raise NotFound
    return found


def draft_of(child: Child) -> CareAgreement | None:
    """Return the agreement in the making, of which a child has one at most."""
    return next((a for a in of_child(child) if a.state is AgreementState.DRAFT), None)


def in_force(child: Child, on: date | None = None) -> CareAgreement | None:
    """Return the agreement that holds on a day (today when not given)."""
    found = rules.current(of_child(child), on or clock.today(), birth_on=child.birth_on)
    return found if isinstance(found, CareAgreement) else None


def contacts_of(agreement: CareAgreement, child: Child) -> Sequence[CareContact]:
    """Return when the parents were in touch under an agreement, the newest first."""
    statement = (
        select(CareContact)
        .where(same_place(CareContact, child), CareContact.agreement_id == agreement.id)
        .order_by(CareContact.contact_on.desc(), CareContact.id.desc())
        .limit(SHOWN_CONTACTS)
    )
    return db.session.scalars(statement).all()


# --- as people read it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One agreement with where it stands today."""

    agreement: CareAgreement
    standing: Standing
    carer: str | None
    #: The last day of care; the child's coming of age ends it too.
    last_on: date | None


def shown(child: Child, agreements: Sequence[CareAgreement]) -> list[Shown]:
    """Return the agreements of a child with where each stands today."""
    on, renewal = clock.today(), practice.care_rules(child.region_code).renewal_days
    return [_shown(child, each, agreements, on, renewal) for each in agreements]


def _shown(
    child: Child, one: CareAgreement, all_: Sequence[CareAgreement], on: date, renewal: int
) -> Shown:
    birth_on = child.birth_on
    where = rules.standing(
        one, on, renewal_days=renewal, birth_on=birth_on, is_renewed=_is_followed(one, all_)
    )
    until_on = rules.last_limit(one.until_on, birth_on) if one.until_on else None
    last_on = rules.day_before(until_on) if until_on else None
    return Shown(one, where, Terms(one.terms).carer.name, last_on)


def _is_followed(one: CareAgreement, all_: Sequence[CareAgreement]) -> bool:
    """Whether another signed one holds beyond an agreement's term."""
    ends = one.until_on or date.max
    return any(
        each.id != one.id and each.state in STANDING_STATES and (each.until_on or ends) > ends
        for each in all_
    )


@dataclass(frozen=True)
class Card:
    """What the child's page says of entrusted care."""

    now: Shown | None
    newest: Shown | None
    draft: Shown | None
    last_contact_on: date | None
    #: Both parents are away, or the child is of a kind that is owed an agreement.
    is_owed: bool


def card(_viewer: Viewer, child: Child) -> Card | None:
    """Return the card of a child in reach; None where there is nothing to say."""
    return card_of(child, of_child(child))


def card_of(child: Child, agreements: Sequence[CareAgreement]) -> Card | None:
    """Return the same of agreements that are at hand."""
    found = shown(child, agreements)
    owed = is_owed(child)
    if not found and not owed:
        return None
    now = next((each for each in found if each.standing.is_in_force), None)
    signed = [e for e in found if e.standing not in (Standing.DRAFT, Standing.ENDED)]
    draft = next((each for each in found if each.standing is Standing.DRAFT), None)
    return Card(now, signed[0] if signed else None, draft, _last_contact(child), owed)


def is_owed(child: Child) -> bool:
    """Whether the child is of a category that is owed an agreement (see ``figures``)."""
    return bool(child.category_mask & mask_of(child.region_code))


def mask_of(region_code: str) -> int:
    """Return the bits of the categories that a region asks agreements for."""
    book, codes = practice.categories(), practice.care_rules(region_code).owed_to
    bits = [book.get(code).bit for code in codes]
    return sum(1 << bit for bit in bits if bit is not None)


def _last_contact(child: Child) -> date | None:
    statement = (
        select(CareContact.contact_on)
        .where(same_place(CareContact, child))
        .order_by(CareContact.contact_on.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


# --- what the file knows -----------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What need not be typed again."""

    people: dict[Part, PersonFacts]
    carer_id: UUID | None
    address: str | None


def known_of(child: Child) -> Known:
    """Return who is in the child's life now, and where it lives."""
    people: dict[Part, PersonFacts] = {}
    carer_id = None
    for link, person in children.people_of(child):
        part = Part(link.part)
        if link.until_on is None and part not in people:
            people[part] = children.person_facts(link, person)
            carer_id = person.id if part is Part.CARER else carer_id
    return Known(people, carer_id, children.address_of(child))


def other_children_of(viewer: Viewer, agreement: CareAgreement) -> int:
    """Return how many other children in reach the carer looks after, by file or by agreement."""
    if agreement.carer_person_id is None:
        return 0
    today, same = clock.today(), _rows_of(agreement.carer_person_id)
    ties = children.ties_to(viewer, same)
    found = {
        tie.child.id
        for tie in ties
        if tie.link.part == Part.CARER.value and tie.link.until_on is None
    }
    statement = select(CareAgreement.child_id).where(
        within(CareAgreement.region_code, viewer.scope.ranges),
        CareAgreement.carer_person_id.in_(same),
        CareAgreement.state.in_(STANDING_STATES),
        CareAgreement.from_on <= today,
        CareAgreement.until_on > today,
    )
    return len((found | set(db.session.scalars(statement))) - {agreement.child_id})


def _rows_of(person_id: UUID) -> Sequence[UUID]:
    """Return the rows of one person: those that were found to be the same are one."""
    person = db.session.get_one(Person, person_id)
    answering = person.merged_into_id or person.id
    statement = select(Person.id).where(
        or_(Person.id == answering, Person.merged_into_id == answering)
    )
    return db.session.scalars(statement).all()
