"""Naming who in a county is told of reports: one proposes, another of the office confirms."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.mandatory_reports import queries, rules
from casework.mandatory_reports.models import ReportOfficer
from casework.mandatory_reports.queries import office_of_county


def propose(*, actor: Viewer, account_id: UUID) -> ReportOfficer:
    """Propose somebody of the office; it holds once another of the office has confirmed it.

    Raises RuleBroken for whoever is not of the office, and for somebody named already.
    """
    county = rules.county_of(actor.regions[0])
    if account_id not in office_of_county(county):
        raise RuleBroken("这个账号不是本县民政（未保办）的，请重新选择。", "account")
    today = clock.today()
    known = [row for row in queries.officers(actor) if row.account_id == account_id]
    if any(not row.is_over(today) for row in known):
        raise RuleBroken("这个人已经在名单里了。", "account")
    row = ReportOfficer(county_code=county, account_id=account_id, proposed_by=actor.account_id)
    db.session.add(row)
    db.session.flush()
    _tell(actor, row, "propose")
    return row


def confirm(*, actor: Viewer, row: ReportOfficer) -> None:
    """Let a proposal hold from today: that somebody begins, or that she ends.

    Raises RuleBroken where the actor proposed it herself and the office has another who could.
    """
    if row.is_proposed:
        _demand_second(actor, row.proposed_by)
        row.from_on = clock.today()
        _tell(actor, row, "confirm")
    elif row.end_proposed_by is not None and row.until_on is None:
        _demand_second(actor, row.end_proposed_by)
        row.until_on = clock.today()
        _tell(actor, row, "confirm-end")


def end(*, actor: Viewer, row: ReportOfficer) -> None:
    """Propose that somebody is no longer told of reports."""
    if row.is_proposed or row.end_proposed_by is not None:
        return
    row.end_proposed_by = actor.account_id
    _tell(actor, row, "propose-end")


def take_back(*, actor: Viewer, row: ReportOfficer) -> None:
    """Take back what is proposed and not confirmed."""
    if row.is_proposed:
        row.from_on = row.until_on = clock.today()
    elif row.until_on is None:
        row.end_proposed_by = None
    _tell(actor, row, "take-back")


def _demand_second(actor: Viewer, proposed_by: UUID) -> None:
    others = office_of_county(rules.county_of(actor.regions[0])) - {proposed_by}
    if actor.account_id == proposed_by and others:
        raise RuleBroken("要由本县另一位经办人员确认，不能自己提、自己确认。")


def _tell(actor: Viewer, row: ReportOfficer, what: str) -> None:
    record(
        Tag.OFFICER_NAME,
        actor_id=actor.account_id,
        region_code=row.county_code,
        subject_id=row.account_id,
        step=what,
    )
