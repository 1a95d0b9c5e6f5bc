"""The card on the child's page: what was received, the newest first, and what a year came to."""

from dataclasses import dataclass

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.assistance import queries
from casework.assistance.queries import Receipts
from casework.assistance.showing import Codes
from casework.children.cards import FileCard, register
from casework.children.models import Child

_ORDER = 45


@dataclass(frozen=True)
class Card:
    """What the card shows."""

    receipts: Receipts
    codes: Codes


def gather(_viewer: Viewer, child: Child) -> Card:
    """Return what a child received."""
    return Card(queries.receipts(child), Codes.today())


register(
    FileCard("assistance", _ORDER, "assistance/_card.html", Permission.ASSISTANCE_READ, gather)
)
