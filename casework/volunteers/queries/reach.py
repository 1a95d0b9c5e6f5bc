"""Whom a viewer sees, and who is known again."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.regions.codes import county_of
from casework.volunteers import rules
from casework.volunteers.models import (
    Volunteer,
    VolunteerCheck,
    VolunteerState,
    VolunteerTraining,
)


def visible_to(viewer: Viewer) -> Select[Volunteer]:
    """Return the statement of every volunteer, also of the past, whose base is in reach."""
    return select(Volunteer).where(within(Volunteer.region_code, viewer.scope.ranges))


def get(viewer: Viewer, volunteer_id: UUID) -> Volunteer:
    """Return one volunteer; raise NotFound for anybody out of reach."""
    found = db.session.scalar(visible_to(viewer).where(Volunteer.id == volunteer_id))
    if found is None:
        raise NotFound
    return found


def by_ids(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, Volunteer]:
    """Return those of some volunteers that are in reach, by id; one statement."""
    if not ids:
        return {}
    found = db.session.scalars(visible_to(viewer).where(Volunteer.id.in_(ids)))
    return {each.id: each for each in found}


def first_of(viewer: Viewer, limit: int) -> Sequence[Volunteer]:
    """Return some of those on the register, in the order of their places."""
    statement = visible_to(viewer).where(Volunteer.state == VolunteerState.ACTIVE)
    order = statement.order_by(Volunteer.region_code, Volunteer.id).limit(limit)
    return db.session.scalars(order).all()


def available(viewer: Viewer, on: date) -> Sequence[Volunteer]:
    """Return who may be paired on a day, in the order of their places.

    As ``rules.may_be_paired`` says, by plain columns: nobody is opened for it.
    """
    statement = visible_to(viewer).where(
        Volunteer.state == VolunteerState.ACTIVE,
        Volunteer.is_barred.is_(False),
        Volunteer.cleared_until_on > on,
        Volunteer.places_taken < Volunteer.capacity,
        Volunteer.agreed_version.is_not(None),
    )
    found = db.session.scalars(statement.order_by(Volunteer.region_code, Volunteer.id))
    return [
        each
        for each in found
        if not rules.may_be_paired(each, on, practice.volunteers(each.region_code, on))
    ]


def checks_of(volunteer: Volunteer) -> Sequence[VolunteerCheck]:
    """Return every query of somebody's records, the newest first."""
    statement = (
        select(VolunteerCheck)
        .where(
            VolunteerCheck.volunteer_id == volunteer.id,
            VolunteerCheck.region_code == volunteer.region_code,
        )
        .order_by(VolunteerCheck.checked_on.desc(), VolunteerCheck.created_at.desc())
    )
    return db.session.scalars(statement).all()


def trainings_of(volunteer: Volunteer) -> Sequence[VolunteerTraining]:
    """Return the trainings that somebody took part in, the newest first."""
    statement = (
        select(VolunteerTraining)
        .where(
            VolunteerTraining.volunteer_id == volunteer.id,
            VolunteerTraining.region_code == volunteer.region_code,
        )
        .order_by(VolunteerTraining.on_day.desc(), VolunteerTraining.created_at.desc())
    )
    return db.session.scalars(statement).all()


def named_like(viewer: Viewer, typed: str, limit: int = 50) -> Sequence[Volunteer]:
    """Return who in reach has a name that holds what was typed; also those who have left.

    Every name in reach is opened for it: a county has some hundred.
    """
    name = Volunteer.name
    statement = select(Volunteer.id, name.column, Volunteer.wrapped_key)
    everybody = db.session.execute(
        statement.where(within(Volunteer.region_code, viewer.scope.ranges))
    )
    hits = [
        volunteer_id
        for volunteer_id, box, wrapped in everybody
        if typed in name.open(box, wrapped, owner=volunteer_id, row=volunteer_id)
    ]
    known = by_ids(viewer, hits[:limit])
    return [known[each] for each in hits[:limit]]


def names_in_reach(viewer: Viewer) -> Iterator[str]:
    """Yield the name of everybody in reach, also of those who have left."""
    name = Volunteer.name
    statement = select(Volunteer.id, name.column, Volunteer.wrapped_key)
    everybody = statement.where(within(Volunteer.region_code, viewer.scope.ranges))
    for volunteer_id, box, wrapped in db.session.execute(everybody):
        yield name.open(box, wrapped, owner=volunteer_id, row=volunteer_id)


# --- who is known again ------------------------------------------------------------------------


def number_digest(base_code: str, number: str) -> bytes:
    """Return by what an ID number is known again within one county."""
    return keyring().digest("volunteer.id_number", county_of(base_code) + number)


def same_digest(base_code: str, name: str, phone: str | None, organisation: str | None) -> bytes:
    """Return by what somebody without a number is known again within one county."""
    told = (county_of(base_code), name, phone or "", "" if phone else organisation or "")
    return keyring().digest("volunteer.same", "\n".join(told))


def known_again(
    viewer: Viewer, numbers: Iterable[bytes], others: Iterable[bytes]
) -> Sequence[Volunteer]:
    """Return who in reach has one of these ID numbers, or the same name and telephone."""
    statement = visible_to(viewer).where(
        or_(Volunteer.number_digest.in_(set(numbers)), Volunteer.same_digest.in_(set(others)))
    )
    return db.session.scalars(statement.order_by(Volunteer.state, Volunteer.id)).all()
