"""Referrals in the hands of the worker: what is late is told of, every few hours."""

from datetime import timedelta
from threading import Event

from flask import Flask

from casework import clock
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every
from casework.referrals import actions

_PURPOSE = "referrals"


@every(timedelta(hours=6))
def tell_of_the_late(app: Flask, _stopping: Event) -> bool:
    """Put a task into the inbox for every answer that is late and not told of yet."""
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        actions.remind(clock.today())
        db.session.commit()
    return False
