"""A job in the hands of a worker: transactions that are bound to its lease."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from uuid import UUID

from flask import Flask

from casework.db.base import db
from casework.db.engine import reading
from casework.jobs import actions
from casework.jobs.models import Job

#: SQLite has one writer and no queue: people who are saving get their turn between steps. They
#: look every tenth of a second whether it has come.
_BREATH_SECONDS = 0.12


class LeaseLost(Exception):
    """The job is somebody else's by now, or was stopped: nothing more is to be written."""


class Interrupted(Exception):
    """The worker is to end; another one goes on from the cursor."""


class Work:
    """What a handler does its job with."""

    def __init__(
        self,
        app: Flask,
        job: Job,
        holder: UUID,
        *,
        stopping: Event | None = None,
        lease: timedelta = actions.LEASE,
    ) -> None:
        self._app, self._stopping, self._lease = app, stopping or Event(), lease
        self.job_id, self.holder = job.id, holder
        self.owner_id, self.subject_id = job.owner_id, job.subject_id

    @contextmanager
    def step(self) -> Iterator[Job]:
        """One transaction in a session of its own, with the job's row: move its cursor there.

        Raises LeaseLost or Interrupted before anything was done.
        """
        if self._stopping.is_set():
            raise Interrupted
        with self._app.app_context():
            # This also locks the row: nobody takes the job over before the commit.
            if not actions.hold(self.job_id, self.holder, self._lease):
                raise LeaseLost
            job = db.session.get_one(Job, self.job_id)
            yield job
            job.attempts = 0
            actions.hold(self.job_id, self.holder, self._lease)
            db.session.commit()
            has_one_writer = db.engine.dialect.name == "sqlite"
        if has_one_writer:
            self._stopping.wait(_BREATH_SECONDS)

    @contextmanager
    def look(self) -> Iterator[None]:
        """Read in a session of its own, without keeping anybody from writing."""
        if self._stopping.is_set():
            raise Interrupted
        with self._app.app_context():
            db.session.connection(execution_options=reading())
            yield
            db.session.rollback()

    def report(self, done: int, total: int | None) -> None:
        """Say how far the job is, outside of steps. Raises LeaseLost."""
        with self._app.app_context():
            held = actions.report(self.job_id, self.holder, done=done, total=total)
            db.session.commit()
        if not held:
            raise LeaseLost
