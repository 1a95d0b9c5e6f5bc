"""What the trail and the inboxes are told of an application."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.recognition import steps
from casework.recognition.models import Recognition, RecognitionState

PAGE = "recognition.show"

_S = RecognitionState
_VERIFY, _CONFIRM = Permission.RECOGNITION_VERIFY, Permission.RECOGNITION_CONFIRM
#: With the county, which has to decide.
_AT_COUNTY = frozenset({_S.VERIFIED, _S.ENDING})
#: What the family is to be told, by whoever looks after the child.
_TOLD = frozenset({_S.CONFIRMED, _S.REFUSED, _S.ENDED})


def tell(actor: Viewer, recognition: Recognition, act: str) -> None:
    """Put a step into the trail: which one, never why."""
    tag = Tag.RECOGNITION_APPLY if act == steps.APPLY else Tag.RECOGNITION_STEP
    _record(tag, actor.account_id, recognition, act=act)


def tell_of_system(recognition: Recognition, act: str) -> None:
    """Put a step that nobody took by hand into the trail."""
    _record(Tag.RECOGNITION_STEP, None, recognition, act=act)


def open_page(*, actor: Viewer, recognition: Recognition, tag: Tag = Tag.RECOGNITION_OPEN) -> None:
    """Note that an application, or its notice, was looked at."""
    _record(tag, actor.account_id, recognition, seen=[recognition.child_id])


def _record(tag: Tag, account_id: UUID | None, recognition: Recognition, **facts: Any) -> None:
    record(
        tag,
        actor_id=account_id,
        region_code=recognition.region_code,
        child_id=recognition.child_id,
        subject_id=recognition.id,
        **facts,
    )


def follow(recognition: Recognition, child: Child, step_id: UUID, by: UUID | None) -> None:
    """Let what the application waited for be done, and ask for what it waits for now."""
    inbox.finish(
        region_code=recognition.region_code,
        child_id=recognition.child_id,
        kinds=(Kind.SUBMITTED, Kind.RETURNED, Kind.DUE),
        link_id=recognition.id,
        by=by,
    )
    for task in asked(recognition, child, step_id):
        inbox.put(task)


def asked(recognition: Recognition, child: Child, step_id: UUID) -> Iterator[Task]:
    """Yield what is asked for in the state of an application, since a step."""
    region, worker = recognition.region_code, child.worker_id
    if recognition.state in steps.AT_TOWNSHIP:
        yield _task(Kind.SUBMITTED, recognition, step_id, Recipient.township(region, _VERIFY))
    elif recognition.state in _AT_COUNTY:
        yield _task(Kind.SUBMITTED, recognition, step_id, Recipient.county(region, _CONFIRM))
    elif recognition.state is _S.SUPPLEMENT:
        yield _task(Kind.RETURNED, recognition, step_id, Recipient.worker(region, worker))
    elif recognition.state in _TOLD:
        yield _task(Kind.INFORMATION, recognition, step_id, Recipient.worker(region, worker))


def late(recognition: Recognition, step_id: UUID) -> Task:
    """Return what is said of a term that has passed, one level above whoever let it pass.

    What the county lets pass stays with the county: nobody above it may see a child by name.
    """
    region = recognition.region_code
    if recognition.state is _S.SUPPLEMENT:
        return _task(Kind.DUE, recognition, step_id, Recipient.township(region, _VERIFY))
    return _task(Kind.DUE, recognition, step_id, Recipient.county(region, _CONFIRM))


def grown(recognition: Recognition, step_id: UUID) -> Task:
    """Return what the county is told of somebody who is 18 now and still at school."""
    to = Recipient.county(recognition.region_code, _CONFIRM)
    return _task(Kind.INFORMATION, recognition, step_id, to)


def _task(kind: Kind, recognition: Recognition, step_id: UUID, to: Recipient) -> Task:
    # The same step is asked for anew where the file has gone to another one or another office.
    event = f"{step_id.hex}:{to.office_code[:9]}:{recognition.child_id.hex[-16:]}"
    return inbox.draft(
        kind,
        event,
        to=to,
        region_code=recognition.region_code,
        endpoint=PAGE,
        link_id=recognition.id,
        child_id=recognition.child_id,
        due_on=_due(kind, recognition),
    )


def _due(kind: Kind, recognition: Recognition) -> date | None:
    return None if kind is Kind.INFORMATION else recognition.due_on
