"""One transaction a request: kept when the answer is below 400, else undone.

A GET writes nothing but the trail and the session's last sight. They are written after the page was
made, in a transaction of their own that begins as a writer; if that fails, the page is not sent.
"""

from collections.abc import Callable

from flask import Flask, Response, g, request

from casework.audit.record import put_back, take_drafts
from casework.db.base import db

_KEPT_BELOW = 400
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class WriteWhileReading(Exception):
    """A GET changed a row: a fault of ours."""


def install_unit_of_work(app: Flask) -> None:
    """Commit or undo after every request."""
    app.after_request(_close)


def is_reading() -> bool:
    """Say whether the request may change nothing."""
    return request.method in _READING


def after_reading(write: Callable[[], None]) -> None:
    """Put off a small write that a GET is allowed (session, throttle) until its page is made."""
    g.setdefault("writes", []).append(write)


def _close(response: Response) -> Response:
    if response.status_code >= _KEPT_BELOW and not g.get("keep_writes"):
        db.session.rollback()
        _note_refusal()
        return response
    if is_reading():
        _close_reading()
    else:
        for write in g.get("writes", []):
            write()
        db.session.commit()
    return response


def _note_refusal() -> None:
    writes = g.get("if_refused", [])
    for write in writes:
        write()
    if writes:
        db.session.commit()


def _close_reading() -> None:
    session = db.session
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise WriteWhileReading(request.endpoint)
    writes, drafts = g.get("writes", []), take_drafts()
    db.session.rollback()
    if writes or drafts:
        put_back(drafts)
        for write in writes:
            write()
        db.session.commit()
