"""Finding pairings: one in reach, a child's, a volunteer's, with what was done."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import in_reach as child_in_reach
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.pairings import steps
from casework.pairings.models import Pairing, PairingRequest, PairingState, PairingStep
from casework.pairings.queries.reach import in_reach
from casework.pairings.queries.volunteers import PROVINCE
from casework.volunteers.models import Volunteer


def get(viewer: Viewer, pairing_id: UUID) -> Pairing:
    """Return one pairing; raise NotFound for a missing one and for one out of reach alike."""
    statement = select(Pairing).where(in_reach(viewer, Pairing), Pairing.id == pairing_id)
    return _one(db.session.scalar(statement))


def locked(viewer: Viewer, pairing_id: UUID) -> Pairing:
    """Return one as it stands now, held against others' steps; raise NotFound."""
    statement = (
        select(Pairing)
        .where(in_reach(viewer, Pairing), Pairing.id == pairing_id)
        .with_for_update(of=Pairing)
        .execution_options(populate_existing=True)
    )
    return _one(db.session.scalar(statement))


def _one(found: Pairing | None) -> Pairing:
    if found is None:
        raise NotFound
    return found


def of_child(child: Child) -> Sequence[Pairing]:
    """Return every pairing of a child, the newest first."""
    statement = select(Pairing).where(same_place(Pairing, child))
    return db.session.scalars(statement.order_by(Pairing.id.desc())).all()


def open_of_child(child: Child) -> Sequence[Pairing]:
    """Return a child's pairings that are not over, held against others' steps."""
    statement = (
        select(Pairing)
        .where(same_place(Pairing, child), Pairing.state.not_in(steps.OVER))
        .order_by(Pairing.id)
        .with_for_update(of=Pairing)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def open_of_volunteer(viewer: Viewer | None, volunteer: Volunteer) -> Sequence[Pairing]:
    """Return a volunteer's pairings in reach that are not over, held against others' steps.

    Without a viewer, for maintenance that sees all regions: those of her province.
    """
    everywhere = within(Pairing.region_code, (volunteer.region_code[:PROVINCE],))
    statement = (
        select(Pairing)
        .where(in_reach(viewer, Pairing) if viewer else everywhere)
        .where(Pairing.volunteer_id == volunteer.id)
        .where(Pairing.state.not_in(steps.OVER))
        .order_by(Pairing.id)
        .with_for_update(of=Pairing)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def standing(viewer: Viewer, request_ids: Collection[UUID | str]) -> dict[UUID, Pairing]:
    """Return the proposals that wait for a decision, by request."""
    statement = select(Pairing).where(
        in_reach(viewer, Pairing),
        Pairing.request_id.in_(request_ids),
        Pairing.state == PairingState.PROPOSED,
    )
    return {found.request_id: found for found in db.session.scalars(statement) if found.request_id}


def request_of(pairing: Pairing) -> PairingRequest | None:
    """Return what a pairing was proposed for."""
    statement = select(PairingRequest).where(
        PairingRequest.id == pairing.request_id,
        PairingRequest.region_code == pairing.region_code,
    )
    return db.session.scalar(statement)


def some(viewer: Viewer, ids: Collection[UUID | str]) -> dict[UUID | str, Pairing]:
    """Return pairings in reach by id."""
    statement = select(Pairing).where(in_reach(viewer, Pairing), Pairing.id.in_(ids))
    return {found.id: found for found in db.session.scalars(statement)}


def children_in(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, Child]:
    """Return children in reach by id: for the child's side alone."""
    statement = select(Child).where(child_in_reach(viewer), Child.id.in_(ids))
    return {child.id: child for child in db.session.scalars(statement)}


def steps_of(pairing: Pairing) -> Sequence[PairingStep]:
    """Return what was done with a pairing, in order."""
    statement = (
        select(PairingStep)
        .where(
            PairingStep.pairing_id == pairing.id,
            PairingStep.region_code == pairing.region_code,
        )
        .order_by(PairingStep.id)
    )
    return db.session.scalars(statement).all()
