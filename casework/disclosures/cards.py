"""Who has what of a child, on the child's page."""

from collections.abc import Sequence

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.models import Child
from casework.disclosures import queries
from casework.disclosures.queries import Line

_ORDER = 90


def _gather(_viewer: Viewer, child: Child) -> Sequence[Line] | None:
    return queries.of_child(child) or None


register(
    FileCard("disclosures", _ORDER, "disclosures/_card.html", Permission.DISCLOSURE_READ, _gather)
)
