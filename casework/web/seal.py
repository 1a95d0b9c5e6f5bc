"""Sealing the audit heads once a minute, after a request that wrote."""

import time

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from casework.audit.seals import INTERVAL, place, seal_if_due
from casework.db.base import db

_NEXT = "casework.next_seal"


def install_sealing(app: Flask) -> None:
    """Seal when the last seal of this process is a minute old; the answer is already made."""
    app.extensions[_NEXT] = 0.0
    app.teardown_request(_seal)


def _seal(error: BaseException | None) -> None:
    now = time.monotonic()
    if error is not None or now < current_app.extensions[_NEXT]:
        return
    current_app.extensions[_NEXT] = now + INTERVAL.total_seconds()
    try:
        seal_if_due(place())
    except (OSError, SQLAlchemyError):
        # The answer stands; the next seal covers these heads too, and verify tells of the gap.
        db.session.rollback()
        current_app.logger.exception("the audit heads could not be sealed")
