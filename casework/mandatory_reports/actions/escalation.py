"""The clock: each missed step goes one level up. Hours are hours, holidays do not stop them."""

from datetime import datetime

from sqlalchemy import select, update

from casework.db.base import db
from casework.mandatory_reports import rules
from casework.mandatory_reports.actions.telling import add_step, alert
from casework.mandatory_reports.models import MandatoryReport, StepKind
from casework.mandatory_reports.rules import Step
from casework.practice import queries as practice

_BATCH = 100


def escalate_missed(now: datetime) -> int:
    """Let every step missed by ``now`` go one level up; return how many were. For maintenance.

    Township and county are told from the start; the first missed step tells the county's officers
    anew, after the number in the settings its whole office sees the report. Answers of the police
    that are missing are asked for without a level. Several workers may be at it at once.
    """
    missed = sum(_escalate(report, now) for report in _missed(now))
    return missed + _ask_for_answers(now)


def _missed(now: datetime) -> list[MandatoryReport]:
    statement = (
        select(MandatoryReport)
        .where(MandatoryReport.next_due_at <= now)
        .order_by(MandatoryReport.next_due_at)
        .limit(_BATCH)
    )
    return list(db.session.scalars(statement))


def _escalate(report: MandatoryReport, now: datetime) -> bool:
    due_at = report.next_due_at
    if due_at is None:
        return False
    clock = practice.mandatory_reports(report.region_code).clock
    again = rules.due_again(clock, report.state, due_at, now)
    if not _claim(report, due_at, again):
        return False
    add_step(report, Step(StepKind.ESCALATED, text=rules.told_at(due_at)))
    alert(report, f"missed:{report.level}")
    return True


def _claim(report: MandatoryReport, due_at: datetime, again: datetime | None) -> bool:
    """Raise the level, unless another worker or an act has come before."""
    statement = (
        update(MandatoryReport)
        .where(MandatoryReport.id == report.id, MandatoryReport.next_due_at == due_at)
        .where(MandatoryReport.version == report.version)
        .values(
            level=MandatoryReport.level + 1,
            next_due_at=again,
            version=MandatoryReport.version + 1,
        )
        .execution_options(synchronize_session=False)
        .returning(MandatoryReport.id)
    )
    is_ours = db.session.execute(statement).first() is not None
    db.session.refresh(report)
    return is_ours


def _ask_for_answers(now: datetime) -> int:
    statement = select(MandatoryReport).where(MandatoryReport.feedback_due_at <= now)
    late = db.session.scalars(statement.limit(_BATCH)).all()
    for report in late:
        alert(report, f"unanswered:{report.feedback_due_at}")
        report.feedback_due_at = None
    db.session.flush()
    return len(late)
