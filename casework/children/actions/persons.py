"""Changing who somebody is: only ties to children in reach are led to what is known now.

A person has no region, so no guard of the session watches over the row. It is therefore never
written over: a new row takes the ties in reach, and children elsewhere keep the old one.
"""

from collections.abc import Container, Sequence
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children import queries
from casework.children.actions.history import differences, note_change, touch
from casework.children.actions.identity import release_numbers
from casework.children.facts import Identity
from casework.children.queries import Tie
from casework.db.base import db
from casework.people.models import Person


def identity_of(person: Person) -> Identity:
    """Return what is a person's own, as plain values."""
    return Identity(name=person.name, id_number=person.id_number)


def corrected(
    person: Person,
    kept: Identity,
    *,
    actor: Viewer | None,
    own: Tie | None = None,
    source: str = "form",
) -> Person:
    """Return the person with a name and number put right, for all children in the actor's reach.

    ``own`` is the tie about which somebody spoke, whose history the caller keeps; without an actor
    it is the only one to change. The caller lets the person be found by the number.
    """
    if identity_of(person) == kept:
        return person
    ties = queries.ties_to(actor, [person.id]) if actor is not None else [own] if own else []
    noted = {own.link.id} if own is not None else set()
    account_id = actor.account_id if actor is not None else None
    made = led_to(person.county_code, kept, ties, account_id=account_id, source=source, noted=noted)
    release_numbers([person.id])
    person.merged_into_id = made.id
    return made


def led_to(
    county_code: str,
    kept: Identity,
    ties: Sequence[Tie],
    *,
    account_id: UUID | None,
    source: str = "form",
    noted: Container[UUID] = (),
) -> Person:
    """Make a person and lead ties there; what the links hold stays sealed as it is.

    Each child's history keeps what it reads otherwise now, but for links that are ``noted``
    already. It does not tell that there was another row.
    """
    made = Person(county_code=county_code, name=kept.name, id_number=kept.id_number)
    db.session.add(made)
    db.session.flush()
    for tie in ties:
        tie.link.person_id = made.id
        if tie.link.until_on is None and tie.link.id not in noted:
            _note(tie, kept, account_id, source)
    for child in {tie.child.id: tie.child for tie in ties}.values():
        touch(child)
    return made


def _note(tie: Tie, kept: Identity, account_id: UUID | None, source: str) -> None:
    for name, old, new in differences(identity_of(tie.person), kept):
        field = f"{tie.link.part}.{name}"
        note_change(tie.child, field, old, new, account_id=account_id, source=source)
