"""Finding requests: one in reach, a child's, and what must not stand in them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import people_of, same_place
from casework.db.base import db
from casework.errors import NotFound
from casework.pairings.models import PairingRequest, RequestState
from casework.pairings.queries.reach import in_reach
from casework.pairings.wording import Kept
from casework.regions import queries as regions


def get_request(viewer: Viewer, request_id: UUID) -> PairingRequest:
    """Return one request; raise NotFound for a missing one and for one out of reach alike."""
    statement = select(PairingRequest).where(
        in_reach(viewer, PairingRequest), PairingRequest.id == request_id
    )
    return _one(db.session.scalar(statement))


def locked_request(viewer: Viewer, request_id: UUID) -> PairingRequest:
    """Return one as it stands now, held against others; raise NotFound."""
    statement = (
        select(PairingRequest)
        .where(in_reach(viewer, PairingRequest), PairingRequest.id == request_id)
        .with_for_update(of=PairingRequest)
        .execution_options(populate_existing=True)
    )
    return _one(db.session.scalar(statement))


def _one(found: PairingRequest | None) -> PairingRequest:
    if found is None:
        raise NotFound
    return found


def open_request(child: Child) -> PairingRequest | None:
    """Return what is asked for now for a child."""
    statement = select(PairingRequest).where(
        same_place(PairingRequest, child), PairingRequest.state == RequestState.OPEN
    )
    return db.session.scalar(statement.order_by(PairingRequest.id).limit(1))


def some_requests(viewer: Viewer, ids: Collection[UUID | str]) -> dict[UUID | str, PairingRequest]:
    """Return requests in reach by id."""
    statement = select(PairingRequest).where(
        in_reach(viewer, PairingRequest), PairingRequest.id.in_(ids)
    )
    return {found.id: found for found in db.session.scalars(statement)}


def open_requests(viewer: Viewer) -> Sequence[PairingRequest]:
    """Return every request in reach that waits for somebody, the longest waiting first."""
    statement = (
        select(PairingRequest)
        .where(in_reach(viewer, PairingRequest), PairingRequest.state == RequestState.OPEN)
        .order_by(PairingRequest.opened_on, PairingRequest.id)
    )
    return db.session.scalars(statement).all()


def kept_of(child: Child) -> Kept:
    """Return what of a child's file must not stand in a request."""
    return Kept(
        name=child.name,
        relatives=[person.name for _link, person in people_of(child) if person.name],
        village=regions.get(child.region_code).name,
        school=child.school,
    )
