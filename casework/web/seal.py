"""Sealing the audit heads once a minute, after a request that wrote."""

import time

from flask import Flask, current_app

from casework.audit.seals import INTERVAL, place, seal_if_due

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
    seal_if_due(place())
