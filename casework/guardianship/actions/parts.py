"""The parts of guardian and carer in the file follow the lines, so that no page contradicts them.

Whoever gives a part up stays in the file as a relative, with the telephone number: one day she is
needed again.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.actions.history import note_change, touch
from casework.children.actions.relatives import relation
from casework.children.facts import Teller, Told
from casework.children.models import Child, ChildPerson
from casework.db.base import db
from casework.errors import RuleBroken
from casework.people.models import Part, Person

Tie = tuple[ChildPerson, Person]
#: Where a change of each part stands in the history of the file.
_SOURCES = {Part.CARER: "carer", Part.GUARDIAN: "guardian"}


def tie_of(child: Child, tie_id: UUID, field: str) -> Tie:
    """Return one tie of the child; raise RuleBroken where there is none."""
    for link, person in children.people_of(child):
        if link.id == tie_id:
            return link, person
    raise RuleBroken("档案里没有这个人，请重新选择。", field)


def people_by_tie(child: Child) -> dict[str, UUID]:
    """Return who stands behind each tie of the child, by the tie's id as text."""
    return {str(link.id): person.id for link, person in children.people_of(child)}


def give_part(
    *,
    actor: Viewer,
    child: Child,
    part: Part,
    to: Tie | None,
    on: date,
    told_by: Teller | None = None,
) -> None:
    """Let one person hold a part from a day on, or nobody; equal is no change."""
    now = [tie for tie in children.people_of(child) if tie[0].until_on is None]
    holders = [tie for tie in now if tie[0].part == part.value]
    if to is not None and any(person.id == to[1].id for _, person in holders):
        return
    if to is None and not holders:
        return
    for link, person in holders:
        _retire(child, link, person, on, now)
    if to is not None:
        if not _goes_on(child, to[1], part, on):
            _join(child, to, part, on)
        _end_kinship(to[1], on, now)
    old = holders[0][1].name if holders else None
    told = Told(by=told_by, from_on=on) if told_by else None
    note_change(
        child,
        f"{part.value}.name",
        old,
        to[1].name if to else None,
        account_id=actor.account_id,
        source=_SOURCES[part],
        told=told,
    )
    touch(child)


def is_held_by(child: Child, part: Part, person_ids: Collection[UUID]) -> bool:
    """Say whether one of some people holds a part now."""
    return any(
        link.part == part.value and link.until_on is None and person.id in person_ids
        for link, person in children.people_of(child)
    )


def last_before(child: Child, part: Part, on: date) -> Tie | None:
    """Return who gave a part up on a day, where somebody did."""
    found = [
        (link, person)
        for link, person in children.people_of(child)
        if link.part == part.value and link.until_on == on
    ]
    return found[-1] if found else None


def _retire(child: Child, link: ChildPerson, person: Person, on: date, now: list[Tie]) -> None:
    link.until_on = max(on, link.from_on or on)
    others = [tie for tie, who in now if who.id == person.id and tie.id != link.id]
    if not any(tie.until_on is None for tie in others):
        _join(child, (link, person), Part.OTHER, link.until_on)


def _goes_on(child: Child, person: Person, part: Part, on: date) -> bool:
    """Let a tie that ended on the very day go on, as if it had never ended; say whether one did."""
    for link, who in children.people_of(child):
        if who.id == person.id and link.part == part.value and link.until_on == on:
            link.until_on = None
            return True
    return False


def _end_kinship(person: Person, on: date, now: list[Tie]) -> None:
    """A relative who gets a part is not listed a second time as one of the others."""
    for link, who in now:
        if who.id == person.id and link.part == Part.OTHER.value:
            link.until_on = max(on, link.from_on or on)


def _join(child: Child, tie: Tie, part: Part, on: date) -> None:
    link, person = tie
    facts = replace(children.person_facts(link, person), part=part)
    joined = relation(child, facts, person, on)
    joined.contact = link.contact
    db.session.add(joined)
    db.session.flush()
