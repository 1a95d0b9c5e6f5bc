"""Putting jobs into the queue, taking them out, keeping hold of them, ending them.

Every change of a job under way is bound to its holder: who has lost the lease changes nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.db.base import db
from casework.db.engine import reading
from casework.jobs import queries
from casework.jobs.models import LIVE, Job, JobState

#: A worker that was not heard of for so long has been killed.
LEASE = timedelta(seconds=15)
#: A job that was begun so often without one step being completed kills its workers.
MOST_ATTEMPTS = 20
#: Jobs that are over are kept so long.
KEPT = timedelta(days=90)

KILLS_WORKERS = "这项任务多次中断，已停下。请联系管理员查看后台日志。"

_LOOKED_AT = 8


def enqueue(*, kind: str, owner_id: UUID, subject_id: UUID) -> Job:
    """Let something be done; return the job about it that is under way already if there is one."""
    known = queries.live(subject_id)
    if known is not None:
        return known
    job = Job(
        kind=kind, owner_id=owner_id, subject_id=subject_id, state=JobState.WAITING, counts={}
    )
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        # Pressed twice at one instant: the other one is the job.
        return queries.live(subject_id) or enqueue(
            kind=kind, owner_id=owner_id, subject_id=subject_id
        )
    return job


def stop(subject_id: UUID) -> bool:
    """End the job about something before its next step; False when none was under way."""
    statement = (
        update(Job)
        .where(Job.subject_id == subject_id, Job.state.in_(LIVE))
        .values(state=JobState.STOPPED, ended_at=clock.now(), holder=None, lease_until=None)
        .execution_options(synchronize_session=False)
        .returning(Job.id)
    )
    return db.session.execute(statement).first() is not None


def claim(holder: UUID, lease: timedelta = LEASE) -> Job | None:
    """Take the oldest job that nobody works on, and commit; None when there is none."""
    db.session.connection(execution_options=reading())
    found = queries.next_ids(clock.now(), _LOOKED_AT)
    db.session.rollback()
    return next((job for i in found if (job := _take(i, holder, lease)) is not None), None)


def _take(job_id: UUID, holder: UUID, lease: timedelta) -> Job | None:
    now = clock.now()
    statement = (
        update(Job)
        .where(Job.id == job_id, queries.is_free(now))
        .values(
            state=JobState.RUNNING,
            holder=holder,
            attempts=Job.attempts + 1,
            **_leased(now, lease),
        )
        .execution_options(synchronize_session=False)
        .returning(Job.id)
    )
    taken = db.session.execute(statement).first()
    job = db.session.get_one(Job, job_id) if taken else None
    if job is not None and job.started_at is None:
        job.started_at = now
    db.session.commit()
    return job


def hold(job_id: UUID, holder: UUID, lease: timedelta = LEASE) -> bool:
    """Renew the lease; say whether the job is still the holder's."""
    return _change(job_id, holder, **_leased(clock.now(), lease))


def report(job_id: UUID, holder: UUID, *, done: int, total: int | None) -> bool:
    """Say how far a job is that makes no step yet."""
    return _change(job_id, holder, done=done, total=total)


def finish(job_id: UUID, holder: UUID) -> bool:
    """Say that all is done."""
    return _end(job_id, holder, state=JobState.DONE)


def fail(job_id: UUID, holder: UUID, error: str) -> bool:
    """Say why a job was not completed, in words that name nobody."""
    return _end(job_id, holder, state=JobState.FAILED, error=error[:200])


def give_back(job_id: UUID, holder: UUID) -> bool:
    """Let another worker go on at once."""
    return _change(job_id, holder, state=JobState.WAITING, holder=None, lease_until=None)


def forget_old() -> int:
    """Delete jobs that have been over for long."""
    statement = delete(Job).where(Job.ended_at < clock.now() - KEPT)
    return len(db.session.execute(statement.returning(Job.id)).all())


def _end(job_id: UUID, holder: UUID, **values: Any) -> bool:
    return _change(job_id, holder, ended_at=clock.now(), holder=None, lease_until=None, **values)


def _change(job_id: UUID, by: UUID, **values: Any) -> bool:
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.holder == by, Job.state == JobState.RUNNING)
        .values(**values)
        .execution_options(synchronize_session=False)
        .returning(Job.id)
    )
    return db.session.execute(statement).first() is not None


def _leased(now: datetime, lease: timedelta) -> dict[str, datetime]:
    return {"beat_at": now, "lease_until": now + lease}
