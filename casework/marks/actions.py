"""Appending marks: in the transaction of the act, a row each time."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from casework.db.base import db
from casework.marks.models import Mark

_MARKED = "casework.marks"

_Place = tuple[str, UUID | None]


def mark(
    region_code: str,
    from_on: date,
    child_id: UUID | None = None,
    session: Session | None = None,
) -> None:
    """Say that what is counted may have changed: in a region, since a day, around a child.

    Without a child only the region itself is counted anew, not where a child lived besides. What
    the same transaction has said already is not said again.
    """
    session = session or db.session()
    marked: dict[_Place, date] = session.info.setdefault(_MARKED, {})
    known = marked.get((region_code, child_id))
    if known is None or from_on < known:
        marked[region_code, child_id] = from_on
        session.add(Mark(region_code=region_code, child_id=child_id, from_on=from_on))


def _forget(session: Session, *_rest: Any) -> None:
    # Stored with the transaction, or undone with it or with one of its savepoints.
    session.info.pop(_MARKED, None)


event.listen(Session, "after_commit", _forget)
event.listen(Session, "after_soft_rollback", _forget)
