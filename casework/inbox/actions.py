"""Putting tasks into inboxes, and seeing them done."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import Owned, Owner
from casework.errors import RuleBroken
from casework.inbox import queries, rules
from casework.inbox.models import Kind, Task, TaskNote, TaskReading
from casework.inbox.rules import Recipient

#: What goes with the child from one worker to the next.
_OF_WORKERS = (Kind.RETURNED, Kind.DUE, Kind.ENDING, Kind.NUMBER)
#: A page of unread tasks at most is marked in one go.
_MOST = 500
_BATCH = 500


def draft(
    kind: Kind,
    event: str,
    *,
    to: Recipient,
    region_code: str,
    endpoint: str,
    link_id: UUID,
    child_id: UUID | None = None,
    due_on: date | None = None,
) -> Task:
    """Return a task, not yet put anywhere; ``event`` tells what happened from its like."""
    return Task(
        key=f"{kind.value}:{event}",
        kind=kind,
        region_code=region_code,
        child_id=child_id,
        account_id=to.account_id,
        office_code=to.office_code,
        permission=to.permission.value,
        endpoint=endpoint,
        link_id=link_id,
        due_on=due_on,
    )


def put(task: Task, session: Session | None = None) -> Task | None:
    """Put a task into an inbox; None where its event has made one already.

    ``session`` is one that may write in the region, where the act's own may not.
    """
    using = session or db.session()
    try:
        with using.begin_nested():
            using.add(task)
    except IntegrityError:
        return None
    return task


def put_all(tasks: Iterable[Task]) -> int:
    """Put those of many tasks that are not there yet; return how many. For maintenance."""
    return sum(_put_batch(batch) for batch in batches(tasks))


def batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Cut many tasks into lists that one statement can ask for."""
    rest = iter(tasks)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _put_batch(tasks: list[Task]) -> int:
    keys = [task.key for task in tasks]
    known = set(db.session.scalars(select(Task.key).where(Task.key.in_(keys))))
    new = [task for task in tasks if task.key not in known]
    db.session.add_all(new)
    db.session.flush()
    db.session.expunge_all()
    return len(new)


def free_stranded() -> int:
    """Give tasks of those who can no longer do them to their office; return how many.

    For maintenance: the account is disabled, or its grants in force no longer hold the region.
    """
    statement = (
        update(Task)
        .where(Task.done_at.is_(None), Task.account_id.is_not(None), queries.is_stranded())
        .values(account_id=None)
        .execution_options(synchronize_session=False)
        .returning(Task.id)
    )
    return len(db.session.execute(statement).all())


def add_note(task: Task, *, owner: Owner | Owned, detail: str) -> None:
    """Add words to a task, sealed under the child that they are about."""
    note = TaskNote(owner=owner, region_code=task.region_code, task_id=task.id, detail=detail)
    db.session.add(note)


def finish(
    *,
    region_code: str,
    child_id: UUID | None,
    kinds: Collection[Kind] = tuple(Kind),
    link_id: UUID | None = None,
    key: str | None = None,
    by: UUID | None = None,
    session: Session | None = None,
) -> None:
    """Let the open tasks about a child be done with, or some of them: what they ask for is done.

    Without a child: those that are about none.
    """
    conditions = [Task.child_id == child_id, Task.kind.in_(kinds)]
    if link_id is not None:
        conditions.append(Task.link_id == link_id)
    if key is not None:
        conditions.append(Task.key.in_([f"{kind.value}:{key}" for kind in kinds]))
    _change(session or db.session(), region_code, conditions, done_at=clock.now(), done_by=by)


def finish_page(
    *, region_code: str, endpoint: str, link_id: UUID, by: UUID, of: UUID | None = None
) -> None:
    """Let the open tasks that lead to one page be done with; ``of`` names whose alone."""
    conditions = [Task.endpoint == endpoint, Task.link_id == link_id]
    if of is not None:
        conditions.append(Task.account_id == of)
    _change(db.session(), region_code, conditions, done_at=clock.now(), done_by=by)


def hand_over(
    *, region_code: str, child_id: UUID, from_id: UUID | None, to_id: UUID | None
) -> None:
    """Let the open tasks about a child that were one worker's be another's, or the village's."""
    theirs = Task.account_id.is_(None) if from_id is None else Task.account_id == from_id
    village = Task.office_code == region_code
    conditions = [Task.child_id == child_id, Task.kind.in_(_OF_WORKERS), village, theirs]
    _change(db.session(), region_code, conditions, account_id=to_id)


def follow_move(*, child_id: UUID, region_code: str) -> None:
    """Let the open tasks about a child that has moved be those of the offices there."""
    statement = select(Task).where(
        Task.child_id == child_id, Task.region_code == region_code, Task.done_at.is_(None)
    )
    for task in db.session.scalars(statement).all():
        task.office_code = rules.office_after_move(task.office_code, region_code)


def office_there(task: Task, region_code: str) -> str:
    """Return the office of the same size as a task's in another region."""
    return rules.office_after_move(task.office_code, region_code)


def mark_read(*, actor: Viewer, task: Task) -> None:
    """Remember that the actor has read a task."""
    _mark(actor, [task.id])


def mark_all_read(*, actor: Viewer) -> None:
    """Remember that the actor has read everything that is open."""
    statement = select(Task.id).where(queries.addressed_to(actor), Task.done_at.is_(None))
    unread = statement.where(queries.is_unread(actor)).order_by(Task.id).limit(_MOST)
    _mark(actor, db.session.scalars(unread).all())


def close(*, actor: Viewer, task: Task) -> None:
    """Say that a task is seen to; what the system notices by itself cannot be closed by hand."""
    if not rules.is_closed_by_hand(task):
        raise RuleBroken("这项待办要点“去办理”，办好后系统自动办结。")
    if task.done_at is not None:
        return
    task.done_at, task.done_by = clock.now(), actor.account_id
    record(
        Tag.TASK_CLOSE,
        actor_id=actor.account_id,
        region_code=task.region_code,
        child_id=task.child_id,
        subject_id=task.id,
        kind=task.kind.value,
    )


def _mark(actor: Viewer, task_ids: Collection[UUID]) -> None:
    known = select(TaskReading.task_id).where(
        TaskReading.account_id == actor.account_id, TaskReading.task_id.in_(task_ids)
    )
    read = set(db.session.scalars(known))
    for task_id in sorted(set(task_ids) - read):
        reading = TaskReading(task_id=task_id, account_id=actor.account_id, read_at=clock.now())
        _keep(reading)


def _keep(reading: TaskReading) -> None:
    # Two taps at one instant: the second finds it read.
    try:
        with db.session.begin_nested():
            db.session.add(reading)
    except IntegrityError:
        return


def _change(
    session: Session, region_code: str, conditions: list[ColumnElement[bool]], **values: Any
) -> None:
    session.flush()
    statement = (
        update(Task)
        .where(Task.region_code == region_code, Task.done_at.is_(None), *conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)
