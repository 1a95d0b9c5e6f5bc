"""Lists of activities that have had their time, in the hands of the worker."""

from datetime import timedelta
from threading import Event

from flask import Flask

from casework.activities.imports import importing
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every

_PURPOSE = "activity lists"


@every(timedelta(hours=6))
def purge(app: Flask, _stopping: Event) -> bool:
    """Delete old lists."""
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        if gone := importing.purge_expired():
            record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, done=gone)
        db.session.commit()
    return False
