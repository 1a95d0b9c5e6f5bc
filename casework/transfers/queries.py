"""Finding transfers: each side by its own region; of the child, only what stands there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import in_reach, workers_in
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound, RuleBroken
from casework.inbox.queries import grant_in_force
from casework.inbox.rules import Recipient, offices_from, roles_with
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.regions.models import Region
from casework.transfers import rules
from casework.transfers.models import Transfer, TransferState

#: So many of those that are done with are shown.
_SHOWN = 100


def sent_by_side(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a transfer was sent from the viewer's region."""
    return within(Transfer.region_code, viewer.scope.ranges)


def sent_to_side(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a transfer asks the viewer's region."""
    return within(Transfer.to_region_code, viewer.scope.ranges)


def shown_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a side may look at a transfer: one taken back is the sender's."""
    asked = and_(sent_to_side(viewer), Transfer.state != TransferState.WITHDRAWN)
    return or_(sent_by_side(viewer), asked)


def get(viewer: Viewer, transfer_id: UUID) -> Transfer:
    """Return a transfer of either side; raise NotFound for all others, missing or not."""
    return _one(select(Transfer).where(shown_to(viewer)), transfer_id)


def locked(side: ColumnElement[bool], transfer_id: UUID) -> Transfer:
    """Return a transfer of one side as it stands now, held against the other side's answer."""
    return _one(select(Transfer).where(side).with_for_update(of=Transfer), transfer_id)


def _one(statement: Select[Transfer], transfer_id: UUID) -> Transfer:
    fresh = statement.where(Transfer.id == transfer_id).execution_options(populate_existing=True)
    transfer = db.session.scalar(fresh)
    if transfer is None:
        raise NotFound
    return transfer


def is_receiver(viewer: Viewer, transfer: Transfer) -> bool:
    """Say whether it is the viewer's side that is asked."""
    return transfer.to_region_code is not None and viewer.scope.covers(transfer.to_region_code)


def waiting_for(child: Child) -> Transfer | None:
    """Return the transfer that a child is on."""
    statement = select(Transfer).where(
        Transfer.child_id == child.id,
        within(Transfer.region_code, (child.region_code[:6],)),
        Transfer.state == TransferState.WAITING,
    )
    return db.session.scalar(statement)


def incoming(viewer: Viewer) -> Sequence[Transfer]:
    """Return what waits for the viewer's side, the oldest first."""
    waiting = Transfer.state == TransferState.WAITING
    statement = select(Transfer).where(sent_to_side(viewer), waiting)
    return db.session.scalars(statement.order_by(Transfer.id)).all()


def outgoing(viewer: Viewer) -> Sequence[tuple[Transfer, Child]]:
    """Return what the viewer's side has sent and waits for, with the child, the oldest first."""
    statement = (
        select(Transfer, Child)
        .join(Child, Child.id == Transfer.child_id)
        .where(sent_by_side(viewer), in_reach(viewer))
        .where(Transfer.state == TransferState.WAITING)
        .order_by(Transfer.id)
    )
    return [(transfer, child) for transfer, child in db.session.execute(statement)]


def answered(viewer: Viewer) -> Sequence[Transfer]:
    """Return what is done with, of both sides, the newest first."""
    statement = (
        select(Transfer)
        .where(shown_to(viewer))
        .where(Transfer.state != TransferState.WAITING)
        .order_by(Transfer.id.desc())
    )
    return db.session.scalars(statement.limit(_SHOWN)).all()


def waiting_count(viewer: Viewer) -> tuple[int, int]:
    """Return how many wait for the viewer's side, and how many it waits for."""
    waiting = select(func.count()).select_from(Transfer)
    waiting = waiting.where(Transfer.state == TransferState.WAITING)
    coming = db.session.scalar(waiting.where(sent_to_side(viewer))) or 0
    going = db.session.scalar(waiting.where(sent_by_side(viewer))) or 0
    return coming, going


def is_answered_there(to: Recipient) -> bool:
    """Say whether anybody holds an office that a transfer is sent to, or one above it."""
    statement = select(
        exists()
        .where(RoleGrant.region_code.in_(offices_from(to.office_code)))
        .where(RoleGrant.account_id == Account.id, Account.disabled_at.is_(None))
        .where(grant_in_force(clock.today()))
        .where(Account.role.in_(roles_with(Permission.TRANSFER_ANSWER)))
    )
    return bool(db.session.scalar(statement))


def places_below(code: str | None) -> Sequence[Region]:
    """Return the regions to choose from; where there is one alone, those below it."""
    found = regions.children_of(code)
    while len(found) == 1 and len(found[0].code.rstrip("0")) < len("110101"):
        code = found[0].code
        found = regions.children_of(code)
    return found


def path(code: str | None) -> Sequence[Region]:
    """Return the regions from the province down to one; none where nothing is chosen yet."""
    return regions.path(code) if code else ()


def place_name(code: str | None) -> str:
    """Return a region's full name; the code where nobody knows it any more."""
    try:
        return regions.full_name(code) if code else ""
    except NotFound:
        return code or ""


def is_deep_enough(child: Child, code: str | None) -> bool:
    """Say whether a transfer may be sent to a region: a county or below, and another one."""
    if code is None:
        return False
    try:
        rules.check_place(child.region_code, code)
    except RuleBroken:
        return False
    return True


def get_received(viewer: Viewer, transfer_id: UUID) -> Transfer:
    """Return a transfer that asks the viewer's side; raise NotFound for all others."""
    return _one(select(Transfer).where(sent_to_side(viewer)), transfer_id)


def get_sent(viewer: Viewer, transfer_id: UUID) -> Transfer:
    """Return a transfer that the viewer's side has sent; raise NotFound for all others."""
    return _one(select(Transfer).where(sent_by_side(viewer)), transfer_id)


def workers_of(viewer: Viewer) -> Sequence[Account]:
    """Return whom the viewer may name as the worker: everybody in reach who visits children."""
    villages = [v.code for code in viewer.regions for v in regions.villages_in(prefix(code))]
    townships = {pad(code[:9]) for code in villages}
    return workers_in([*villages, *townships])
