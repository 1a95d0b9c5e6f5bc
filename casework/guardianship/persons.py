"""The people of a file as sentences and flags speak of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from casework.children.models import ChildPerson
from casework.guardianship.caring import CareSaid
from casework.guardianship.rules import Somebody
from casework.identifiers import check_id_number
from casework.people.models import Part, Person
from casework.practice import queries as practice
from casework.practice.rules.guardianship import Fare, GuardianshipRules

_PARENTS = (Part.FATHER, Part.MOTHER)
_FALLBACK = {Part.FATHER: "51", Part.MOTHER: "52"}


@dataclass(frozen=True)
class Persons:
    """Everybody in a child's life, with the tie that says so."""

    ties: Sequence[tuple[ChildPerson, Somebody]]

    def all_in(self, part: Part) -> tuple[Somebody, ...]:
        """Return who holds a part now."""
        return tuple(
            who for link, who in self.ties if link.part == part.value and link.until_on is None
        )

    def in_part(self, part: Part) -> Somebody | None:
        """Return the first who holds a part now."""
        return next(iter(self.all_in(part)), None)

    def named(self, tie_ids: Collection[str]) -> tuple[Somebody, ...]:
        """Return those whose ties are named by id, also those of before; each as she fares now."""
        found = [who for link, who in self.ties if str(link.id) in tie_ids]
        return tuple(self._now(who) for who in found)

    def now(self) -> list[Somebody]:
        """Return everybody in the child's life now, each person once: parents, then the others."""
        order = [*_PARENTS, Part.GUARDIAN, Part.CARER, Part.OTHER]
        people = [(link, who) for link, who in self.ties if link.until_on is None]
        people.sort(key=lambda tie: order.index(tie[1].part))
        found: dict[object, Somebody] = {}
        for _link, who in people:
            found.setdefault(who.person_id, who)
        return list(found.values())

    def carer_said(self) -> CareSaid | None:
        """Return what the file says of who cares now."""
        carers = [
            (link, who)
            for link, who in self.ties
            if link.part == Part.CARER.value and link.until_on is None
        ]
        if not carers:
            return None
        link, who = max(carers, key=lambda tie: tie[0].created_at)
        return CareSaid(link.created_at, link.from_on, carer=self._now(who))

    def _now(self, who: Somebody) -> Somebody:
        """Return a person with what is known of how she fares: a parent's tie tells it best."""
        same = [
            other
            for link, other in self.ties
            if other.person_id == who.person_id and link.until_on is None
        ]
        parental = [other for other in same if other.part in _PARENTS]
        told = next((o for o in (*parental, *same) if o.fare is not Fare.ABLE), who)
        part = parental[0].part if parental else who.part
        return replace(who, part=part, fare=told.fare, phrase=told.phrase)


def persons_of(
    ties: Iterable[tuple[ChildPerson, Person]],
    rules: GuardianshipRules,
    conditions: Mapping[UUID, str],
) -> Persons:
    """Return the people of a file, the oldest tie first.

    A condition that was recorded with its day and papers goes before the word of a ledger.
    """
    return Persons(
        [
            (link, _somebody(link, person, conditions.get(link.id, link.situation), rules))
            for link, person in ties
        ]
    )


def _somebody(
    link: ChildPerson, person: Person, situation: str | None, rules: GuardianshipRules
) -> Somebody:
    part = Part(link.part)
    relation = link.relation or _FALLBACK.get(part)
    fare, phrase = _fare(situation, rules)
    number = person.id_number
    return Somebody(
        name=person.name,
        word=_word(relation, person, part, rules),
        part=part,
        relation=relation,
        fare=fare,
        phrase=phrase,
        birth_on=check_id_number(number).birth_on if number else None,
        tie_id=link.id,
        person_id=link.person_id,
    )


def _word(relation: str | None, person: Person, part: Part, rules: GuardianshipRules) -> str:
    """Return what the child calls somebody; the name where no word says who it is."""
    if relation is not None and relation in rules.words:
        return rules.words[relation]
    return person.name or practice.codes("relation").get(relation or "", part.label)


def _fare(situation: str | None, rules: GuardianshipRules) -> tuple[Fare, str | None]:
    """Return how somebody fares; a condition that has no word of its own holds her from caring."""
    if situation is None:
        return Fare.ABLE, None
    known = rules.fares.get(situation)
    if known is not None:
        return known.fare, known.label
    condition = practice.conditions().condition(situation)
    return (Fare.UNABLE, condition.label) if condition else (Fare.ABLE, None)
