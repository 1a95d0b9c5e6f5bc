"""Writing down that child and volunteer were in touch, or tried to be.

Nothing that was written is lost: a form that comes when the pairing is over, or a second one with
other content, is kept and put up for checking. A worry stands before the child's side at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.elevation import elevated
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.pairings import rhythm
from casework.pairings.actions.door import ELEVATION
from casework.pairings.models import (
    ContactDoubt,
    Pairing,
    PairingBrief,
    PairingContact,
    PairingState,
)
from casework.pairings.queries import contacts
from casework.pairings.queries import door as doors
from casework.pairings.telling import Told
from casework.practice import queries as practice

_PURPOSE = "pairing.contact"
#: Where somebody of the child's side looks at a contact.
PAGE = "pairings.contact"


class Logged(NamedTuple):
    """What became of a form."""

    contact_id: UUID
    #: Whether the door was shut by then: it waits to be looked at.
    is_late: bool
    #: Whether somebody was told of a worry by it.
    is_worrying: bool


def log_own(*, actor: Viewer, brief_id: UUID, client_id: UUID, told: Told) -> Logged:
    """Keep a contact that a volunteer tells of; raise NotFound for a brief that was never hers.

    She may have written it while the pairing was being ended: it is kept all the same.
    """
    with _beyond() as session:
        brief = session.scalar(
            select(PairingBrief).where(
                PairingBrief.id == brief_id, PairingBrief.account_id == actor.account_id
            )
        )
        if brief is None:
            raise NotFound
        pairing = session.get_one(Pairing, brief.pairing_id)
        is_late = not doors.holds(brief.closed_at, brief.open_until_on, clock.today())
        contact = _keep(session, actor, pairing, client_id, told, brief=brief, is_late=is_late)
        if told.next_on is not None and not is_late:
            brief.next_on = told.next_on
        return Logged(contact.id, is_late, told.worries)


def log_for(*, actor: Viewer, pairing: Pairing, client_id: UUID, told: Told) -> PairingContact:
    """Keep a contact that the child's side writes down for a volunteer without a phone."""
    contact = _keep(db.session(), actor, pairing, client_id, told)
    if told.next_on is not None:
        for brief in contacts.open_briefs_of(pairing):
            brief.next_on = told.next_on
    return contact


def answer(
    *, actor: Viewer, pairing: Pairing, contact: PairingContact, words: str, counts: bool = True
) -> None:
    """Say what came of a worry or a doubt; what was written by mistake does not count."""
    contact.answer, contact.answered_at = words, clock.now()
    contact.waits_since, contact.is_set_aside = None, not counts
    inbox.finish(
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        key=contact.id.hex,
        by=actor.account_id,
    )
    reckon(pairing)
    _note(Tag.PAIRING_ANSWER, actor, pairing, contact)


