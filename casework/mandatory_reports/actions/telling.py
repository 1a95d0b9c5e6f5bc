"""Steps, tasks and the trail of a report: what is kept of each act, and who is told."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task, TaskReading
from casework.inbox.rules import Recipient
from casework.mandatory_reports.models import MandatoryReport, ReportStep
from casework.mandatory_reports.queries import handlers
from casework.mandatory_reports.rules import Step

#: The page that the tasks lead to.
PAGE = "mandatory_reports.show"


def add_step(report: MandatoryReport, step: Step, session: Session | None = None) -> ReportStep:
    """Keep a step, sealed under the report's key."""
    row = ReportStep(owner=report, region_code=report.region_code, body=step.kept())
    using = session or db.session()
    using.add(row)
    using.flush()
    return row


def alert(
    report: MandatoryReport, why: str, session: Session | None = None, to: Iterable[UUID] = ()
) -> int:
    """Put a task without a name before everybody who may open a report; return how many are new.

    ``why`` tells one occasion from the next. Each task is one person's: an office would have it
    shown to whom the report names.
    """
    using = session or db.session()
    told = set(to) or handlers(report, using).all
    return sum(_put(report, account_id, why, using) for account_id in sorted(told))


def _put(report: MandatoryReport, account_id: UUID, why: str, session: Session) -> bool:
    task = inbox.draft(
        Kind.INFORMATION,
        uuid5(report.id, f"{account_id}:{why}").hex,
        to=Recipient(report.region_code, Permission.MANDATORY_HANDLE, account_id),
        region_code=report.region_code,
        endpoint=PAGE,
        link_id=report.id,
    )
    return inbox.put(task, session) is not None


def calm(report: MandatoryReport, by: UUID) -> None:
    """Let the tasks about a report be done with: somebody has it in hand."""
    inbox.finish_page(region_code=report.region_code, endpoint=PAGE, link_id=report.id, by=by)


def withdraw(report: MandatoryReport, account_id: UUID | None, session: Session) -> None:
    """Take the tasks about a report away from an account, or from everybody."""
    mine = [
        Task.link_id == report.id,
        Task.endpoint == PAGE,
        Task.region_code == report.region_code,
    ]
    if account_id is not None:
        mine.append(Task.account_id == account_id)
    ids = [row.id for row in session.query(Task).where(*mine)]
    session.execute(delete(TaskReading).where(TaskReading.task_id.in_(ids)))
    session.execute(
        delete(Task)
        .where(Task.region_code == report.region_code, Task.id.in_(ids))
        .execution_options(synchronize_session=False)
    )


def note_act(actor: Viewer, report: MandatoryReport, what: str, reason: str | None = None) -> None:
    """Put an act of handling into the trail, where the pages of the trail do not show it."""
    record(
        Tag.SEALED_ACT,
        actor_id=actor.account_id,
        subject_id=report.id,
        reason=reason,
        step=what,
    )


def note_opening(*, actor: Viewer, report: MandatoryReport) -> None:
    """Remember that somebody has opened a report."""
    note_act(actor, report, "opened")


def note_filing() -> None:
    """Remember that a report was filed, without who filed it and which it is."""
    record(Tag.SEALED_ACT, actor_id=None, step="filed")
