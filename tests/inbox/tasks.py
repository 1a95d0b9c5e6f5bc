"""Tasks for tests, and who sees which."""

from typing import Any

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db, new_id
from casework.inbox import actions, queries
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from tests.factories.accounts import VILLAGE


def a_task(kind: Kind = Kind.INFORMATION, to: Recipient | None = None, **told: Any) -> Task:
    """Put a task; to whoever reviews in the first township unless said otherwise."""
    region_code = told.pop("region_code", VILLAGE)
    link_id = told.pop("link_id", None) or new_id()
    task = actions.draft(
        kind,
        told.pop("event", str(new_id())),
        to=to or Recipient.township(region_code, Permission.CHILD_REVIEW),
        region_code=region_code,
        endpoint=told.pop("endpoint", "dossier.show"),
        link_id=link_id,
        child_id=told.pop("child_id", link_id),
        **told,
    )
    assert actions.put(task) is task
    return task


def inbox_of(viewer: Viewer) -> set[Kind]:
    """Return the kinds of what somebody has to do."""
    return {task.kind for task in queries.open_page(viewer, None, 500).rows}


def every_task() -> list[Task]:
    """Return all there is, oldest first."""
    return list(db.session.scalars(select(Task).order_by(Task.id)))