def reckon(pairing: Pairing, session: Session | None = None) -> None:
    """Let the pairing, and what its volunteer sees, say when they were in touch and are due again.

    Written past the pairing's version: whoever ends it at this moment is not in the way, and a
    pairing that has ended is due no more.
    """
    using = session or db.session()
    using.flush()
    made_on, met_on = _last(using, pairing.id)
    due_on = _due_on(pairing, made_on, met_on)
    last_on = max((day for day in (made_on, pairing.began_on) if day), default=None)
    values = {"last_contact_on": last_on, "next_contact_due_on": due_on}
    using.execute(
        update(Pairing)
        .where(Pairing.id == pairing.id, Pairing.region_code == pairing.region_code)
        .where(Pairing.state == pairing.state)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    for name, value in values.items():
        set_committed_value(pairing, name, value)
    _tell_briefs(using, pairing.id, due_on)


def _due_on(pairing: Pairing, made_on: date | None, met_on: date | None) -> date | None:
    if pairing.state is not PairingState.ACTIVE or pairing.began_on is None:
        return None
    rules = practice.pairings(pairing.region_code)
    return rhythm.next_due(rules, pairing.began_on, made_on, met_on)


def _last(session: Session, pairing_id: UUID) -> tuple[date | None, date | None]:
    """Return when they were last in touch and when they last met, of what counts."""
    made_on = func.max(PairingContact.contacted_on)
    met_on = made_on.filter(PairingContact.was_met)
    statement = select(made_on, met_on).where(
        PairingContact.pairing_id == pairing_id, contacts.counting()
    )
    row = session.execute(statement).one()
    return row[0], row[1]


def _tell_briefs(session: Session, pairing_id: UUID, due_on: date | None) -> None:
    session.execute(
        update(PairingBrief)
        .where(PairingBrief.pairing_id == pairing_id, PairingBrief.closed_at.is_(None))
        .values(contact_due_on=due_on)
        .execution_options(synchronize_session=False)
    )
    for row in session.identity_map.values():
        if isinstance(row, PairingBrief) and row.pairing_id == pairing_id and not row.closed_at:
            set_committed_value(row, "contact_due_on", due_on)


@contextmanager
def _beyond() -> Iterator[Session]:
    with elevated(ELEVATION) as session:
        yield session


def _keep(
    session: Session,
    actor: Viewer,
    pairing: Pairing,
    client_id: UUID,
    told: Told,
    *,
    brief: PairingBrief | None = None,
    is_late: bool = False,
) -> PairingContact:
    """Keep a contact once: the same form twice is one, other content under its id stands beside."""
    digest = keyring().digest(_PURPOSE, told.canonical(actor.account_id, pairing.id))
    doubt = ContactDoubt.LATE if is_late else None
    first = _kept(session, client_id)
    if first is not None and first.digest != digest:
        client_id, doubt = UUID(bytes=digest), doubt or ContactDoubt.TWICE
        first = _kept(session, client_id)
    if first is not None:
        return first
    contact = _drafted(actor, pairing, told, client_id=client_id, digest=digest, doubt=doubt)
    contact.brief_id = brief.id if brief else None
    if not _add(session, contact):  # the same one at the same moment
        return _keep(session, actor, pairing, client_id, told, brief=brief, is_late=is_late)
    reckon(pairing, session)
    _tell(session, pairing, contact)
    _note(Tag.PAIRING_CONTACT, actor, pairing, contact)
    return contact


def _drafted(
    actor: Viewer,
    pairing: Pairing,
    told: Told,
    *,
    client_id: UUID,
    digest: bytes,
    doubt: ContactDoubt | None,
) -> PairingContact:
    ways = practice.pairings(pairing.region_code).meeting_ways
    return PairingContact(
        owner=pairing,
        place_code=pairing.region_code,
        client_id=client_id,
        digest=digest,
        account_id=actor.account_id,
        contacted_on=min(told.contacted_on, clock.today()),
        was_made=told.was_made,
        was_met=told.was_made and told.way in ways,
        is_worrying=told.worries,
        doubt=doubt,
        waits_since=clock.now() if doubt or told.worries else None,
        facts=told.facts(),
        words=told.said(),
    )


def _add(session: Session, contact: PairingContact) -> bool:
    try:
        with session.begin_nested():
            session.add(contact)
    except IntegrityError:
        return False
    return True


def _kept(session: Session, client_id: UUID) -> PairingContact | None:
    return session.scalar(select(PairingContact).where(PairingContact.client_id == client_id))


def _tell(session: Session, pairing: Pairing, contact: PairingContact) -> None:
    """Put a worry, or a doubt, before whoever attends to the child in the village."""
    if contact.waits_since is None:
        return
    kind = Kind.INFORMATION if contact.is_worrying else Kind.TO_CHECK
    task = inbox.draft(
        kind,
        contact.id.hex,
        to=Recipient(pairing.region_code, Permission.PAIRING_ATTEND),
        region_code=pairing.region_code,
        endpoint=PAGE,
        link_id=contact.id,
        child_id=pairing.child_id,
    )
    inbox.put(task, session)


def _note(tag: Tag, actor: Viewer, pairing: Pairing, contact: PairingContact) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=contact.id,
    )
