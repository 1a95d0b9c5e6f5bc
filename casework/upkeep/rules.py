"""What may be assumed without asking, and what may not."""

from datetime import date

from casework.accounts.viewer import Viewer
from casework.children.models import Child, Status
from casework.upkeep.models import CheckSource

#: A closed file is not kept up any more.
KEPT_UP = frozenset(Status) - {Status.CLOSED}


def likely_source(viewer: Viewer, child: Child, on: date) -> CheckSource:
    """Return how the checker knows, as far as the file itself tells.

    The child's worker who was there or called on the same day has it from there. For everybody
    else nothing more is claimed than that the village is known; who wants to can say more.
    """
    if child.worker_id != viewer.account_id:
        return CheckSource.KNOWN
    if child.last_visit_on == on:
        return CheckSource.SEEN
    return CheckSource.PHONE if child.last_contact_on == on else CheckSource.KNOWN
