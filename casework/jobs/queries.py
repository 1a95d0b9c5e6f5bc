"""Finding jobs by what they are about, and the next one to do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from casework.db.base import db
from casework.jobs.models import LIVE, Job, JobState


def latest(subject_id: UUID) -> Job | None:
    """Return the last job about something, under way or over."""
    statement = (
        select(Job).where(Job.subject_id == subject_id).order_by(Job.created_at.desc()).limit(1)
    )
    return db.session.scalar(statement)


def live(subject_id: UUID) -> Job | None:
    """Return the job about something that is waiting or under way."""
    statement = select(Job).where(Job.subject_id == subject_id, Job.state.in_(LIVE))
    return db.session.scalar(statement)


def next_ids(now: datetime, most: int) -> Sequence[UUID]:
    """Return the ids of the jobs that may be begun, oldest first."""
    statement = select(Job.id).where(is_free(now)).order_by(Job.created_at, Job.id).limit(most)
    return db.session.scalars(statement).all()


def is_free(now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody works on a job: it waits, or its worker was killed."""
    is_orphaned = (Job.state == JobState.RUNNING) & (Job.lease_until < now)
    return (Job.state == JobState.WAITING) | is_orphaned
