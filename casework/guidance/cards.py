"""What guardians were told, on the page of the guardianship, and what is to be looked after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import cards
from casework.children import queries as children
from casework.children.coming import Coming, source
from casework.children.models import Child, ChildPerson
from casework.guidance import queries
from casework.guidance.models import Guidance
from casework.people.models import Person
from casework.practice import queries as practice
from casework.texts import Text


@dataclass(frozen=True)
class Told:
    """One record as the page shows it."""

    row: Guidance
    kind: str
    by: str
    to: Sequence[str]

    @property
    def waits(self) -> bool:
        """Whether somebody still has to look what came of it."""
        return self.row.followed_on is None


def told_to_guardians(viewer: Viewer, child: Child) -> list[Told]:  # noqa: ARG001 - a card's way
    """Return what the guardians of a child in reach were told, the newest first."""
    kinds = practice.codes("guidance_kind")
    bodies = practice.guardianship(child.region_code).bodies
    people = {str(link.id): _named(link, person) for link, person in children.people_of(child)}
    return [
        Told(
            row,
            kinds.get(row.kind, row.kind),
            bodies.get(row.body, row.body),
            [people[each] for each in row.recipients if each in people],
        )
        for row in queries.of_child(child)
    ]


def _named(link: ChildPerson, person: Person) -> str:
    relation = link.relation or ""
    words = practice.guardianship(link.region_code).words
    label = words.get(relation) or practice.codes("relation").get(relation)
    return Text("%(who)s（%(name)s）", who=label, name=person.name) if label else person.name


def people_now(child: Child) -> list[tuple[UUID, UUID, str]]:
    """Return everybody in the child's life now, once each: person, tie, and who it is."""
    found: dict[UUID, tuple[UUID, UUID, str]] = {}
    for link, person in children.people_of(child):
        if link.until_on is None:
            found.setdefault(person.id, (person.id, link.id, _named(link, person)))
    return list(found.values())


cards.register(
    cards.FileCard(
        "guidance",
        10,
        "guidance/_card.html",
        Permission.GUARDIANSHIP_READ,
        told_to_guardians,
        page="guardianship",
    )
)


@source
def to_look_after(viewer: Viewer, today: date, until: date) -> Iterator[Coming]:  # noqa: ARG001
    """Yield what somebody has to look after."""
    for row in queries.to_follow(viewer, until):
        if row.follow_up_on is not None:
            about = "看看监护人改了没有（提醒、训诫、指导之后）"
            yield Coming(row.follow_up_on, row.child_id, about, "guardianship.show")
