"""One box for everything that somebody may remember of a child.

The child's name or that of somebody in the child's life (characters, pinyin, initials), the end of
a phone number, the case number, a whole ID number.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children import rules
from casework.children.models import Child, ChildPerson
from casework.children.queries.reach import visible_to
from casework.children.queries.scans import (
    children_of_named,
    children_with_phone,
    people_in_reach,
)
from casework.children.queries.search import MOST_HITS, search
from casework.db.base import db
from casework.identifiers import to_half_width
from casework.people.models import Part, Person

#: Fewer digits of a phone number say nothing.
SHORTEST_PHONE = 4
#: A longer row of digits is no phone number.
_LONGEST_PHONE = 15
#: The digits of a township: few enough children for every name around them to be opened.
_NARROW = 9
#: The beginning of a case number, or the whole of it.
_CASE_NUMBER = re.compile("[2-9A-HJKMNP-Z]{6,12}", re.ASCII)
_COUNTRY = re.compile("^(?:00)?86(?=1[0-9]{10}$)", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s\-+()]+")

_People = Mapping[UUID, Sequence[tuple[ChildPerson, Person]]]


@dataclass(frozen=True)
class Hit:
    """A child that was found, and what helps to tell it from others."""

    child: Child
    #: Who looks after the child: name and GB/T 4761 relation.
    carer: tuple[str, str | None] | None
    #: Others among the hits have the same name.
    has_namesake: bool = False
    #: Another one among the hits was born on the same day and has somebody in common.
    has_twin: bool = False


@dataclass(frozen=True)
class Found:
    """What a search has found, the likeliest first."""

    hits: Sequence[Hit] = ()
    #: The names of the people in the children's lives were not looked at.
    leaves_people_out: bool = False


def find(viewer: Viewer, typed: str, *, limit: int = MOST_HITS, everybody: bool = False) -> Found:
    """Return the children that what was typed may mean.

    In a township the names of everybody in the children's lives are looked at too. Above, that
    would open ten thousand names: there only where no child has the name, or on demand
    (``everybody``). Closed files are found too. Too little finds nobody.
    """
    typed = to_half_width(typed)
    digits = digits_of(typed)
    if digits and len(digits) < SHORTEST_PHONE:
        return Found()
    found = [*_by_case_number(viewer, typed), *search(viewer, typed, limit)]
    left_out = bool(found) and not digits and not everybody and not _is_narrow(viewer)
    if digits and len(digits) <= _LONGEST_PHONE:
        found += _loaded(viewer, children_with_phone(viewer, digits), limit)
    elif not digits and not left_out and len(found) < limit:
        found += _loaded(viewer, _named(viewer, typed), limit)
    children = list({child.id: child for child in found}.values())[:limit]
    children.sort(key=_likeliness(typed))
    return Found(_told_apart(viewer, children), left_out)


def _is_narrow(viewer: Viewer) -> bool:
    return all(len(digits) >= _NARROW for digits in viewer.scope.ranges)


def digits_of(typed: str) -> str:
    """Return the digits of what was typed where it is nothing else, as a phone number is."""
    plain = _COUNTRY.sub("", _BETWEEN_DIGITS.sub("", to_half_width(typed)))
    return plain if plain.isascii() and plain.isdigit() else ""


def _likeliness(typed: str) -> Callable[[Child], tuple[int, str, date, str]]:
    """The name itself, then names that begin so, then the rest; alike ones by place and age."""
    sought = rules.needle(typed)

    def key(child: Child) -> tuple[int, str, date, str]:
        name = rules.needle(child.name)
        rank = 0 if name == sought else 1 if name.startswith(sought) else 2
        return rank, child.region_code, child.birth_on or date.max, name

    return key


def _by_case_number(viewer: Viewer, typed: str) -> Sequence[Child]:
    number = "".join(typed.split()).upper()
    if not _CASE_NUMBER.fullmatch(number):
        return []
    begins_so = Child.case_number.startswith(number, autoescape=True)
    return db.session.scalars(visible_to(viewer).where(begins_so).limit(MOST_HITS)).all()


def _named(viewer: Viewer, typed: str) -> Iterable[bytes]:
    sought = rules.needle(typed)
    return children_of_named(viewer, sought) if len(sought) >= rules.SHORTEST_SEARCH else ()


def _loaded(viewer: Viewer, owners: Iterable[bytes], limit: int) -> list[Child]:
    child_ids = [UUID(bytes=owner) for owner in dict.fromkeys(owners)][:limit]
    if not child_ids:
        return []
    return list(db.session.scalars(visible_to(viewer).where(Child.id.in_(child_ids))))


# --- telling them apart ------------------------------------------------------------------------


def _told_apart(viewer: Viewer, children: Sequence[Child]) -> list[Hit]:
    people = _people_of(viewer, children)
    names = {child.id: child.name for child in children}
    given, twins = Counter(names.values()), _twins(children, people)
    return [
        Hit(
            child=child,
            carer=_carer(people.get(child.id, ())),
            has_namesake=given[names[child.id]] > 1,
            has_twin=child.id in twins,
        )
        for child in children
    ]


def _people_of(viewer: Viewer, children: Sequence[Child]) -> _People:
    if not children:
        return {}
    found: dict[UUID, list[tuple[ChildPerson, Person]]] = defaultdict(list)
    statement = (
        select(ChildPerson, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(people_in_reach(viewer), ChildPerson.child_id.in_([c.id for c in children]))
        .order_by(ChildPerson.created_at, ChildPerson.id)
    )
    for link, person in db.session.execute(statement):
        found[link.child_id].append((link, person))
    return found


def _carer(people: Sequence[tuple[ChildPerson, Person]]) -> tuple[str, str | None] | None:
    for link, person in people:
        if link.part == Part.CARER.value:
            return person.name, link.relation
    return None


def _twins(children: Sequence[Child], people: _People) -> set[UUID]:
    """Return who was born on one day in one village with another and has somebody in common."""
    born: dict[tuple[str, date], list[UUID]] = defaultdict(list)
    for child in children:
        if child.birth_on is not None:
            born[child.region_code, child.birth_on].append(child.id)
    pairs = [pair for alike in born.values() for pair in permutations(alike, 2)]
    return {one for one, other in pairs if _names(people, one) & _names(people, other)}


def _names(people: _People, child_id: UUID) -> set[str]:
    return {person.name for _link, person in people.get(child_id, ())}
