"""Who answers for a child: what holds of what was recorded, listed and known of the parents."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.people.models import Part
from casework.practice.rules.guardianship import Enters, Fare, GuardianKind
from casework.texts import Text

PARENTS = "parent"
#: Care that somebody is trusted with never moves guardianship (未成年人保护法 art 22).
NEVER = "entrusted"

#: Who can be asked to answer: not known to be unable.
_MAY_ANSWER = frozenset({Fare.ABLE, Fare.AWAY, Fare.UNKNOWN})
_PRESENT = frozenset({Fare.ABLE, Fare.AWAY})


# --- the lines ---------------------------------------------------------------------------------


class Dated(Protocol):
    """A term of a line."""

    id: Any
    from_on: Any
    created_at: Any
    struck_at: Any


def ends_of(terms: Iterable[Dated]) -> dict[Any, date | None]:
    """Return by id when each term of a line ends: where the next begins, the last one not at all.

    Where two begin on one day the later told holds, and the other has an empty term; so has one
    that was struck.
    """
    known = list(terms)
    standing = [term for term in known if term.struck_at is None]
    standing.sort(key=lambda term: (term.from_on, term.created_at, term.id))
    ends: dict[Any, date | None] = {term.id: term.from_on for term in known}
    ends |= {term.id: following.from_on for term, following in pairwise(standing)}
    return ends | {term.id: None for term in standing[-1:]}


# --- who may enter what ------------------------------------------------------------------------


def office_of(viewer: Viewer) -> Enters:
    """Return as which office somebody enters: by what the role may decide."""
    if viewer.may(Permission.PROTECTION_DECIDE):
        return Enters.COUNTY
    return Enters.TOWNSHIP if viewer.may(Permission.CHILD_REVIEW) else Enters.VILLAGE


def may_enter(viewer: Viewer, kind: GuardianKind) -> bool:
    """Say whether somebody's office may enter a kind of guardianship."""
    order = list(Enters)
    return order.index(kind.enters) <= order.index(office_of(viewer))


# --- people ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Somebody:
    """A person in the child's life as a sentence speaks of her."""

    #: What the child calls her; her name where the relation is not known.
    word: str
    part: Part = Part.OTHER
    relation: str | None = None
    fare: Fare = Fare.ABLE
    #: How she fares, as the end of a sentence that begins with ``word``: 去世了.
    phrase: str | None = None
    birth_on: date | None = None
    tie_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""

    @property
    def label(self) -> str:
        """Who it is, where several are to choose from."""
        if not self.name or self.name == self.word:
            return self.word
        return Text("%(word)s（%(name)s）", word=self.word, name=self.name)


@dataclass(frozen=True)
class Parents:
    """Both parents as the file knows them; who is not in it is not known."""

    father: Somebody = field(default=Somebody("爸爸", Part.FATHER, "51", Fare.UNKNOWN))
    mother: Somebody = field(default=Somebody("妈妈", Part.MOTHER, "52", Fare.UNKNOWN))

    @property
    def both(self) -> tuple[Somebody, Somebody]:
        """Father and mother."""
        return self.father, self.mother

    @property
    def able(self) -> tuple[Somebody, ...]:
        """Who of them can answer, at home or away."""
        return tuple(each for each in self.both if each.fare in _PRESENT)

    @property
    def are_away(self) -> bool:
        """Whether somebody is away and nobody of them is at home."""
        fares = {each.fare for each in self.both}
        return Fare.AWAY in fares and Fare.ABLE not in fares


# --- who answers -------------------------------------------------------------------------------


class Ground(StrEnum):
    """What it rests on that somebody answers for the child."""

    RECORDED = "recorded"
    #: A ledger names a guardian, without a basis.
    LISTED = "listed"
    #: Nothing is recorded: parents who can are the guardians (民法典 art 27).
    ASSUMED = "assumed"
    UNKNOWN = "unknown"
    MISSING = "missing"


@dataclass(frozen=True)
class Recorded:
    """A term that is in force."""

    kind: str
    is_office: bool = False
    guardians: tuple[Somebody, ...] = ()
    office: str | None = None


@dataclass(frozen=True)
class Standing:
    """Who answers for the child, and how far that is known."""

    ground: Ground
    kind: str | None
    guardians: tuple[Somebody, ...]
    office: str | None
    parents: Parents

    @property
    def is_parents(self) -> bool:
        """Whether the parents answer, recorded or assumed."""
        return self.kind == PARENTS

    @property
    def has_guardian(self) -> bool | None:
        """Whether somebody answers who is not known to be unable to; None where nobody can tell."""
        if self.ground is Ground.UNKNOWN:
            return None
        if self.office or self.ground is Ground.MISSING:
            return self.ground is not Ground.MISSING
        return not self.guardians or any(each.fare in _MAY_ANSWER for each in self.guardians)


def standing_of(
    recorded: Recorded | None, listed: Sequence[Somebody], parents: Parents
) -> Standing:
    """Return who answers: what was recorded, else whom a ledger names, else parents who can."""
    if recorded is not None:
        return _recorded(recorded, parents)
    others = tuple(each for each in listed if each.person_id not in _ids(parents.both))
    if others:
        return Standing(Ground.LISTED, None, others, None, parents)
    if parents.able:
        return Standing(Ground.ASSUMED, PARENTS, parents.able, None, parents)
    is_known = all(each.fare is not Fare.UNKNOWN for each in parents.both)
    return Standing(Ground.MISSING if is_known else Ground.UNKNOWN, None, (), None, parents)


def _recorded(recorded: Recorded, parents: Parents) -> Standing:
    guardians = recorded.guardians
    if recorded.kind == PARENTS and not guardians:
        known = tuple(each for each in parents.both if each.fare is not Fare.UNKNOWN)
        guardians = parents.able or known
    office = recorded.office or ("" if recorded.is_office else None)
    ground = Ground.RECORDED
    return Standing(ground, recorded.kind, guardians, _named(office, recorded), parents)


def _named(office: str | None, recorded: Recorded) -> str | None:
    if office == "":
        return "村（居）委会" if recorded.kind == "temp_village" else "民政部门"
    return office


def _ids(people: Iterable[Somebody]) -> set[UUID]:
    return {each.person_id for each in people if each.person_id is not None}


def chosen(people: Sequence[Somebody], ids: Collection[str]) -> tuple[Somebody, ...]:
    """Return those of some people whose ties are named by id, in their order."""
    return tuple(each for each in people if str(each.tie_id) in ids)
