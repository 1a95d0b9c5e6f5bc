"""What a visit says of needs that were open already: still to be done, solved, no longer.

Nothing of it is ever a reason to lose the visit, or to hold anything else up that it says.
"""

import logging
from collections.abc import Mapping
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.needs import actions as needs
from casework.needs import queries
from casework.needs.models import Need, NeedStatus, StepKind
from casework.visits.reading import DROPPED, SOLVED

_log = logging.getLogger(__name__)

# no-catalogue: stored as written
_STILL = "走访时还没办好"
# no-catalogue: stored as written
_SAID = {SOLVED: "走访时看到办好了", DROPPED: "走访时说不用办了"}
_END = {SOLVED: NeedStatus.SOLVED, DROPPED: NeedStatus.DROPPED}


def settle(*, actor: Viewer, child: Child, said: Mapping[UUID, str]) -> None:
    """Let needs be what a visit said of them; one that is no longer open stays as it is.

    A fault of ours is undone for that need alone.
    """
    if not said:
        return
    for need in queries.open_of(child):
        if need.id in said:
            try:
                with db.session.begin_nested():
                    _settle(actor, child, need, said[need.id])
            except Exception as fault:  # noqa: BLE001 - whatever it is, the visit is kept
                _log.error("a need was not settled by a visit: %s", type(fault).__name__)


def _settle(actor: Viewer, child: Child, need: Need, answer: str) -> None:
    if answer in _END:
        words, status = _SAID[answer], _END[answer]
        needs.close_need(actor=actor, child=child, need=need, status=status, outcome=words)
    else:
        needs.add_step(actor=actor, child=child, need=need, words=_STILL, kind=StepKind.VISITED)


def is_told(actor: Viewer, child: Child, kind: str, words: str) -> bool:
    """Say whether a need of a kind is open already, and let it know what the visit found.

    The same need is not opened twice.
    """
    known = (
        [need for need in queries.open_of(child) if need.kind == kind] if child.open_needs else []
    )
    if known and words:
        needs.add_step(
            actor=actor, child=child, need=known[0], words=words[:500], kind=StepKind.VISITED
        )
    return bool(known)
