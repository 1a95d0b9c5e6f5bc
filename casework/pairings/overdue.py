"""Contacts that are overdue and worries that wait: on the worker's day and the office's desk.

Read from plain columns alone.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.attention import Rows, Subject, Tile, register
from casework.children.coming import Coming, source
from casework.db.base import db
from casework.pairings.models import Pairing, PairingContact
from casework.pairings.queries.contacts import overdue
from casework.pairings.queries.reach import in_reach

#: Where a child's pairing is opened from.
_PAGE = "dossier.show"


@source
def late_contacts(viewer: Viewer, today: date, _until: date) -> Iterator[Coming]:
    """Yield the children whose volunteer has not been in touch for too long; one statement."""
    if not viewer.may(Permission.PAIRING_ATTEND):
        return
    statement = select(Pairing.next_contact_due_on, Pairing.child_id).where(
        in_reach(viewer, Pairing), overdue(today)
    )
    for due_on, child_id in db.session.execute(statement):
        if due_on is not None:
            yield Coming(due_on, child_id, "结对的志愿者有一阵没联系孩子了，问一声", _PAGE)


def _late(viewer: Viewer, on: date) -> Rows:
    return select(
        Pairing.region_code,
        Pairing.next_contact_due_on.label("due_on"),
        Pairing.child_id.label("id"),
        Pairing.child_id,
    ).where(in_reach(viewer, Pairing), overdue(on))


def _worries(viewer: Viewer, _on: date) -> Rows:
    """Return each child once, however many contacts wait."""
    return (
        select(
            Pairing.region_code,
            func.min(PairingContact.contacted_on).label("due_on"),
            Pairing.child_id.label("id"),
            Pairing.child_id,
        )
        .join(PairingContact, PairingContact.pairing_id == Pairing.id)
        .where(in_reach(viewer, Pairing), PairingContact.waits_since.is_not(None))
        .group_by(Pairing.region_code, Pairing.child_id)
    )


register(
    Tile(
        "pairing-worries",
        "结对里的担心",
        "志愿者说到让人担心的事，或者有一次联系要核对，还没有人答复。",
        "exclamation-triangle",
        "late",
        Subject.CHILD,
        _worries,
        "哪天说的",
    ),
    Tile(
        "pairing-overdue",
        "结对联系过期",
        "结对的志愿者过了日期还没有和孩子联系上，没联系上的尝试不算。",
        "telephone-x",
        "late",
        Subject.CHILD,
        _late,
        "最晚联系日期",
    ),
)
