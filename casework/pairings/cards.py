"""What the child's page, the worker's day and the office's desk show of pairing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import attention
from casework.children.attention import Rows, Subject, Tile
from casework.children.cards import FileCard, register
from casework.children.coming import Coming, source
from casework.children.models import Child, Status
from casework.db.base import db
from casework.pairings import queries, steps
from casework.pairings.models import Pairing, PairingRequest, PairingState

_ORDER = 45


@dataclass(frozen=True)
class Card:
    """Whom the child is paired with, what is asked for, and what was before."""

    #: Not over yet, the newest first.
    held: Sequence[Pairing]
    over: Sequence[Pairing]
    request: PairingRequest | None
    may_ask: bool


def _gather(viewer: Viewer, child: Child) -> Card | None:
    found, request = queries.of_child(child), queries.open_request(child)
    held = [each for each in found if each.state not in steps.OVER]
    over = [each for each in found if each.state in steps.OVER]
    is_free = request is None and not any(each.is_live for each in held)
    may_ask = viewer.may(Permission.PAIRING_REQUEST) and child.status is Status.ACTIVE and is_free
    return Card(held, over, request, may_ask) if found or request or may_ask else None


register(FileCard("pairings", _ORDER, "pairings/_card.html", Permission.PAIRING_READ, _gather))


@source
def first_meetings(viewer: Viewer, _today: date, until: date) -> Iterator[Coming]:
    """Yield the children whom somebody is to see for the first time, the worker being there."""
    if not viewer.may(Permission.PAIRING_ATTEND):
        return
    statement = select(Pairing.decided_on, Pairing.child_id).where(
        queries.in_reach(viewer, Pairing),
        Pairing.state == PairingState.APPROVED,
        Pairing.decided_on <= until,
    )
    for decided_on, child_id in db.session.execute(statement):
        if decided_on is None:
            continue
        yield Coming(decided_on, child_id, "陪志愿者和孩子第一次见面", "dossier.show")


def _proposed(viewer: Viewer, _on: date) -> Rows:
    return select(
        Pairing.region_code, Pairing.proposed_on.label("due_on"), Pairing.id, Pairing.child_id
    ).where(queries.in_reach(viewer, Pairing), Pairing.state == PairingState.PROPOSED)


attention.register(
    Tile(
        "pairings-proposed",
        "结对等同意",
        "妇联提出了志愿者，等乡镇问过监护人和孩子以后答复。",
        "people",
        "soon",
        Subject.CHILD,
        _proposed,
        "提出日期",
    )
)
