"""The inbox: what is to be done, what is done, and the buttons beside each task."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.inbox import actions, queries, rules
from casework.inbox.models import Task
from casework.regions import queries as regions

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")

_DONE = "done"


@dataclass(frozen=True)
class Line:
    """One task as the page shows it."""

    task: Task
    subject: str
    owner: str
    is_read: bool
    by_hand: bool
    done_by: str | None


@blueprint.get("/")
@access(Permission.INBOX_READ)
def index() -> ResponseReturnValue:
    """List what the viewer has to do, overdue first, or what is done with."""
    viewer, after = current_viewer(), request.args.get("after")
    shows_done = request.args.get("show") == _DONE
    page = (queries.done_page if shows_done else queries.open_page)(viewer, after)
    asked: dict[str, Any] = {"show": _DONE} if shows_done else {}
    return render_template(
        "inbox/index.html",
        lines=_lines(page.rows),
        shows_done=shows_done,
        next_url=page.after and url_for(".index", **asked, after=page.after),
        first_url=after and url_for(".index", **asked),
        today=clock.today(),
    )


@blueprint.post("/<uuid:task_id>/open")
@access(Permission.INBOX_READ)
def follow(task_id: UUID) -> ResponseReturnValue:
    """Go to where the task is done; on the way it is read."""
    viewer = current_viewer()
    task = queries.get(viewer, task_id)
    actions.mark_read(actor=viewer, task=task)
    return redirect(_address(task), code=303)


@blueprint.post("/<uuid:task_id>/read")
@access(Permission.INBOX_READ)
def read(task_id: UUID) -> ResponseReturnValue:
    """Mark one task as read."""
    viewer = current_viewer()
    actions.mark_read(actor=viewer, task=queries.get(viewer, task_id))
    return redirect(url_for(".index"), code=303)


@blueprint.post("/read")
@access(Permission.INBOX_READ)
def read_all() -> ResponseReturnValue:
    """Mark everything that is open as read."""
    actions.mark_all_read(actor=current_viewer())
    return redirect(url_for(".index"), code=303)


@blueprint.post("/<uuid:task_id>/close")
@access(Permission.INBOX_READ)
def close(task_id: UUID) -> ResponseReturnValue:
    """Say that a task is seen to."""
    viewer = current_viewer()
    task = queries.get(viewer, task_id)
    try:
        actions.close(actor=viewer, task=task)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        actions.mark_read(actor=viewer, task=task)
        flash(_("已办结。"))
    return redirect(url_for(".index"), code=303)


def _address(task: Task) -> str:
    rule = next(current_app.url_map.iter_rules(task.endpoint))
    arguments: dict[str, Any] = dict.fromkeys(rule.arguments, task.link_id)
    return url_for(task.endpoint, **arguments)


def _lines(tasks: Sequence[Task]) -> list[Line]:
    read_ids = queries.read_by(current_viewer(), tasks)
    ids = {task.account_id for task in tasks} | {task.done_by for task in tasks}
    names = accounts.names_of({account_id for account_id in ids if account_id})
    offices = regions.by_codes({task.office_code for task in tasks})
    return [
        Line(
            task=task,
            subject=rules.subject(task.kind, task.endpoint),
            owner=names[task.account_id] if task.account_id else offices[task.office_code].name,
            is_read=task.id in read_ids,
            by_hand=task.kind in rules.CLOSED_BY_HAND,
            done_by=names[task.done_by] if task.done_by else None,
        )
        for task in tasks
    ]
