"""A carer with the children in reach, and who may be the same person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.contacts import Contact
from casework.children.lines import Line, line_of
from casework.children.models import Child, ChildPerson
from casework.children.queries import Tie
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import DataKeyRow, keyring
from casework.dossier import labels
from casework.errors import NotFound
from casework.people.models import Part, Person, PersonMerge
from casework.regions import queries as regions
from casework.regions.models import Region

#: So many people who may be the same are enough to look at.
MOST_CANDIDATES = 20


@dataclass(frozen=True)
class Connection:
    """One part in one child's life, as the carer's page shows it."""

    link: ChildPerson
    line: Line
    part: Part
    relation: str | None
    ways: Sequence[str]
    barred: str | None

    @property
    def who(self) -> str:
        """What the person is to the child."""
        return self.relation or self.part.label


@dataclass(frozen=True)
class Carer:
    """A person with the children in reach; what is hidden goes through the veil."""

    person: Person
    connections: list[Connection]

    @property
    def children(self) -> dict[UUID, Line]:
        """The children in reach, each once."""
        return {each.line.id: each.line for each in self.connections}

    @property
    def may_be_divided(self) -> bool:
        """Whether there are two children to tell apart."""
        return len(self.children) > 1


@dataclass(frozen=True)
class Past:
    """A merging or dividing that this person came out of."""

    record: PersonMerge
    account: str
    reason: str | None


def carer(viewer: Viewer, person_id: UUID) -> Carer:
    """Return the page of a person; raise NotFound where no child of theirs is in reach.

    Who was merged is their survivor: the answer then has another id.
    """
    person, ties = children.reached(viewer, person_id)
    return _carer(person, ties, _places(ties))


def pair(viewer: Viewer, this_id: UUID, other_id: UUID) -> tuple[Carer, Carer]:
    """Return two people of one county, both known through children in reach; raise NotFound."""
    ties = children.ties_to(viewer, [this_id, other_id])
    places = _places(ties)
    found = {tie.person.id: tie.person for tie in ties}
    if len(found) != 2 or len({person.county_code for person in found.values()}) != 1:
        raise NotFound
    this, other = (
        _carer(found[key], [tie for tie in ties if tie.person.id == key], places)
        for key in (this_id, other_id)
    )
    return this, other


def with_candidates(viewer: Viewer, person_id: UUID) -> tuple[Carer, list[Carer]]:
    """Return a person and who may be the same: by number, by name, by the same part at home.

    Only people of the same county, known through children in reach; raises NotFound.
    """
    person, ties = children.reached(viewer, person_id)
    county, number = person.county_code, person.id_number
    found: list[UUID] = []
    if number is not None:
        found += [each.id for each in children.people_by_number(viewer, county, number)]
    found += _of_the_name(viewer, person.name)
    found += _in_the_same_part(viewer, ties)
    wanted = [each for each in dict.fromkeys(found) if each != person.id][:MOST_CANDIDATES]
    return _carer(person, ties, _places(ties)), list(_carers(viewer, county, wanted))


def past_of(viewer: Viewer, person: Person) -> list[Past]:
    """Return how a person was merged and divided; only what happened within the viewer's reach."""
    if not viewer.may(Permission.PERSON_MERGE):
        return []
    former = select(Person.id).where(Person.id == person.id).cte("former", recursive=True)
    before = select(Person.id).join(former, Person.merged_into_id == former.c.id)
    rows = select(former.union(before).c.id)
    statement = (
        select(PersonMerge)
        .where(
            within(PersonMerge.region_code, viewer.scope.ranges),
            or_(PersonMerge.to_id.in_(rows), PersonMerge.from_id == person.id),
        )
        .order_by(PersonMerge.created_at, PersonMerge.id)
    )
    found = db.session.scalars(statement)
    # Two rows that became one are one event.
    records = list({record.to_id: record for record in found}.values())
    names = accounts.names_of({record.account_id for record in records})
    return [Past(record, names.get(record.account_id, ""), record.reason) for record in records]


def _of_the_name(viewer: Viewer, name: str) -> Iterator[UUID]:
    """Open the name of everybody known through children in reach."""
    if not name:
        return
    statement = (
        select(Person.id, Person.name.column, DataKeyRow.wrapped)
        .join(ChildPerson, ChildPerson.person_id == Person.id)
        .join(Child, Child.id == ChildPerson.child_id)
        .join(DataKeyRow, DataKeyRow.owner_id == Person.id)
        .where(children.in_reach(viewer), ChildPerson.region_code == Child.region_code)
        .distinct()
    )
    scan, sought = keyring().scanner(Person.__owner_kind__, Person.name.label), name.encode()
    for person_id, box, wrapped in db.session.execute(statement):
        if box is not None and scan(wrapped, person_id.bytes, box) == sought:
            yield person_id


def _in_the_same_part(viewer: Viewer, ties: Sequence[Tie]) -> Iterator[UUID]:
    """Yield who is the same to the children that live in the same homes."""
    parts = {(tie.link.part, tie.link.relation) for tie in ties}
    for child in {tie.child.id: tie.child for tie in ties}.values():
        for tie in children.ties_at_home(viewer, child):
            if (tie.link.part, tie.link.relation) in parts:
                yield tie.person.id


def _carers(viewer: Viewer, county_code: str, wanted: Sequence[UUID]) -> Iterator[Carer]:
    ties = children.ties_to(viewer, wanted)
    places = _places(ties)
    for key in wanted:
        own = [tie for tie in ties if tie.person.id == key]
        if own and own[0].person.county_code == county_code:
            yield _carer(own[0].person, own, places)


def _carer(person: Person, ties: Iterable[Tie], places: dict[str, Region]) -> Carer:
    return Carer(person, [_connection(tie, places) for tie in ties])


def _connection(tie: Tie, places: dict[str, Region]) -> Connection:
    contact = Contact.of(tie.link.contact)
    return Connection(
        link=tie.link,
        line=line_of(tie.child, places),
        part=Part(tie.link.part),
        relation=labels.code_label("relation", tie.link.relation),
        ways=labels.ways(contact),
        barred=labels.barred(contact),
    )


def _places(ties: Iterable[Tie]) -> dict[str, Region]:
    return regions.by_codes({tie.child.region_code for tie in ties})
