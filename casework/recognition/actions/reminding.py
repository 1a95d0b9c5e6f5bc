"""What the night does with what waits: terms counted anew, tasks put, what is late told above."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.children.models import Child
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.practice import queries as practice
from casework.recognition import queries, steps
from casework.recognition.actions import trail
from casework.recognition.actions.stepping import count_term
from casework.recognition.models import Recognition, RecognitionState, RecognitionStep

#: Somebody has to act on these.
WAITING = steps.OPEN | {RecognitionState.ENDING}


def count_again() -> int:
    """Count terms anew that were counted by other holidays than are known now; return how many.

    For maintenance that sees all regions.
    """
    edition = practice.calendar().version
    statement = (
        select(Recognition)
        .where(Recognition.state.in_(WAITING), Recognition.calendar_version != edition)
        .order_by(Recognition.id)
    )
    found = db.session.scalars(statement).all()
    for recognition in found:
        count_term(recognition, queries.steps_of(recognition))
    db.session.flush()
    return len(found)


def remind(day: date) -> int:
    """Ask anew where a task was lost with a move, and tell of terms past; return how many tasks.

    For maintenance that sees all regions. The same night twice makes nothing twice.
    """
    return inbox.put_all(list(_lost())) + inbox.put_all(list(_late(day)))


def _lost() -> Iterator[Task]:
    asked = (Kind.SUBMITTED, Kind.RETURNED)
    open_ = select(Task.link_id).where(
        Task.endpoint == trail.PAGE, Task.done_at.is_(None), Task.kind.in_(asked)
    )
    statement = (
        select(Recognition, Child)
        .join(Child, Child.id == Recognition.child_id)
        .where(Recognition.state.in_(WAITING), Recognition.id.not_in(open_))
        .order_by(Recognition.id)
    )
    found = [(row[0], row[1]) for row in db.session.execute(statement)]
    last = _last_steps([recognition for recognition, _child in found])
    for recognition, child in found:
        yield from trail.asked(recognition, child, last[recognition.id])


def _late(day: date) -> Iterator[Task]:
    statement = (
        select(Recognition)
        .where(Recognition.state.in_(WAITING), Recognition.due_on < day)
        .order_by(Recognition.id)
    )
    found = db.session.scalars(statement).all()
    last = _last_steps(found)
    for recognition in found:
        yield trail.late(recognition, last[recognition.id])


def _last_steps(found: Sequence[Recognition]) -> dict[UUID, UUID]:
    statement = (
        select(RecognitionStep.recognition_id, RecognitionStep.id)
        .where(RecognitionStep.recognition_id.in_([each.id for each in found]))
        .order_by(RecognitionStep.id)  # the last one of each stays
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
