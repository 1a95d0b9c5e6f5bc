"""Finding tasks: every statement asks whose they are, and in which region."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import ScalarSelect

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.inbox.models import Kind, Task, TaskNote, TaskReading
from casework.inbox.rules import ASKED_OF_OFFICES, URGENT_PAGES, Waiting, roles_with

PAGE_SIZE = 30
#: Tasks without a due date stand last.
_NEVER = date(9999, 12, 31)
_TOWNSHIP, _COUNTY = 9, 6


def addressed_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a task is the viewer's to do.

    Hers by name, that of somebody she covers, or that of an office she holds today. What an office
    below is asked for comes to her too as long as nobody holds that office or one between: nothing
    waits for an empty chair.
    """
    asked = [permission for permission in ASKED_OF_OFFICES if viewer.may(permission)]
    office = and_(
        Task.account_id.is_(None),
        Task.permission.in_([permission.value for permission in asked]),
        or_(Task.office_code.in_(viewer.regions), _is_unheld_below(viewer, asked)),
    )
    return and_(
        within(Task.region_code, viewer.scope.ranges),
        or_(Task.account_id == viewer.account_id, *_of_covered(viewer), office),
    )


def _of_covered(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Return the conditions that a task is that of a worker whom the viewer covers, there."""
    return [
        and_(Task.account_id == each.absent_id, Task.office_code == each.region_code)
        for each in viewer.covering
        if each.absent_id is not None
    ]


def _is_unheld_below(viewer: Viewer, asked: Collection[Permission]) -> ColumnElement[bool]:
    township, _county = _above(Task.office_code)
    may = [
        and_(Task.permission == permission.value, Account.role.in_(roles_with(permission)))
        for permission in asked
    ]
    holder = (
        exists()
        .where(RoleGrant.region_code.in_([Task.office_code, township]))
        .where(RoleGrant.region_code.not_in(viewer.regions))
        .where(RoleGrant.account_id == Account.id, Account.disabled_at.is_(None))
        .where(grant_in_force(clock.today()), or_(false(), *may))
    )
    return and_(within(Task.office_code, viewer.scope.ranges), ~holder)


def grant_in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a grant holds on a day."""
    return (RoleGrant.from_on <= on) & or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > on)


def is_stranded() -> ColumnElement[bool]:
    """Return the condition that whoever a task belongs to can no longer do it."""
    holds = (
        exists()
        .where(RoleGrant.account_id == Task.account_id, grant_in_force(clock.today()))
        .where(RoleGrant.region_code.in_([Task.region_code, *_above(Task.region_code)]))
        .where(Account.id == RoleGrant.account_id, Account.disabled_at.is_(None))
    )
    return ~holds


def _above(code: InstrumentedAttribute[str]) -> list[ColumnElement[str]]:
    """Return the township and the county of a village's code."""
    sizes = ((_TOWNSHIP, "000"), (_COUNTY, "000000"))
    return [func.substr(code, 1, size).concat(rest) for size, rest in sizes]


def get(viewer: Viewer, task_id: UUID) -> Task:
    """Return one task; raise NotFound for a missing one and for somebody else's alike."""
    task = db.session.scalar(select(Task).where(addressed_to(viewer), Task.id == task_id))
    if task is None:
        raise NotFound
    return task


def asked_for(viewer: Viewer, kind: Kind, link_id: UUID) -> Task:
    """Return the task that leads to a page, open or done; raise NotFound where it is not hers."""
    statement = select(Task).where(addressed_to(viewer), Task.kind == kind, Task.link_id == link_id)
    task = db.session.scalar(statement.limit(1))
    if task is None:
        raise NotFound
    return task


def notes_about(viewer: Viewer, child_id: UUID) -> list[str]:
    """Return what was added in words to the viewer's open tasks about a child, oldest first."""
    statement = (
        select(TaskNote)
        .join(Task, Task.id == TaskNote.task_id)
        .where(addressed_to(viewer), Task.child_id == child_id, Task.done_at.is_(None))
        .where(within(TaskNote.region_code, viewer.scope.ranges))
        .order_by(TaskNote.id)
    )
    return [note.detail for note in db.session.scalars(statement)]


def open_page(viewer: Viewer, after: str | None, size: int = PAGE_SIZE) -> Page[Task]:
    """Return a page of what is to be done: what is overdue first, what has no date last."""
    key = func.coalesce(Task.due_on, _NEVER)
    statement = _of(viewer).where(Task.done_at.is_(None))
    known = _read_key(after)
    if known is not None:
        day, task_id = known
        statement = statement.where(or_(key > day, and_(key == day, Task.id > task_id)))
    rows = db.session.scalars(statement.order_by(key, Task.id).limit(size + 1)).all()
    return cut(rows, size, lambda task: f"{task.due_on or _NEVER}_{task.id}")


def done_page(viewer: Viewer, after: str | None, size: int = PAGE_SIZE) -> Page[Task]:
    """Return a page of what is done with, the newest first."""
    statement = _of(viewer).where(Task.done_at.is_not(None))
    known = _read_key(after)
    if known is not None:
        statement = statement.where(Task.id < known[1])
    rows = db.session.scalars(statement.order_by(Task.id.desc()).limit(size + 1)).all()
    return cut(rows, size, lambda task: f"{_NEVER}_{task.id}")


def read_by(viewer: Viewer, tasks: Collection[Task]) -> set[UUID]:
    """Return which of some tasks the viewer has read."""
    statement = select(TaskReading.task_id).where(
        TaskReading.account_id == viewer.account_id,
        TaskReading.task_id.in_([task.id for task in tasks]),
    )
    return set(db.session.scalars(statement))


def waiting_count(viewer: Viewer) -> ScalarSelect[int]:
    """Return what waits for her as one number (``Waiting``), to be put into any statement.

    Open tasks that she has not read, and those that are urgent until they are done with.
    """
    urgent = Task.endpoint.in_(URGENT_PAGES)
    told = case((urgent, Waiting.STEP), else_=0) + case((is_unread(viewer), 1), else_=0)
    statement = (
        select(func.coalesce(func.sum(told), 0))
        .select_from(Task)
        .where(addressed_to(viewer), Task.done_at.is_(None))
    )
    return statement.scalar_subquery()


def is_unread(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that she has not read a task."""
    return ~exists().where(
        TaskReading.task_id == Task.id, TaskReading.account_id == viewer.account_id
    )


def waiting(viewer: Viewer) -> Waiting:
    """Return the same as it is read."""
    return Waiting.of(db.session.scalar(select(waiting_count(viewer))) or 0)


def _of(viewer: Viewer) -> Select[Task]:
    return select(Task).where(addressed_to(viewer))


def _read_key(after: str | None) -> tuple[date, UUID] | None:
    day, _, task_id = (after or "").partition("_")
    try:
        return date.fromisoformat(day), UUID(task_id)
    except ValueError:
        return None
