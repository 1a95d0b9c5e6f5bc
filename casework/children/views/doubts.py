"""Questions that lead to other files: whoever is asked has been shown that they are there."""

from functools import partial

from casework.accounts.access import note_if_refused
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.rules import Doubt


def shown(viewer: Viewer, doubts: list[Doubt]) -> list[Doubt]:
    """Return the doubts; the files that they lead to are noted if they are asked."""
    files = {doubt.child_id for doubt in doubts if doubt.child_id is not None}
    if files:
        note_if_refused(partial(record, Tag.CHILD_SEARCH, actor_id=viewer.account_id, seen=files))
    return doubts
