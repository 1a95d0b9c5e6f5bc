"""Recognition in the hands of the worker: what comes about, what is late, other holidays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

from flask import Flask

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every
from casework.recognition import actions

#: So many in one transaction: others may write in between.
_BATCH = 50
_PURPOSE = "recognition"
#: SQLite has one writer and no queue.
_BREATH_SECONDS = 0.12


@every(timedelta(hours=1))
def follow_the_day(app: Flask, stopping: Event) -> bool:
    """Let decisions take effect, count terms by the holidays of now, tell of what is late."""
    with _transaction(app, stopping):
        actions.count_again()
        due = list(actions.due_ids(clock.today()))
    for first in range(0, len(due), _BATCH):
        if stopping.is_set():
            return False
        with _transaction(app, stopping):
            done = actions.take_effect(clock.today(), due[first : first + _BATCH])
            record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, done=done)
    with _transaction(app, stopping):
        actions.remind(clock.today())
    return False


@contextmanager
def _transaction(app: Flask, stopping: Event) -> Iterator[None]:
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        yield
        db.session.commit()
        has_one_writer = db.engine.dialect.name == "sqlite"
    if has_one_writer:
        stopping.wait(_BREATH_SECONDS)
