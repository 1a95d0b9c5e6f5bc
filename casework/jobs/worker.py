"""The worker: takes one job at a time, is heard of while it works, and ends between steps."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import OperationalError

from casework.db.base import db, new_id
from casework.errors import NotFound, RuleBroken
from casework.jobs import actions
from casework.jobs.kinds import handler_of
from casework.jobs.models import Job
from casework.jobs.rounds import Rounds
from casework.jobs.work import Interrupted, LeaseLost, Work

BROKEN = "出错了，没有完成。请再试一次；还是不行，请联系管理员查看后台日志。"
NOT_THERE = "要处理的内容已经不在，或者您已没有权限。"

_PAUSE = 0.5
_BEAT = 1.0

log = logging.getLogger(__name__)


def work(app: Flask, *, stopping: Event, once: bool = False) -> int:
    """Do jobs and rounds until told to stop; with ``once``, jobs until none is waiting.

    Return how many jobs there were.
    """
    count, rounds = 0, Rounds()
    while not stopping.is_set():
        try:
            found = work_one(app, stopping=stopping)
        except OperationalError as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            found = False
        count += found
        if not once:
            rounds.make(app, stopping)
        if not found:
            if once:
                break
            stopping.wait(_PAUSE)
    return count


def work_one(
    app: Flask, *, stopping: Event | None = None, lease: timedelta = actions.LEASE
) -> bool:
    """Do one job, or go on with one whose worker was killed; False when there is none."""
    holder = new_id()
    with app.app_context():
        job = actions.claim(holder, lease)
    if job is None:
        return False
    with _Heart(app, job.id, holder, lease):
        settle = _do(job, Work(app, job, holder, stopping=stopping, lease=lease))
    if settle is not None:
        with app.app_context():
            settle()
            db.session.commit()
    return True


def _do(job: Job, work: Work) -> Callable[[], bool] | None:
    """Let the handler do it; return how the job ends, None where it is not ours any more."""
    mine = job.id, work.holder
    if job.attempts > actions.MOST_ATTEMPTS:
        return partial(actions.fail, *mine, actions.KILLS_WORKERS)
    try:
        handler_of(job.kind)(work)
    except LeaseLost:
        return None
    except (Interrupted, OperationalError):
        return partial(actions.give_back, *mine)
    except Exception as error:  # noqa: BLE001 - whatever it is, the queue goes on
        return partial(actions.fail, *mine, _reason(job, error))
    return partial(actions.finish, *mine)


def _reason(job: Job, error: Exception) -> str:
    """Say in words that name nobody why a job was not completed."""
    if isinstance(error, RuleBroken):
        return error.message
    if isinstance(error, NotFound):
        return NOT_THERE
    _tell(job, error)
    return BROKEN


def _tell(job: Job, error: Exception) -> None:
    """Log where it happened, not what was said: messages may hold what a ledger holds."""
    places = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{place.filename}:{place.lineno}" for place in reversed(places))
    log.error("job %s (%s) failed: %s at %s", job.id, job.kind, type(error).__name__, where)


class _Heart:
    """Renews the lease every second while the handler works, also between its steps."""

    def __init__(self, app: Flask, job_id: UUID, holder: UUID, lease: timedelta) -> None:
        self._app, self._job = app, (job_id, holder, lease)
        self._over = Event()
        self._thread = Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(_BEAT):
            with self._app.app_context():
                try:
                    actions.hold(*self._job)
                    db.session.commit()
                except OperationalError:
                    db.session.rollback()  # busy for a moment; the lease outlasts it
