"""Taking one step of a pairing: the state, the row that stays, the trail, who is told."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.pairings import steps
from casework.pairings.models import Pairing, PairingState, PairingStep

#: The page that tasks lead to.
PAGE = "pairings.show"


def take(
    pairing: Pairing,
    act: str,
    *,
    by: UUID | None,
    words: str | None = None,
    on: date | None = None,
) -> PairingStep:
    """Take a step; raise RuleBroken where it does not begin at the state, or lacks why."""
    step = steps.demand(act, pairing.state)
    said = steps.check_reason(step, words)
    pairing.state = steps.state_after(step, pairing.state, pairing.began_on)
    return keep(pairing, act, by=by, words=said, on=on)


def keep(
    pairing: Pairing,
    act: str,
    *,
    by: UUID | None,
    words: str | None = None,
    on: date | None = None,
) -> PairingStep:
    """Keep a step that was taken, and tell of it."""
    row = PairingStep(
        owner=pairing,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        act=act,
        taken_on=on or clock.today(),
        account_id=by,
        words=words,
    )
    db.session.add(row)
    db.session.flush()
    record(
        Tag.PAIRING_STEP,
        actor_id=by,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=pairing.id,
        act=act,
    )
    _calm(pairing, by)
    if pairing.state is PairingState.PROPOSED and act == steps.PROPOSE:
        ask_office(pairing, row, Kind.SUBMITTED)
    return row


def ask_office(pairing: Pairing, row: PairingStep, kind: Kind) -> None:
    """Put what has to be looked at before the township, which decides on pairings."""
    office = Recipient.township(pairing.region_code, Permission.PAIRING_APPROVE)
    _put(pairing, row, kind, office)


def ask_worker(pairing: Pairing, row: PairingStep, worker_id: UUID | None) -> None:
    """Tell the child's worker of something that she sees to with the family."""
    village = Recipient.worker(pairing.region_code, worker_id)
    _put(pairing, row, Kind.INFORMATION, village)


def _put(pairing: Pairing, row: PairingStep, kind: Kind, to: Recipient) -> None:
    task = inbox.draft(
        kind,
        f"{row.id.hex}:{to.office_code[:9]}",
        to=to,
        region_code=pairing.region_code,
        endpoint=PAGE,
        link_id=pairing.id,
        child_id=pairing.child_id,
    )
    inbox.put(task)


def _calm(pairing: Pairing, by: UUID | None) -> None:
    """Let what the pairing waited for be done: somebody has taken the step."""
    inbox.finish(
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        kinds=(Kind.SUBMITTED, Kind.INFORMATION, Kind.TO_CHECK),
        link_id=pairing.id,
        by=by,
    )


def open_page(*, actor: Viewer, pairing: Pairing) -> None:
    """Note that a pairing was looked at."""
    record(
        Tag.PAIRING_OPEN,
        actor_id=actor.account_id,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=pairing.id,
        seen=[pairing.child_id],
    )
