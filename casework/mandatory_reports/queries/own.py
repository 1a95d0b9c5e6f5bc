"""One's own reports, wherever they went: found by a keyed digest, never by a name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.elevation import elevated
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.mandatory_reports import rules
from casework.mandatory_reports.models import MandatoryReport, ReporterRecord, ReportStep
from casework.mandatory_reports.reading import Facts
from casework.mandatory_reports.rules import Step

_PURPOSE = "mandatory.reporter"
#: Of reports in any region: who files one may read it where she may read nothing else.
ELEVATION = "mandatory report"
_MOST = 30


@dataclass(frozen=True)
class Own:
    """A report as the one who filed it sees it: her words, its state, what is meant for her."""

    report: MandatoryReport
    facts: Facts
    receipt: str
    told: Sequence[tuple[ReportStep, Step]] = ()
    #: Whether there is anybody who may open it.
    has_handlers: bool = True


def author_digest(account_id: UUID) -> bytes:
    """Return what stands beside a report instead of its reporter."""
    return keyring().digest(_PURPOSE, str(account_id))


def own(viewer: Viewer) -> list[Own]:
    """Return what the viewer has reported, the newest first."""
    statement = select(ReporterRecord.report_id).where(_is_hers(viewer))
    ids = db.session.scalars(statement.order_by(ReporterRecord.id.desc()).limit(_MOST)).all()
    if not ids:
        return []
    with elevated(ELEVATION) as beyond:
        found = beyond.scalars(select(MandatoryReport).where(MandatoryReport.id.in_(ids))).all()
        mine = [_own(report) for report in found]
    return sorted(mine, key=lambda each: each.report.created_at, reverse=True)


def owns(viewer: Viewer, report_id: UUID) -> bool:
    """Say whether the viewer filed a report."""
    statement = select(ReporterRecord.id).where(
        _is_hers(viewer), ReporterRecord.report_id == report_id
    )
    return db.session.scalar(statement) is not None


@contextmanager
def own_report(viewer: Viewer, report_id: UUID) -> Iterator[tuple[Session, MandatoryReport]]:
    """Open a report of the viewer's own, in a session that reaches where it went.

    Raises NotFound for anybody else's.
    """
    if not owns(viewer, report_id):
        raise NotFound
    with elevated(ELEVATION) as beyond:
        yield beyond, beyond.get_one(MandatoryReport, report_id)


def read_own(session: Session, report: MandatoryReport, *, has_handlers: bool) -> Own:
    """Return a report with what those who handle it have written for its reporter."""
    statement = select(ReportStep).where(ReportStep.report_id == report.id)
    steps = [(row, Step.of(row.body)) for row in session.scalars(statement.order_by(ReportStep.id))]
    told = [(row, step) for row, step in steps if step.tell]
    mine = _own(report)
    return Own(report, mine.facts, mine.receipt, told, has_handlers)


def _own(report: MandatoryReport) -> Own:
    return Own(report, Facts.of(report.facts), rules.receipt_of(report.digest))


def _is_hers(viewer: Viewer) -> ColumnElement[bool]:
    return ReporterRecord.author_digest == author_digest(viewer.account_id)
