"""What waits for somebody: asked at most once a request, and only where it is shown.

A page that counts every statement takes the number along in one of its own and hands it in.
"""

from flask import g

from casework.accounts.access import viewer_or_none
from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.inbox import queries
from casework.inbox.rules import Waiting


def unread_tasks() -> int | None:
    """Return the number for this request's viewer; None for who has no inbox."""
    waiting = _waiting()
    return waiting.unread if waiting else None


def urgent_tasks() -> int:
    """Return how many tasks may not wait; none for who has no inbox."""
    waiting = _waiting()
    return waiting.urgent if waiting else 0


def know_waiting(number: int | None) -> None:
    """Hand in the number that came with another statement; None leaves it to be asked for."""
    if number is not None:
        g.waiting_tasks = Waiting.of(number)


def leave_unread_alone() -> None:
    """Ask for no number in this request: it is answered with an error."""
    g.waiting_tasks = None


def _waiting() -> Waiting | None:
    if "waiting_tasks" not in g:
        g.waiting_tasks = _asked()
    waiting: Waiting | None = g.waiting_tasks
    return waiting


def _asked() -> Waiting | None:
    viewer = viewer_or_none()
    if viewer is None or not viewer.may(Permission.INBOX_READ):
        return None
    with db.session.no_autoflush:
        return queries.waiting(viewer)
