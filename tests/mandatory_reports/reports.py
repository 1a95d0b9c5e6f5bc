"""Invented reports."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.base import db, new_id
from casework.mandatory_reports import actions
from casework.mandatory_reports.models import MandatoryReport
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice

SAID = "孩子说晚上不敢回家"


def content(**said: Any) -> dict[str, Sequence[str]]:
    """Return what the form sends."""
    told = {"client_id": str(new_id()), "seen": SAID, **said}
    return {name: [v] if isinstance(v, str) else list(v) for name, v in told.items()}


def a_report(actor: Viewer | None = None, **said: Any) -> MandatoryReport:
    """Return a report, filed by the 儿童主任 unless said otherwise."""
    load_practice()
    viewer = actor or a_viewer(Role.CHILD_DIRECTOR)
    report_id = actions.file_report(actor=viewer, content=content(**said))
    return report_by(report_id)


def report_by(report_id: UUID) -> MandatoryReport:
    """Return a report as the database has it."""
    return db.session.get_one(MandatoryReport, report_id, populate_existing=True)
