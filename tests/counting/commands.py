"""Running a command as the operator does: in an application context of its own."""

from typing import Any

from click.testing import Result
from flask import Flask

from casework.db.base import db


def run(app: Flask, command: Any, *arguments: str) -> Result:
    """Run a command on what the test has stored so far."""
    db.session.commit()
    with app.app_context():
        result = app.test_cli_runner().invoke(command, list(arguments))
    db.session.expire_all()
    return result
