import click
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from casework.db.base import db
from tests.cli.commands import Run


@pytest.fixture
def run(app: Flask, session: object) -> Run:
    """``run(roster.group, "import", …)``: a command in a session of its own, as in a shell."""

    def run(group: click.Command, *arguments: str) -> Result:
        db.session.commit()
        with app.app_context():
            result = FlaskCliRunner(app).invoke(group, arguments)
        db.session.expire_all()
        return result

    return run
