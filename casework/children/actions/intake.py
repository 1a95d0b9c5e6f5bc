"""Putting many children on the register at once, as if one after another, by few statements."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from casework.accounts.viewer import Viewer
from casework.children import queries
from casework.children.actions.enrolment import check, histories, new_file, tell
from casework.children.actions.relatives import meet, relation
from casework.children.facts import Enrolment, PersonFacts
from casework.children.models import Child, Household, IdentityDigest, IdState
from casework.db.base import Base, db
from casework.db.bulk import insert_all
from casework.db.sealed import keyring
from casework.identifiers import check_id_number
from casework.people.models import Person

_TRIES = 3


def enrol_many(*, actor: Viewer, enrolments: Sequence[Enrolment]) -> list[Child]:
    """Do what ``enrol`` does for each, by the same rules and with the same rows.

    The files are returned in the same order; the session does not hold them. Raises RuleBroken
    when one of them cannot be: then none is stored.
    """
    for told in enrolments:
        check(actor, told)
    made = _stored(actor, enrolments)
    for child, holder in made:
        tell(actor, child, holder)
    return [child for child, _holder in made]


def _stored(actor: Viewer, enrolments: Sequence[Enrolment]) -> list[tuple[Child, UUID | None]]:
    for _ in range(_TRIES - 1):
        # Somebody else may claim a number meanwhile; it is found as taken the next time.
        try:
            with db.session.begin_nested():
                return _Intake(actor, enrolments).store()
        except IntegrityError:
            continue
    return _Intake(actor, enrolments).store()


class _Intake:
    """Children on their way in: who is known already, and what is new by now."""

    def __init__(self, actor: Viewer, enrolments: Sequence[Enrolment]) -> None:
        self.actor, self.enrolments = actor, enrolments
        self.holders = queries.holders_of(set(_child_digests(enrolments)))
        digests = set(_person_digests(enrolments))
        self.people = queries.people_by_digest(actor, digests)
        self.taken = queries.persons_numbers_taken(digests)
        self.homes: dict[tuple[UUID, str], list[Household]] = {}
        if self.people:
            villages = {told.region_code for told in enrolments}
            known = list(chain.from_iterable(self.people.values()))
            for person_id, home in queries.homes_by_person(known, villages):
                self.homes.setdefault((person_id, home.region_code), []).append(home)
        #: By kind, in the order in which they may be stored.
        self.children: list[Child] = []
        self.new_people: list[Person] = []
        self.new_homes: list[Household] = []
        self.rest: list[Base] = []
        #: New people whose numbers nobody is to be known by yet.
        self._unclaimed: set[UUID] = set()

    def store(self) -> list[tuple[Child, UUID | None]]:
        """Store all; return each file with who else holds its number."""
        made = [self._enrol(told) for told in self.enrolments]
        rows = (*self.children, *self.new_people, *self.new_homes, *self.rest)
        insert_all(db.session(), rows)
        return made

    def _enrol(self, told: Enrolment) -> tuple[Child, UUID | None]:
        child = new_file(told)
        holder = self._claim(child)
        self.children.append(child)
        met = meet(child, told.people, self._person)
        people = list({person.id: person for _, person in met}.values())
        home = self._home(child, people, told.address)
        self.rest += histories(self.actor, child, told, home)
        self.rest += (relation(child, facts, person, told.entered_on) for facts, person in met)
        for person in people:
            self._claim_person(person)
            self.homes.setdefault((person.id, child.region_code), []).append(home)
        return child, holder

    def _claim(self, child: Child) -> UUID | None:
        if (number := child.id_number) is None:
            return None
        digest = queries.number_digest(number)
        holder = self.holders.get(digest)
        if holder is not None and child.id_state is IdState.VERIFIED:
            child.id_state = IdState.DOUBTFUL
        verified = child.id_state is IdState.VERIFIED
        if verified:
            self.holders[digest] = child.id
        self._keep_digest(child.id, queries.CHILD, digest, verified=verified)
        return holder

    def _person(self, child: Child, facts: PersonFacts) -> Person:
        county = child.region_code[:6]
        for known in self._known(county, facts.id_number):
            if known.name == facts.name:
                return known
        person = Person(county_code=county, name=facts.name, id_number=facts.id_number)
        self.new_people.append(person)
        self._unclaimed.add(person.id)
        return person

    def _known(self, county: str, number: str | None) -> Sequence[Person]:
        if number is None or check_id_number(number).problem is not None:
            return ()
        return self.people.get(queries.person_digest(county, number), ())

    def _claim_person(self, person: Person) -> None:
        number = person.id_number
        if number is None or person.id not in self._unclaimed:
            return
        self._unclaimed.discard(person.id)
        digest = queries.person_digest(person.county_code, number)
        verified = check_id_number(number).problem is None and digest not in self.taken
        if verified:
            self.taken.add(digest)
        self.people.setdefault(digest, []).append(person)
        self._keep_digest(person.id, queries.PERSON, digest, verified=verified)

    def _home(self, child: Child, people: Iterable[Person], address: str | None) -> Household:
        if address is not None:
            for person in people:
                for home in self.homes.get((person.id, child.region_code), ()):
                    if home.address == address:
                        return home
        home = Household(region_code=child.region_code, address=address)
        self.new_homes.append(home)
        return home

    def _keep_digest(self, owner_id: UUID, kind: str, digest: bytes, *, verified: bool) -> None:
        epoch = keyring().digest_epoch
        self.rest.append(
            IdentityDigest(
                owner_id=owner_id, epoch=epoch, kind=kind, digest=digest, verified=verified
            )
        )


def _child_digests(enrolments: Sequence[Enrolment]) -> Iterator[bytes]:
    for told in enrolments:
        if told.facts.id_number:
            yield queries.number_digest(told.facts.id_number)


def _person_digests(enrolments: Sequence[Enrolment]) -> Iterator[bytes]:
    for told in enrolments:
        for person in told.people:
            if person.id_number:
                yield queries.person_digest(told.region_code[:6], person.id_number)
