"""A child's guardianship and care in one piece: put together for one page or for a whole village.

Always the same number of statements, however many children are asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child, ChildPerson
from casework.children.rules import age_on
from casework.db.base import db
from casework.guardianship import flags, queries, telling
from casework.guardianship.caring import Care, CareSaid, VisitSaid, care_of
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guardianship.persons import Persons, persons_of
from casework.guardianship.rules import Parents, Recorded, Standing, standing_of
from casework.guardianship.sentence import Situation, sentence
from casework.people.models import Part, Person
from casework.practice import queries as practice
from casework.practice.rules.guardianship import GuardianshipRules, LegalFlag
from casework.texts import Text


@dataclass(frozen=True)
class Picture:
    """Who answers for a child on a day, who cares, what the law points out."""

    child: Child
    standing: Standing
    care: Care
    #: Whether an agreement on entrusted care is in force; None where nobody can tell.
    agreement: bool | None
    flags: Sequence[LegalFlag]
    sentence: Text

    @property
    def proposed_risk(self) -> int | None:
        """The level of risk that the flags propose, where it is higher than the child's."""
        proposed = flags.proposed_risk(list(self.flags))
        return proposed if proposed is not None and proposed > self.child.risk else None


def picture_of(viewer: Viewer, child: Child, on: date) -> Picture:
    """Return the picture of one child in reach."""
    return pictures_of(viewer, [child], on)[child.id]


def pictures_of(
    viewer: Viewer, children: Collection[Child], on: date, *, agreements: bool = True
) -> dict[UUID, Picture]:
    """Return the pictures of children in reach; without ``agreements`` nobody can tell of them."""
    if not children:
        return {}
    ties = _ties(children)
    guardianships = queries.in_force(GuardianshipSpell, children, on)
    care = queries.in_force(CareSpell, children, on)
    visits = telling.told_care(viewer, children)
    agreed = telling.agreed(viewer, children, on) if agreements else {}
    conditions = telling.told_conditions(viewer, children, on)
    return {
        child.id: _picture(
            child,
            on,
            persons_of(ties.get(child.id, []), _rules(child), conditions),
            Found(
                guardianships.get(child.id),
                care.get(child.id),
                visits.get(child.id),
                agreed.get(child.id),
            ),
        )
        for child in children
    }


@dataclass(frozen=True)
class Found:
    """What was found of one child beside its people."""

    guardianship: GuardianshipSpell | None
    care: CareSpell | None
    visit: VisitSaid | None
    agreement: bool | None


def _picture(child: Child, on: date, people: Persons, found: Found) -> Picture:
    practice_ = _rules(child)
    standing = _standing(people, found.guardianship, practice_)
    care = _care(people, found, practice_)
    age = age_on(child.birth_on, on) if child.birth_on else None
    known = flags.Known(
        age=age,
        standing=standing,
        care=care,
        carer_age=_age(care, on),
        needs_special_care=bool(child.disability),
        agreement=found.agreement,
    )
    said = Situation(
        name=child.name,
        standing=standing,
        care=care,
        agreement=bool(found.agreement),
        is_adult=age is not None and age >= practice_.ages.adult,
    )
    raised = flags.flags_of(known, practice_)
    return Picture(child, standing, care, found.agreement, raised, sentence(said))


def _standing(
    people: Persons, spell: GuardianshipSpell | None, practice_: GuardianshipRules
) -> Standing:
    parents = Parents(
        people.in_part(Part.FATHER) or Parents().father,
        people.in_part(Part.MOTHER) or Parents().mother,
    )
    recorded = None
    if spell is not None:
        kind = practice_.by_code.get(spell.kind)
        is_office = kind is not None and kind.is_office
        recorded = Recorded(spell.kind, is_office, people.named(spell.guardians), spell.office)
    return standing_of(recorded, people.all_in(Part.GUARDIAN), parents)


def _care(people: Persons, found: Found, practice_: GuardianshipRules) -> Care:
    spell = found.care
    said = None
    if spell is not None:
        carers = people.named([spell.carer] if spell.carer else [])
        carer = carers[0] if carers else None
        said = CareSaid(spell.created_at, spell.from_on, spell.arrangement, carer, spell.place)
    return care_of(said, people.carer_said(), found.visit, practice_)


def _age(care: Care, on: date) -> int | None:
    born = care.carer.birth_on if care.carer else None
    return age_on(born, on) if born else None


def _rules(child: Child) -> GuardianshipRules:
    return practice.guardianship(child.region_code)


def _ties(children: Collection[Child]) -> Mapping[UUID, list[tuple[ChildPerson, Person]]]:
    statement = (
        select(ChildPerson, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(ChildPerson.child_id.in_([child.id for child in children]))
        .where(ChildPerson.region_code.in_({child.region_code for child in children}))
        .order_by(ChildPerson.created_at, ChildPerson.id)
    )
    found: dict[UUID, list[tuple[ChildPerson, Person]]] = {}
    for link, person in db.session.execute(statement):
        found.setdefault(link.child_id, []).append((link, person))
    return found
