"""What becomes of stored content when the transaction ends.

New content is stored whole before its row is; content whose row is gone is removed after. So a kill
at any moment leaves a whole file, or content without a row, which the nightly sweep removes.
"""

import logging
from collections.abc import Iterable

from sqlalchemy import event
from sqlalchemy.orm import Session

from casework.attachments.store import StoreFailed, current_store
from casework.db.base import db

_NEW, _OLD = "casework.files.new", "casework.files.old"

log = logging.getLogger(__name__)


def remove_if_undone(name: str) -> None:
    """Let new content go again where the transaction is undone."""
    db.session.info.setdefault(_NEW, []).append(name)


def remove_when_done(name: str) -> None:
    """Let old content go once the transaction is committed."""
    db.session.info.setdefault(_OLD, []).append(name)


def _after_commit(session: Session) -> None:
    _end(session, removed=_OLD)


def _after_rollback(session: Session) -> None:
    _end(session, removed=_NEW)


def _end(session: Session, *, removed: str) -> None:
    if session.in_nested_transaction():
        return  # only a part of it
    names = session.info.pop(removed, ())
    for key in (_NEW, _OLD):
        session.info.pop(key, None)
    _remove(names)


def _remove(names: Iterable[str]) -> None:
    for name in names:
        try:
            current_store().delete(name)
        except StoreFailed as error:  # the sweep comes back for it
            log.warning("A file's content could not be removed: %s", error)


event.listen(Session, "after_commit", _after_commit)
event.listen(Session, "after_rollback", _after_rollback)
