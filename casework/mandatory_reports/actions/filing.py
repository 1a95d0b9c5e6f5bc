"""Filing a report: kept whole first, whatever it says, whoever says it, wherever it belongs.

Nothing here refuses. What cannot be read stays in what was sent; where a place is unknown the
reporter's own county is told, or the reporter is asked; where a fault of ours comes between, the
report is kept all the same.
"""

import json
import logging
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.elevation import elevated
from casework.db.sealed import keyring
from casework.errors import NotFound, RuleBroken
from casework.mandatory_reports import queries, reading, rules
from casework.mandatory_reports.actions.telling import add_step, alert, note_filing, withdraw
from casework.mandatory_reports.models import (
    UNPLACED,
    MandatoryReport,
    ReporterRecord,
    ReportState,
    StepKind,
)
from casework.mandatory_reports.reading import Content, Facts
from casework.mandatory_reports.rules import Step
from casework.practice import queries as practice
from casework.regions import queries as regions

_PURPOSE = "mandatory.report"
_NATION = ""
_LONGEST = 4000

_log = logging.getLogger(__name__)


def file_report(*, actor: Viewer, content: Content) -> UUID:
    """Keep a report and tell those who act on it; return its id.

    The same form with the same content is the same report, however often it comes; with other
    content it is a second one that names the first. For any region, and nothing of it is read.
    """
    digest = keyring().digest(_PURPOSE, _canonical(actor, content))
    facts, barred = _understood(actor, content)
    client_id = reading.identifier(content, reading.CLIENT_ID) or UUID(bytes=digest)
    with elevated(queries.ELEVATION) as beyond:
        first = _kept(beyond, client_id)
        if first is not None and first.digest != digest:
            client_id = UUID(bytes=digest)
            facts = replace(facts, linked_id=_if_hers(actor, first))
            first = _kept(beyond, client_id)
        if first is not None:
            return first.id
        report = _drafted(client_id, digest, content, facts, barred)
        if not _add(beyond, report, actor):
            return _winner(beyond, client_id, digest, content, actor)
        _tell(beyond, report)
        note_filing()
        return report.id


def put_to_place(*, actor: Viewer, report_id: UUID, place_code: str) -> None:
    """Send a report of one's own to where it belongs, once that is known.

    Raises RuleBroken where somebody has taken it on already, or the place is wider than a county.
    """
    regions.get(place_code)
    with queries.own_report(actor, report_id) as (beyond, report):
        if report.state is not ReportState.RECEIVED:
            raise RuleBroken("已经有人接手办理，改送由经办人决定。请在下面补充说明是哪里。")
        facts = replace(Facts.of(report.facts), place_code=place_code, place_unclear=False)
        office = rules.office_of(place_code, county_alone=facts.is_for_county_alone)
        if office == UNPLACED:
            raise RuleBroken("请选到县、乡镇或村。")
        move(beyond, report, office, facts)
        alert(report, f"placed:{office}", beyond)


def add_words(*, actor: Viewer, report_id: UUID, text: str) -> None:
    """Add to a report of one's own what has come up since; those who handle it are told again."""
    step = Step(StepKind.ADDED, text=text, tell=True)
    with queries.own_report(actor, report_id) as (beyond, report):
        steps = queries.read_own(beyond, report, has_handlers=True).told
        if any(known == step for _row, known in steps):
            return  # the same words once more: a second tap
        row = add_step(report, step, beyond)
        alert(report, f"added:{row.id}", beyond)


def move(session: Session, report: MandatoryReport, office: str, facts: Facts) -> None:
    """Let a report, what was done about it and its tasks be another office's."""
    withdraw(report, None, session)
    steps = queries.steps_of(report, session)
    report.region_code, report.facts = office, facts.kept()
    for step in steps:
        step.region_code = office
    session.flush()


def _understood(actor: Viewer, content: Content) -> tuple[Facts, list[str]]:
    """Return what could be read, and whom the report names; nothing where a fault comes between."""
    try:
        with db.session.begin_nested():
            return _read(actor, content)
    except Exception as fault:  # noqa: BLE001 - whatever it is, what was said must not be lost
        _log.error("a report was kept and not understood: %s", type(fault).__name__)
        own = actor.regions[0] if actor.regions else None
        return Facts(place_code=own, staff=tuple(reading.STAFF)), []


