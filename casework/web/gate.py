"""The gate before every view: who is it, may they, and deny what is not declared."""

import secrets
from typing import NoReturn
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from casework.accounts import actions as accounts
from casework.accounts.access import Label, Openness, label_of, upload_limit
from casework.accounts.permissions import Permission
from casework.accounts.session import signed_in
from casework.accounts.viewer import Viewer
from casework.audit.record import name_request, record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.engine import reading
from casework.db.scope import Scope, bind_scope
from casework.db.sealed import keyring
from casework.web import unsaved
from casework.web.unit_of_work import after_reading, is_reading

#: Only what comes in parts is held to a limit of its own for what was typed.
_WITH_FILES = "multipart/form-data"


class UndeclaredView(Exception):
    """A view without an access label: a fault of ours, refused for everybody."""


def install_gate(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_open_request)
    CSRFProtect(app)  # after the body's limit is known, before anything else
    app.before_request(_check_origin)
    app.before_request(_check_access)


def _open_request() -> None:
    g.request_id = secrets.token_hex(6)
    if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
        abort(400)  # PostgreSQL takes no such text, and nobody means it
    limit = upload_limit(current_app.view_functions.get(request.endpoint or ""))
    if limit is not None and request.mimetype == _WITH_FILES:
        request.max_content_length = limit
    name_request(g.request_id)
    keyring().reload_if_changed()  # another process may have made a new version
    if is_reading():
        db.session.connection(execution_options=reading())


def _check_origin() -> None:
    # A second wall beside the token: browsers say themselves where a post comes from.
    if is_reading():
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = request.host_url.rstrip("/")
    if site not in ("same-origin", "none") or (origin is not None and origin != ours):
        refuse("origin")


def _check_access() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: 404 or 405 by the router
    label = label_of(current_app.view_functions[request.endpoint])
    if label is None:
        raise UndeclaredView(request.endpoint)
    user = signed_in()
    g.viewer = user.viewer if user else None
    bind_scope(db.session, user.viewer.scope if user else Scope())
    if label is Openness.PUBLIC:
        return None
    if user is None:
        return _to_sign_in(label)
    if user.wants_touch:
        session_id = user.session_id  # signing out replaces the user before the write
        after_reading(lambda: accounts.touch_session(session_id))
    refused = _check_label(label)
    if refused is None:
        _take_up_unsaved(user.viewer)
    return refused


def _check_label(label: Label) -> ResponseReturnValue | None:
    if g.viewer.must_change and label is not Openness.PASSWORD_PENDING:
        return redirect(url_for("accounts.password"))
    if isinstance(label, Permission) and not g.viewer.may(label):
        refuse(label.value)
    return None


def _take_up_unsaved(viewer: Viewer) -> None:
    if is_reading():
        unsaved.fill_in_again(viewer)
    else:
        unsaved.forget(viewer)


def _to_sign_in(label: Label) -> ResponseReturnValue:
    reading = is_reading()
    page, typed = (request.full_path.rstrip("?"), None) if reading else unsaved.keep(label)
    over = "1" if g.get("session_ran_out") else None
    return redirect(url_for("accounts.sign_in", next=page, over=over, typed=typed))


def refuse(what: str) -> NoReturn:
    """Answer 403; the refusal is written by the error page in a transaction of its own."""
    g.denied = what
    abort(403)


def write_denial() -> None:
    """Put a refusal into the trail."""
    viewer = g.get("viewer")
    record(
        Tag.SECURITY_DENIED,
        actor_id=viewer.account_id if viewer else None,
        subject_id=next(
            (v for v in (request.view_args or {}).values() if isinstance(v, UUID)), None
        ),
        endpoint=request.endpoint,
        wanted=g.get("denied", "reach"),
    )
