"""The worker beside the application: what is waiting is done when a test says so."""

from threading import Event

from flask import Flask, has_app_context

from casework.db.base import db
from casework.jobs.worker import work


def work_off(app: Flask) -> int:
    """Do every job that is waiting, in sessions of its own; return how many there were."""
    if has_app_context():
        db.session.commit()
    count = work(app, stopping=Event(), once=True)
    if has_app_context():
        db.session.expire_all()
    return count