def _read(actor: Viewer, content: Content) -> tuple[Facts, list[str]]:
    facts = reading.read(content, practice.mandatory_reports(_NATION).plain)
    child = _child(actor, content)
    if child is not None:
        facts = replace(facts, child_id=str(child.id), child_name=facts.child_name or child.name)
    named = {str(each) for each in reading.identifiers(content, "named")}
    offered = {str(account_id) for account_id, _ in queries.bar_choices(actor)} if named else set()
    return _placed(actor, content, facts, child), sorted(named & offered)


def _child(actor: Viewer, content: Content) -> Child | None:
    child_id = reading.identifier(content, reading.CHILD_ID)
    if child_id is None or not actor.may(Permission.CHILD_OPEN):
        return None
    try:
        return children.get(actor, child_id)
    except NotFound:
        return None


def _placed(actor: Viewer, content: Content, facts: Facts, child: Child | None) -> Facts:
    """Say where it belongs: the place chosen, the one that words mean, the child's, one's own."""
    chosen = reading.text(content, reading.PLACE)
    own = actor.regions[0] if actor.regions else None
    fallback = child.region_code if child is not None else own
    if chosen in actor.regions:
        return replace(facts, place_code=chosen)
    if facts.place_words is None:
        return replace(facts, place_code=fallback, place_unclear=chosen == reading.ELSEWHERE)
    meant = queries.places_meant(facts.place_words[:_LONGEST])
    if len(meant) == 1:
        return replace(facts, place_code=meant[0].code)
    return replace(facts, place_code=fallback, place_unclear=True)


def _drafted(
    client_id: UUID, digest: bytes, content: Content, facts: Facts, barred: list[str]
) -> MandatoryReport:
    office = rules.office_of(facts.place_code, county_alone=facts.is_for_county_alone)
    at = clock.now()
    return MandatoryReport(
        created_at=at,
        region_code=office,
        client_id=client_id,
        digest=digest,
        state=ReportState.RECEIVED,
        level=0,
        next_due_at=rules.first_due(practice.mandatory_reports(office).clock, at),
        said={name: list(values) for name, values in content.items()},
        facts=facts.kept(),
        barred=barred,
    )


def _add(session: Session, report: MandatoryReport, actor: Viewer) -> bool:
    """Keep a report with its reporter; False where its UUID was taken at the same moment."""
    try:
        with session.begin_nested():
            session.add(report)
            session.flush()
            session.add(
                ReporterRecord(
                    report_id=report.id,
                    author_digest=queries.author_digest(actor.account_id),
                    account=str(actor.account_id),
                )
            )
    except IntegrityError:
        return False
    return True


def _winner(
    session: Session, client_id: UUID, digest: bytes, content: Content, actor: Viewer
) -> UUID:
    """Return the report that was stored at the same moment; another one's is not touched."""
    first = _kept(session, client_id)
    if first is not None and first.digest == digest:
        return first.id
    fresh = {**content, reading.CLIENT_ID: [str(UUID(bytes=digest))]}
    return file_report(actor=actor, content=fresh)


def _tell(session: Session, report: MandatoryReport) -> None:
    """Tell who acts on it; a fault here leaves the report kept, and the clock tells later."""
    try:
        with session.begin_nested():
            alert(report, "filed", session)
    except Exception as fault:  # noqa: BLE001 - the report stands
        _log.error("nobody was told of a report yet: %s", type(fault).__name__)


def _kept(session: Session, client_id: UUID) -> MandatoryReport | None:
    return session.scalar(select(MandatoryReport).where(MandatoryReport.client_id == client_id))


def _if_hers(actor: Viewer, report: MandatoryReport) -> str | None:
    return str(report.id) if queries.owns(actor, report.id) else None


def _canonical(actor: Viewer, content: Content) -> str:
    said = {name: list(values) for name, values in content.items()}
    return json.dumps([str(actor.account_id), said], ensure_ascii=False, sort_keys=True)
