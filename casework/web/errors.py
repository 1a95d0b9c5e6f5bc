"""From an exception to a page that says what happened and what to do."""

from flask import Flask, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from casework.audit.record import record
from casework.audit.tags import Tag
from casework.crypto.envelope import SealBroken
from casework.crypto.passwords import HashingBusy
from casework.db.base import db
from casework.errors import NotFound
from casework.inbox.unread import leave_unread_alone
from casework.web.gate import write_denial

_RETRY_AFTER_SECONDS = 10
_PAGES = frozenset({400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})


def install_errors(app: Flask) -> None:
    """Answer every failure with a page of our own; details go to the log only."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(SealBroken, _seal_broken)
    app.register_error_handler(HashingBusy, _busy)
    app.register_error_handler(CSRFError, _token_gone)
    app.register_error_handler(HTTPException, _http)


def _page(code: int, template: int | None = None) -> ResponseReturnValue:
    leave_unread_alone()
    template = template or code
    name = f"errors/{template if template in _PAGES else 400}.html"
    return render_template(name, code=code, request_id=g.get("request_id", "-")), code


def _in_own_transaction() -> None:
    db.session.rollback()
    db.session.expunge_all()


def _not_found(_error: NotFound) -> ResponseReturnValue:
    # Missing and out of reach look alike; the trail keeps who asked for what.
    _in_own_transaction()
    if g.get("viewer") is not None:
        write_denial()
        db.session.commit()
    return _page(404)


def _seal_broken(_error: SealBroken) -> ResponseReturnValue:
    # A value that does not open was moved, changed or lost its key: nothing of the page is shown.
    _in_own_transaction()
    viewer = g.get("viewer")
    record(Tag.SECURITY_SEAL_BROKEN, actor_id=viewer.account_id if viewer else None)
    db.session.commit()
    return _page(500)


def _busy(_error: HashingBusy) -> ResponseReturnValue:
    _in_own_transaction()
    response = make_response(_page(503))
    response.headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return response


def _token_gone(_error: CSRFError) -> ResponseReturnValue:
    _in_own_transaction()
    return _page(400)


def _http(error: HTTPException) -> ResponseReturnValue:
    _in_own_transaction()
    if error.code == 403:
        write_denial()
        db.session.commit()
    if isinstance(error, InternalServerError) or error.code is None:
        return _page(500)
    if error.code < 400:
        return error.get_response()
    return _page(error.code)
