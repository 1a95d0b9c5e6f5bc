"""Contacts of pairings as offices read them, and what a contact that counts is."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.errors import NotFound
from casework.pairings.models import (
    Pairing,
    PairingBrief,
    PairingComplaint,
    PairingContact,
    PairingState,
)
from casework.pairings.queries.reach import in_reach

PAGE_SIZE = 50


class Waiting(NamedTuple):
    """A contact with the pairing that it is of."""

    contact: PairingContact
    pairing: Pairing


def counting() -> ColumnElement[bool]:
    """Return the condition that a contact was made and counts (``PairingContact.counts``)."""
    is_settled = or_(PairingContact.doubt.is_(None), PairingContact.answered_at.is_not(None))
    return and_(PairingContact.was_made, is_settled, ~PairingContact.is_set_aside)


def overdue(on: date) -> ColumnElement[bool]:
    """Return the condition that a pairing goes on and its contact is overdue on a day."""
    return and_(Pairing.state == PairingState.ACTIVE, Pairing.next_contact_due_on < on)


def get(viewer: Viewer, contact_id: UUID) -> Waiting:
    """Return one contact of a pairing in reach; raise NotFound."""
    statement = (
        select(PairingContact, Pairing)
        .join(Pairing, Pairing.id == PairingContact.pairing_id)
        .where(in_reach(viewer, Pairing), PairingContact.id == contact_id)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return Waiting(*row)


def of_pairing(pairing: Pairing, after: UUID | None = None) -> Page[PairingContact]:
    """Return the contacts of a pairing: what waits for an answer first, then the newest."""
    statement = (
        select(PairingContact)
        .where(PairingContact.pairing_id == pairing.id)
        .order_by(PairingContact.contacted_on.desc(), PairingContact.id.desc())
    )
    if after is not None:
        last = select(PairingContact.contacted_on).where(PairingContact.id == after)
        day = last.where(PairingContact.pairing_id == pairing.id).scalar_subquery()
        statement = statement.where(
            or_(
                PairingContact.contacted_on < day,
                and_(PairingContact.contacted_on == day, PairingContact.id < after),
            )
        )
    rows = db.session.scalars(statement.limit(PAGE_SIZE + 1)).all()
    page = cut(rows, PAGE_SIZE, lambda each: each.id)
    first = sorted(page.rows, key=lambda each: each.waits_since is None)
    return Page(first, page.after)


def number_waiting(pairing: Pairing) -> int:
    """Return how many contacts of a pairing wait to be looked at."""
    statement = select(func.count()).where(
        PairingContact.pairing_id == pairing.id, PairingContact.waits_since.is_not(None)
    )
    return db.session.scalar(statement) or 0


def open_briefs_of(pairing: Pairing) -> Sequence[PairingBrief]:
    """Return what the volunteer of a pairing sees now: one brief, or none."""
    statement = select(PairingBrief).where(
        PairingBrief.pairing_id == pairing.id, PairingBrief.closed_at.is_(None)
    )
    return db.session.scalars(statement).all()


def complaints_of(pairing: Pairing) -> Sequence[PairingComplaint]:
    """Return what was said against the volunteer of a pairing, the newest first."""
    statement = (
        select(PairingComplaint)
        .where(
            PairingComplaint.pairing_id == pairing.id,
            PairingComplaint.region_code == pairing.region_code,
        )
        .order_by(PairingComplaint.made_on.desc(), PairingComplaint.id.desc())
    )
    return db.session.scalars(statement).all()


def get_complaint(viewer: Viewer, complaint_id: UUID) -> tuple[PairingComplaint, Pairing]:
    """Return one complaint in reach with its pairing; raise NotFound."""
    statement = (
        select(PairingComplaint, Pairing)
        .join(Pairing, Pairing.id == PairingComplaint.pairing_id)
        .where(in_reach(viewer, Pairing), in_reach(viewer, PairingComplaint))
        .where(PairingComplaint.id == complaint_id)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]
