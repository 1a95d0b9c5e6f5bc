"""Finding who answers for a child and with whom it lives."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import or_, select

from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.errors import NotFound
from casework.guardianship.models import CareSpell, GuardianshipSpell

Spell = TypeVar("Spell", GuardianshipSpell, CareSpell)


def guardianships_of(child: Child) -> Sequence[GuardianshipSpell]:
    """Return every term of guardianship of a child in reach, the newest first, struck ones too."""
    return _line_of(GuardianshipSpell, child)


def care_of(child: Child) -> Sequence[CareSpell]:
    """Return every term of actual care of a child in reach, the newest first, struck ones too."""
    return _line_of(CareSpell, child)


def guardianship_on(child: Child, on: date) -> GuardianshipSpell | None:
    """Return who answers for a child on a day, where it was recorded."""
    return in_force(GuardianshipSpell, [child], on).get(child.id)


def care_on(child: Child, on: date) -> CareSpell | None:
    """Return with whom or where a child lives on a day, where it was recorded."""
    return in_force(CareSpell, [child], on).get(child.id)


def in_force(model: type[Spell], children: Collection[Child], on: date) -> dict[UUID, Spell]:
    """Return the term of each child that holds a day; one statement, nothing of struck ones."""
    statement = (
        select(model)
        .where(model.child_id.in_([child.id for child in children]))
        .where(model.region_code.in_({child.region_code for child in children}))
        .where(model.struck_at.is_(None), model.from_on <= on)
        .where(or_(model.until_on.is_(None), model.until_on > on))
        .order_by(model.from_on, model.id)
    )
    return {spell.child_id: spell for spell in db.session.scalars(statement)}


def spell_of(child: Child, spell_id: UUID) -> GuardianshipSpell | CareSpell:
    """Return one term of either line of a child in reach; raise NotFound."""
    found = _one_of(GuardianshipSpell, child, spell_id) or _one_of(CareSpell, child, spell_id)
    if found is None:
        raise NotFound
    return found


def _one_of(model: type[Spell], child: Child, spell_id: UUID) -> Spell | None:
    statement = select(model).where(same_place(model, child), model.id == spell_id)
    return db.session.scalar(statement)


def _line_of(model: type[Spell], child: Child) -> Sequence[Spell]:
    statement = (
        select(model)
        .where(same_place(model, child))
        .order_by(model.from_on.desc(), model.created_at.desc(), model.id.desc())
    )
    return db.session.scalars(statement).all()
