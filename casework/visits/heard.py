"""What floors above do with what a visit has said; the visit knows none of them by name.

They are told in the transaction of the visit, of its first version and of every correction. A
fault of theirs never loses the visit: what they did is undone, and the visit stays.
"""

import logging
from collections.abc import Callable

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.visits.models import Visit
from casework.visits.reading import Reading

Listener = Callable[[Viewer, Child, Visit, Reading], None]

_listeners: list[Listener] = []

_log = logging.getLogger(__name__)


def listens(act: Listener) -> Listener:
    """Register who is told of every visit."""
    if act not in _listeners:
        _listeners.append(act)
    return act


def tell(actor: Viewer, child: Child, visit: Visit, reading: Reading) -> None:
    """Tell everybody who listens."""
    for act in _listeners:
        try:
            with db.session.begin_nested():
                act(actor, child, visit, reading)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the visit stands
            _log.error("%s was not told of a visit: %s", act.__name__, type(fault).__name__)
