"""Finding reports for those who handle them; for everybody else there is none."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.mandatory_reports.models import MandatoryReport, ReporterRecord, ReportStep
from casework.mandatory_reports.queries.handlers import Holders, handlers

#: More than a county has in years; older ones are found by their month.
_MOST = 500


def visible(viewer: Viewer) -> list[MandatoryReport]:
    """Return the reports that a viewer may open, the newest first.

    Whom a report names is sealed, so each is opened and asked; a county has a few a month.
    """
    if not viewer.may(Permission.MANDATORY_HANDLE):
        return []
    statement = (
        select(MandatoryReport)
        .where(within(MandatoryReport.region_code, viewer.scope.ranges))
        .order_by(MandatoryReport.created_at.desc())
        .limit(_MOST)
    )
    known: Holders = {}
    found = db.session.scalars(statement).all()
    return [each for each in found if viewer.account_id in handlers(each, known=known).all]


def get(viewer: Viewer, report_id: UUID, *, lock: bool = False) -> MandatoryReport:
    """Return one report; raise NotFound for a missing one and for whoever may not know of it.

    ``lock`` holds it until the end of the transaction, for acts.
    """
    statement = select(MandatoryReport).where(
        within(MandatoryReport.region_code, viewer.scope.ranges), MandatoryReport.id == report_id
    )
    report = db.session.scalar(statement.with_for_update() if lock else statement)
    if report is None or viewer.account_id not in handlers(report).all:
        raise NotFound
    return report


def demand_officer(viewer: Viewer, report: MandatoryReport) -> None:
    """Raise NotFound for whoever handles a report without being the county's officer for it."""
    if viewer.account_id not in handlers(report).county:
        raise NotFound


def steps_of(report: MandatoryReport, session: Session | None = None) -> Sequence[ReportStep]:
    """Return what was done about a report, the oldest first."""
    statement = select(ReportStep).where(
        ReportStep.report_id == report.id, ReportStep.region_code == report.region_code
    )
    return (session or db.session()).scalars(statement.order_by(ReportStep.id)).all()


def reporter_of(report: MandatoryReport) -> ReporterRecord:
    """Return who reported, under a key of its own: for acts that write down who asked."""
    statement = select(ReporterRecord).where(ReporterRecord.report_id == report.id)
    return db.session.scalars(statement).one()
