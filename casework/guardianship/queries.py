"""Finding who answers for a child and with whom it lives."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.guardianship.models import CareSpell, GuardianshipSpell


def guardianships_of(child: Child) -> Sequence[GuardianshipSpell]:
    """Return every term of guardianship of a child in reach, the newest first."""
    statement = (
        select(GuardianshipSpell)
        .where(same_place(GuardianshipSpell, child))
        .order_by(GuardianshipSpell.from_on.desc(), GuardianshipSpell.id.desc())
    )
    return db.session.scalars(statement).all()


def care_of(child: Child) -> Sequence[CareSpell]:
    """Return every term of actual care of a child in reach, the newest first."""
    statement = (
        select(CareSpell)
        .where(same_place(CareSpell, child))
        .order_by(CareSpell.from_on.desc(), CareSpell.id.desc())
    )
    return db.session.scalars(statement).all()


def guardianship_on(child: Child, on: date) -> GuardianshipSpell | None:
    """Return who answers for a child on a day, where it was recorded."""
    statement = (
        select(GuardianshipSpell)
        .where(same_place(GuardianshipSpell, child), GuardianshipSpell.from_on <= on)
        .where(or_(GuardianshipSpell.until_on.is_(None), GuardianshipSpell.until_on > on))
        .order_by(GuardianshipSpell.from_on.desc(), GuardianshipSpell.id.desc())
    )
    return db.session.scalars(statement.limit(1)).first()


def care_on(child: Child, on: date) -> CareSpell | None:
    """Return with whom or where a child lives on a day, where it was recorded."""
    statement = (
        select(CareSpell)
        .where(same_place(CareSpell, child), CareSpell.from_on <= on)
        .where(or_(CareSpell.until_on.is_(None), CareSpell.until_on > on))
        .order_by(CareSpell.from_on.desc(), CareSpell.id.desc())
    )
    return db.session.scalars(statement.limit(1)).first()
