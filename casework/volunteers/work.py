"""The register in the hands of the worker: checks that run out, lists that have had their time."""

from datetime import timedelta
from threading import Event

from flask import Flask

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every
from casework.volunteers import actions

_PURPOSE = "volunteers"


@every(timedelta(hours=6))
def follow_the_day(app: Flask, _stopping: Event) -> bool:
    """Let what hangs on checks that have run out follow; delete old lists."""
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        followed = actions.follow_the_day(clock.today())
        gone = actions.purge_expired()
        if followed or gone:
            record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, done=followed + gone)
        db.session.commit()
    return False
