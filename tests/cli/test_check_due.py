"""``check due``: what a file carries is compared with what it is made of."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children import actions
from casework.children.models import Child, RiskSpell
from casework.cli.check_due import due
from casework.db.base import db
from tests.factories.children import a_child


def checked(app: Flask) -> Result:
    """Commit what the test arranged and run the command with a session of its own."""
    db.session.commit()
    with app.app_context():
        return FlaskCliRunner(app).invoke(due)


def test_files_kept_by_the_acts_agree(app: Flask, session: scoped_session[Session]) -> None:
    a_child()
    gone = a_child(name="周小川")
    actions.close(actor=_office(), child=gone, reason="moved_out")
    result = checked(app)
    assert (result.exit_code, result.output) == (0, "没有差异。\n")
    entries = session.scalars(select(AuditEntry.facts).where(AuditEntry.tag == Tag.SYSTEM_SCOPE))
    assert entries.one() == {"purpose": "check due", "differences": 0}
