"""One row of a ledger, understood: the facts for the file, the doubts, or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts


@dataclass(frozen=True)
class Place:
    """Where a row stands in the file, as the spreadsheet numbers it."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Line:
    """A row that can be imported; ``doubts`` are what somebody should look at."""

    place: Place
    region_code: str
    facts: ChildFacts = field(repr=False)
    categories: tuple[CategoryFacts, ...]
    people: tuple[PersonFacts, ...] = field(repr=False)
    address: str | None = field(repr=False)
    #: Field code to text of every cell of the row, also those that no feature claims yet.
    cells: Mapping[str, str] = field(repr=False)
    doubts: tuple[str, ...] = ()

    @property
    def known_by(self) -> tuple[str, ...]:
        """What the row is known again by: the ID number, else name, sex, birth, carer, village."""
        return ("id", self.facts.id_number) if self.facts.id_number else self.known_without_id

    @property
    def known_without_id(self) -> tuple[str, ...]:
        """What the row is known by while it has no ID number."""
        carer = next((person.name for person in self.people), "")
        birth = self.facts.birth_on.isoformat() if self.facts.birth_on else ""
        return ("name", self.facts.name, self.facts.sex, birth, carer, self.region_code)


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be imported, and the one reason that comes first."""

    place: Place
    why: str
