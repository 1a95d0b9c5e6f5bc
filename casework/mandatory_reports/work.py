"""The clock of reports in the hands of the worker."""

from datetime import timedelta
from threading import Event

from flask import Flask

from casework import clock
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every
from casework.mandatory_reports import actions


@every(timedelta(minutes=2))
def watch_the_clock(app: Flask, _stopping: Event) -> bool:
    """Let missed steps go one level up; the trail says nothing of it, the report itself does."""
    with app.app_context():
        bind_scope(db.session, SystemScope("mandatory reports"))
        escalated = actions.escalate_missed(clock.now())
        db.session.commit()
        return escalated > 0
