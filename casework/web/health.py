"""Is the process up, and can it work? Answers without data, for a watcher."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import literal, select

from casework.accounts.access import PUBLIC, access
from casework.db.base import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@access(PUBLIC)
def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@access(PUBLIC)
def ready() -> ResponseReturnValue:
    """Say whether the database answers."""
    db.session.execute(select(literal(1)))
    return jsonify(status="ok")
