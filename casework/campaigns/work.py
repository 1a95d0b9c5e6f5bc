"""Campaigns in the hands of the worker: due dates follow a window that opens, changes or closes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

from flask import Flask

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.campaigns import actions
from casework.campaigns.actions import Followed
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every

_PURPOSE = "campaigns"
#: SQLite has one writer and no queue.
_BREATH_SECONDS = 0.12


@every(timedelta(hours=1))
def follow_windows(app: Flask, stopping: Event) -> bool:
    """Let due dates follow the windows of today, batch by batch."""
    followed = Followed(None, 0)
    while not stopping.is_set():
        with _transaction(app, stopping):
            followed = actions.follow_windows(clock.today(), followed.last_id)
            if followed.changed:
                record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, done=followed.changed)
        if followed.last_id is None:
            break
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
