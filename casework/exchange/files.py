"""The files of a list, with all that a column may ask for: few statements, each with its region."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import PersonFacts
from casework.children.models import Child, ChildPerson, Household, SourceRow, Stay
from casework.db.base import db
from casework.db.scope import within
from casework.people.models import Part, Person
from casework.regions import queries as regions
from casework.regions.codes import parent

#: So many files are opened with one statement.
_BATCH = 500


@dataclass(frozen=True)
class File:
    """One child as far as columns ask."""

    child: Child
    village: str
    township: str
    worker: str | None
    address: str | None
    people: Mapping[Part, PersonFacts]
    #: What the ledger said in columns that no feature has taken over.
    kept: Mapping[str, str] = field(repr=False)


def files_of(viewer: Viewer, child_ids: Sequence[UUID]) -> list[File]:
    """Return the files that the viewer may see now, in the order of their ids given."""
    found: dict[UUID, File] = {}
    for start in range(0, len(child_ids), _BATCH):
        for file in _batch(viewer, child_ids[start : start + _BATCH]):
            found[file.child.id] = file
    return [found[child_id] for child_id in child_ids if child_id in found]


def _batch(viewer: Viewer, child_ids: Sequence[UUID]) -> Iterator[File]:
    statement = children.visible_to(viewer).where(Child.id.in_(child_ids))
    batch = db.session.scalars(statement).all()
    places = _place_names({child.region_code for child in batch})
    workers = accounts.names_of({child.worker_id for child in batch if child.worker_id})
    addresses, people = _addresses(viewer, child_ids), _people(viewer, child_ids)
    kept = _kept(viewer, child_ids)
    for child in batch:
        yield File(
            child=child,
            village=places.get(child.region_code, ""),
            township=places.get(child.township_code, ""),
            worker=workers.get(child.worker_id) if child.worker_id else None,
            address=addresses.get(child.id),
            people=people.get(child.id, {}),
            kept=kept.get(child.id, {}),
        )


def _place_names(codes: Collection[str]) -> dict[str, str]:
    known = regions.by_codes([*codes, *(above for code in codes if (above := parent(code)))])
    return {code: region.name for code, region in known.items()}


def _addresses(viewer: Viewer, child_ids: Sequence[UUID]) -> dict[UUID, str | None]:
    statement = (
        select(Stay.child_id, Household)
        .join(Household, Household.id == Stay.household_id)
        .where(_in_reach(viewer, Stay), Stay.child_id.in_(child_ids), Stay.until_on.is_(None))
        .where(Household.region_code == Stay.region_code)
    )
    return {child_id: home.address for child_id, home in db.session.execute(statement)}


def _people(viewer: Viewer, child_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[Part, PersonFacts]]:
    statement = (
        select(ChildPerson, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(_in_reach(viewer, ChildPerson), ChildPerson.child_id.in_(child_ids))
        .where(ChildPerson.until_on.is_(None))
        .order_by(ChildPerson.created_at, ChildPerson.id)
    )
    found: dict[UUID, dict[Part, PersonFacts]] = defaultdict(dict)
    for link, person in db.session.execute(statement):
        found[link.child_id].setdefault(Part(link.part), children.person_facts(link, person))
    return found


def _kept(viewer: Viewer, child_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, str]]:
    statement = select(SourceRow).where(
        _in_reach(viewer, SourceRow), SourceRow.child_id.in_(child_ids)
    )
    return {row.child_id: row.cells for row in db.session.scalars(statement)}


def _in_reach(viewer: Viewer, model: Any) -> ColumnElement[bool]:
    condition = within(model.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, model.child_id.in_(viewer.scope.children))
    return condition
