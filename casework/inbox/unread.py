"""How many tasks somebody has not read: asked at most once a request, and only where it is shown.

A page that counts every statement takes the number along in one of its own and hands it in.
"""

from flask import g

from casework.accounts.access import viewer_or_none
from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.inbox import queries


def unread_tasks() -> int | None:
    """Return the number for this request's viewer; None for who has no inbox."""
    if "unread_tasks" not in g:
        g.unread_tasks = _asked()
    number: int | None = g.unread_tasks
    return number


def know_unread(number: int | None) -> None:
    """Hand in the number that came with another statement; None leaves it to be asked for."""
    if number is not None:
        g.unread_tasks = number


def leave_unread_alone() -> None:
    """Ask for no number in this request: it is answered with an error."""
    g.unread_tasks = None


def _asked() -> int | None:
    viewer = viewer_or_none()
    if viewer is None or not viewer.may(Permission.INBOX_READ):
        return None
    with db.session.no_autoflush:
        return queries.unread(viewer)
