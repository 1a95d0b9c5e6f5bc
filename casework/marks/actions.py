"""Appending marks in the transaction of the act, a row each time; and taking them away."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from casework.db.base import db
from casework.db.scope import within
from casework.marks.models import Mark

_MARKED = "casework.marks"

_Place = tuple[str, UUID | None]


class Taken(NamedTuple):
    """A mark that was taken away."""

    region_code: str
    child_id: UUID | None
    from_on: date


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


def take(limit: int, under: str = "") -> list[Taken]:
    """Take marks away, the oldest first: of a region, or all; to be counted in this transaction.

    What they speak of must be read by later statements: whoever commits in between is seen then,
    and has left a mark of their own.
    """
    oldest = select(Mark.id).where(within(Mark.region_code, (under,))).order_by(Mark.id)
    statement = delete(Mark).where(Mark.id.in_(oldest.limit(limit)))
    rows = db.session.execute(
        statement.returning(Mark.region_code, Mark.child_id, Mark.from_on),
        execution_options={"synchronize_session": False},
    )
    found = [Taken(*row) for row in rows]
    _forget(db.session())  # what this transaction changes from now on is marked anew
    return found


def _forget(session: Session, *_rest: Any) -> None:
    # Stored with the transaction, or undone with it or with one of its savepoints.
    session.info.pop(_MARKED, None)


event.listen(Session, "after_commit", _forget)
event.listen(Session, "after_soft_rollback", _forget)
