"""Looking through what is sealed of everybody in reach, value by value.

Nothing that was opened outlives the request; there is no index of names or numbers anywhere.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, type_coerce

from casework.accounts.viewer import Viewer
from casework.children import rules
from casework.children.models import Child, ChildPerson
from casework.children.queries.reach import in_reach
from casework.crypto.envelope import DataKey
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import DataKeyRow, SealedAttribute, keyring
from casework.db.types import IdentifierBytes
from casework.identifiers import quick_pinyin_of
from casework.people.models import Person


def children_of_named(viewer: Viewer, sought: str) -> Iterator[bytes]:
    """Yield the ids of the children in whose life now is somebody whose name holds what is sought.

    ``sought`` is a needle: characters, or pinyin or initials.
    """
    # A name in characters is never pinyin, and the other way round.
    matches = _sounds_like if sought.isascii() else _reads_like
    known: dict[bytes, bool] = {}
    scan = keyring().scanner(Person.__owner_kind__, Person.name.label)
    for child, person, box, wrapped in _executed(_names(viewer)):
        if person not in known:
            known[person] = matches(scan(wrapped, person, box).decode(), sought)
        if known[person]:
            yield child


def names_in_reach(viewer: Viewer) -> Iterator[str]:
    """Yield the names of every child in reach, and of who is in their lives now; some twice."""
    ring = keyring()
    of_child = ring.scanner(Child.__owner_kind__, Child.name.label)
    of_person = ring.scanner(Person.__owner_kind__, Person.name.label)
    for child, box, wrapped in _executed(_child_names(viewer)):
        yield of_child(wrapped, child, box).decode()
    seen: set[bytes] = set()
    for _child, person, box, wrapped in _executed(_names(viewer)):
        if person not in seen:
            seen.add(person)
            yield of_person(wrapped, person, box).decode()


def children_with_phone(viewer: Viewer, digits: str) -> Iterator[bytes]:
    """Yield the ids of the children one of whose numbers, or of their people's, ends so."""
    yield from _ending(_own_phones(viewer), Child.phone, digits)
    yield from _ending(_phones(viewer), ChildPerson.phone, digits)


def people_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for who is now in the life of a child that the viewer may see."""
    reach = within(ChildPerson.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        reach = or_(reach, ChildPerson.child_id.in_(viewer.scope.children))
    return reach & ChildPerson.until_on.is_(None)


def _sounds_like(name: str, sought: str) -> bool:
    return any(sought in sound for sound in (name.lower(), *quick_pinyin_of(name)))


def _reads_like(name: str, sought: str) -> bool:
    return sought in rules.needle(name)


def _ending(statement: Any, phone: SealedAttribute[Any], digits: str) -> Iterator[bytes]:
    keys: dict[bytes, DataKey] = {}
    ring = keyring()
    for child, row, box, wrapped in _executed(statement):
        owner = UUID(bytes=child)
        if child not in keys:
            keys[child] = ring.unwrap(wrapped, phone.kind, owner)
        number = phone.open_with(keys[child], box, owner=owner, row=UUID(bytes=row))
        if number.replace("-", "").endswith(digits):
            yield child


def _names(viewer: Viewer) -> Any:
    return (
        select(_bytes(ChildPerson.child_id), _bytes(Person.id), Person.name.column)
        .add_columns(DataKeyRow.wrapped)
        .join(Person, Person.id == ChildPerson.person_id)
        .join(DataKeyRow, DataKeyRow.owner_id == Person.id)
        .where(people_in_reach(viewer))
    )


def _child_names(viewer: Viewer) -> Any:
    return (
        select(_bytes(Child.id), Child.name.column, DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.owner_id == Child.id)
        .where(in_reach(viewer))
    )


def _phones(viewer: Viewer) -> Any:
    return (
        select(_bytes(ChildPerson.child_id), _bytes(ChildPerson.id), ChildPerson.phone.column)
        .add_columns(DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.owner_id == ChildPerson.child_id)
        .where(people_in_reach(viewer), ChildPerson.phone.column.is_not(None))
    )


def _own_phones(viewer: Viewer) -> Any:
    return (
        select(_bytes(Child.id), _bytes(Child.id).label("row_id"), Child.phone.column)
        .add_columns(DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.owner_id == Child.id)
        .where(in_reach(viewer), Child.phone.column.is_not(None))
    )


def _bytes(column: Any) -> ColumnElement[Any]:
    return type_coerce(column, IdentifierBytes())


def _executed(statement: Any) -> Iterable[Any]:
    """Send a statement past the session, which would make an object of every row."""
    db.session.flush()
    return db.session.connection().execute(statement)
