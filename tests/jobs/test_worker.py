"""The queue and its worker: one at a time, resumed where it was killed, stopped, never twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.cli import jobs as cli
from casework.db.base import db, new_id
from casework.errors import NotFound, RuleBroken
from casework.jobs import actions, kinds, queries, worker
from casework.jobs.models import Job, JobState
from casework.jobs.work import Work
from tests.factories.jobs import work_off

Rows = scoped_session[Session]
Handler = Callable[[Work], None]
Enqueue = Callable[[Handler], Job]

_SECRET = "陈雨桐990101201603150024"


@pytest.fixture
def enqueue(session: Rows) -> Iterator[Enqueue]:
    """``enqueue(handler)``: put a job into the queue that is done so."""

    def enqueue(handler: Handler) -> Job:
        kinds._handlers["test"] = handler
        job = actions.enqueue(kind="test", owner_id=new_id(), subject_id=new_id())
        session.commit()
        return job

    yield enqueue
    kinds._handlers.pop("test", None)


def counting(work: Work) -> None:
    """Count to five, a step a number."""
    while True:
        with work.step() as job:
            if job.cursor == 5:
                return
            job.cursor = job.done = job.cursor + 1


def the_job(session: Rows) -> Job:
    session.expire_all()
    return session.scalars(select(Job)).one()


def test_a_job_is_done_step_by_step(app: Flask, session: Rows, enqueue: Enqueue) -> None:
    enqueue(counting)
    assert work_off(app) == 1
    job = the_job(session)
    assert (job.state, job.cursor, job.holder, job.error) == (JobState.DONE, 5, None, None)
    assert job.started_at is not None
    assert job.ended_at is not None
    assert work_off(app) == 0


def test_one_thing_has_one_job_under_way(session: Rows, app: Flask, enqueue: Enqueue) -> None:
    first = enqueue(counting)
    same: dict[str, Any] = {
        "kind": "test",
        "owner_id": first.owner_id,
        "subject_id": first.subject_id,
    }
    assert actions.enqueue(**same).id == first.id
    work_off(app)
    again = actions.enqueue(**same)
    assert again.id != first.id
    assert queries.latest(first.subject_id) is again


def test_pressed_at_one_instant_there_is_one_job(
    session: Rows, enqueue: Enqueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look-up finds nothing yet; the database says so."""
    first = enqueue(counting)
    real, asked = queries.live, []

    def blind_at_first(subject_id: UUID) -> Job | None:
        asked.append(subject_id)
        return real(subject_id) if len(asked) > 1 else None

    monkeypatch.setattr(queries, "live", blind_at_first)
    again = actions.enqueue(kind="test", owner_id=new_id(), subject_id=first.subject_id)
    assert again.id == first.id


def test_a_job_whose_worker_is_not_heard_of_goes_on_at_its_cursor(
    app: Flask, session: Rows, enqueue: Enqueue
) -> None:
    enqueue(counting)
    job = actions.claim(new_id(), timedelta(seconds=60))
    assert job is not None
    session.execute(update(Job).values(cursor=3, done=3))
    assert work_off(app) == 0, "it is held"
    session.execute(update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))
    assert work_off(app) == 1
    assert (the_job(session).state, the_job(session).cursor) == (JobState.DONE, 5)


def test_who_has_lost_the_lease_writes_nothing(app: Flask, session: Rows, enqueue: Enqueue) -> None:
    def loses(work: Work) -> None:
        with work.step() as job:
            job.cursor = 1
        with app.app_context():
            db.session.execute(update(Job).values(holder=new_id()))
            db.session.commit()
        with work.step() as job:
            job.cursor = 2

    enqueue(loses)
    work_off(app)
    job = the_job(session)
    assert (job.state, job.cursor) == (JobState.RUNNING, 1)


def test_a_job_that_is_stopped_ends_before_its_next_step(
    app: Flask, session: Rows, enqueue: Enqueue
) -> None:
    def stopped(work: Work) -> None:
        with work.step() as job:
            job.cursor = 1
        with app.app_context():
            assert actions.stop(work.subject_id)
            assert not actions.stop(work.subject_id)
            db.session.commit()
        counting(work)

    enqueue(stopped)
    work_off(app)
    assert (the_job(session).state, the_job(session).cursor) == (JobState.STOPPED, 1)


def test_a_worker_that_is_told_to_end_gives_the_job_back(
    app: Flask, session: Rows, enqueue: Enqueue
) -> None:
    stopping = Event()

    def interrupted(work: Work) -> None:
        with work.step() as job:
            job.cursor = 2
        stopping.set()
        counting(work)

    job = enqueue(interrupted)
    worker.work(app, stopping=stopping)
    assert (the_job(session).state, the_job(session).cursor) == (JobState.WAITING, 2)
    kinds._handlers["test"] = counting
    work_off(app)
    assert (the_job(session).state, job.id) == (JobState.DONE, the_job(session).id)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuleBroken("这一条不行。"), "这一条不行。"),
        (NotFound(), worker.NOT_THERE),
        (ValueError(_SECRET), worker.BROKEN),
    ],
)
def test_why_a_job_was_not_completed_names_nobody(  # noqa: PLR0917 - fixtures and a case
    app: Flask,
    session: Rows,
    enqueue: Enqueue,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    told: str,
) -> None:
    def fails(work: Work) -> None:
        with work.step() as job:
            job.cursor = 1
            raise error

    enqueue(fails)
    work_off(app)
    job = the_job(session)
    assert (job.state, job.error, job.cursor) == (JobState.FAILED, told, 0)
    assert _SECRET not in caplog.text


def test_a_busy_database_is_asked_again(app: Flask, session: Rows, enqueue: Enqueue) -> None:
    tries = []

    def busy_at_first(work: Work) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("", None, Exception())
        counting(work)

    enqueue(busy_at_first)
    work_off(app)
    assert (the_job(session).state, len(tries)) == (JobState.DONE, 2)


def test_a_job_that_kills_its_workers_is_given_up(
    app: Flask, session: Rows, enqueue: Enqueue
) -> None:
    enqueue(counting)
    session.execute(update(Job).values(attempts=actions.MOST_ATTEMPTS))
    work_off(app)
    job = the_job(session)
    assert (job.state, job.error) == (JobState.FAILED, actions.KILLS_WORKERS)


def test_two_ways_of_doing_one_kind_are_a_fault() -> None:
    with pytest.raises(ValueError, match=r"roster\.import"):
        kinds.does("roster.import")(counting)


def test_old_jobs_are_forgotten(app: Flask, session: Rows, enqueue: Enqueue) -> None:
    enqueue(counting)
    work_off(app)
    assert actions.forget_old() == 0
    session.execute(update(Job).values(ended_at=clock.now() - actions.KEPT - timedelta(days=1)))
    assert actions.forget_old() == 1


def test_the_command_does_what_is_waiting(app: Flask, session: Rows, enqueue: Enqueue) -> None:
    enqueue(counting)
    with app.app_context():
        told = app.test_cli_runner().invoke(cli.group, ["work", "--once"])
    assert (told.exit_code, told.output) == (0, "已执行 1 项任务。\n")
