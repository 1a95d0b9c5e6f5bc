"""Another carer: the one of before ends on the day on which the new one begins."""

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.actions.relatives import check_person, find_or_make, join
from casework.children.actions.spells import end_open
from casework.children.facts import PersonFacts, Told
from casework.children.models import Child, ChildPerson
from casework.db.base import db
from casework.errors import RuleBroken
from casework.people.models import Part, Person
from casework.upkeep.actions.noting import Noting, begin


def change_carer(
    *, actor: Viewer, child: Child, version: int, told: Told, carer: PersonFacts
) -> list[str]:
    """Let somebody else look after the child from a day on; return the codes of what changed.

    Raises RuleBroken for who is the carer already and for a day before the present one began.
    """
    noting = begin(actor=actor, child=child, version=version, kind="carer", told=told)
    check_person(carer)
    known = children.people_of(child)
    present = [(k, p) for k, p in known if k.part == Part.CARER.value and k.until_on is None]
    if any(person.name == carer.name for _link, person in present):
        raise RuleBroken("现在的照料人就是%(name)s，没有变化。", "who", name=carer.name)
    for link, _holder in present:
        end_open(link, told.from_on)
    _note(noting, present, carer)
    person = _known_or_new(child, known, carer)
    db.session.flush()
    join(child, carer, person, told.from_on)
    return noting.finish()


def _note(noting: Noting, present: list[tuple[ChildPerson, Person]], carer: PersonFacts) -> None:
    link, person = present[0] if present else (None, None)
    noting.note("carer.name", person.name if person else None, carer.name)
    noting.note("carer.relation", link.relation if link else None, carer.relation)
    noting.note("carer.phone", link.phone if link else None, carer.phone)


def _known_or_new(
    child: Child, known: list[tuple[ChildPerson, Person]], carer: PersonFacts
) -> Person:
    """Return who it is: somebody of that name in the child's life already, or a new person."""
    for link, person in known:
        if person.name == carer.name and link.until_on is None:
            return person
    return find_or_make(child, carer)
