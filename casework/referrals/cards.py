"""What the child's page and the worker's day show of referrals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.coming import Coming, source
from casework.children.models import Child, Status
from casework.db.base import db
from casework.referrals import queries
from casework.referrals.models import Referral, ReferralState
from casework.referrals.showing import kind_label

_ORDER = 35


@dataclass(frozen=True)
class Card:
    """The referrals of a child, the newest first, and whether one may be written."""

    found: Sequence[tuple[Referral, str]]
    may_write: bool


def _gather(viewer: Viewer, child: Child) -> Card | None:
    found = [(each, kind_label(each)) for each in queries.of_child(child)]
    may_write = viewer.may(Permission.REFERRAL_WRITE) and child.status is not Status.CLOSED
    return Card(found, may_write) if found or may_write else None


register(FileCard("referrals", _ORDER, "referrals/_card.html", Permission.REFERRAL_READ, _gather))


@source
def late_answers(viewer: Viewer, _today: date, until: date) -> Iterator[Coming]:
    """Yield the answers that are due until a day."""
    if not viewer.may(Permission.REFERRAL_WRITE):
        return
    statement = select(Referral.reply_due_on, Referral.child_id).where(
        queries.in_reach(viewer),
        Referral.state == ReferralState.SENT,
        Referral.reply_due_on <= until,
    )
    for due_on, child_id in db.session.execute(statement):
        if due_on is not None:
            yield Coming(due_on, child_id, "转介等对方回复", "dossier.show")
