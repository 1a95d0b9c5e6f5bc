"""Handling a report: taking it on, what was done, who answered what, its end."""

from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.elevation import elevated
from casework.errors import RuleBroken
from casework.mandatory_reports import queries, rules
from casework.mandatory_reports.actions.filing import move
from casework.mandatory_reports.actions.telling import add_step, alert, calm, note_act, withdraw
from casework.mandatory_reports.models import UNPLACED, MandatoryReport, ReportState, StepKind
from casework.mandatory_reports.reading import Facts
from casework.mandatory_reports.rules import Step
from casework.practice import queries as practice
from casework.practice.rules.mandatory import ReportClock
from casework.regions import queries as regions

POLICE = "police"


def acknowledge(*, actor: Viewer, report: MandatoryReport) -> None:
    """Take a report on: the alarm stops, the next term runs. Twice is once."""
    if report.state is not ReportState.RECEIVED:
        return
    report.acknowledged_at = clock.now()
    _become(actor, report, ReportState.ACKNOWLEDGED, Step(StepKind.ACKNOWLEDGED))


def write_step(
    *,
    actor: Viewer,
    report: MandatoryReport,
    kind: StepKind,
    text: str | None,
    recipient: str | None = None,
    tell: bool = False,
) -> None:
    """Write what was done; what comes before it in the order of things is taken as done.

    Raises RuleBroken for an authority that is missing where one is named, and for an outcome
    without words.
    """
    step = Step(kind, actor.account_id, recipient, text, tell)
    if _is_known(report, step):
        return  # the same once more: a second tap
    _demand_words(kind, text, recipient)
    if report.state is ReportState.CLOSED and kind is not StepKind.NOTE:
        raise RuleBroken("这件事已经办结。要继续办，请先点“重新办理”。")
    _note_answers(report, kind, recipient)
    now = clock.now()
    state = _state_after(report, kind)
    if state is not report.state and report.acknowledged_at is None:
        report.acknowledged_at = now
    if kind is StepKind.ON_SCENE:
        report.scene_at = report.scene_at or now
    if kind is StepKind.OUTCOME:
        report.closed_at, report.feedback_due_at = now, None
    _become(actor, report, state, step)


def reopen(*, actor: Viewer, report: MandatoryReport, reason: str) -> None:
    """Take up a report again that was closed; the term of its outcome runs anew from now."""
    if report.state is not ReportState.CLOSED:
        return
    report.closed_at = None
    step = Step(StepKind.REOPENED, actor.account_id, text=reason)
    _become(actor, report, ReportState.ON_SCENE, step)
    report.next_due_at = clock.now() + _clock(report).outcome


def forward(*, actor: Viewer, report: MandatoryReport, place_code: str, reason: str) -> None:
    """Send a report that belongs elsewhere there; here it is not seen any more.

    Raises RuleBroken for a place that is wider than a county, and for the office that has it.
    """
    regions.get(place_code)
    facts = Facts.of(report.facts)
    office = rules.office_of(place_code, county_alone=facts.is_for_county_alone)
    if office in {UNPLACED, report.region_code}:
        raise RuleBroken("请选另一个县、乡镇或村。", "place_words")
    note_act(actor, report, StepKind.FORWARDED.value)
    add_step(report, Step(StepKind.FORWARDED, actor.account_id, text=reason))
    report_id = report.id
    with elevated(queries.ELEVATION) as beyond:
        theirs = beyond.get_one(MandatoryReport, report_id)
        there = Facts.of({**theirs.facts, "place_code": place_code, "place_unclear": False})
        move(beyond, theirs, office, there)
        _await(theirs, ReportState.RECEIVED)
        theirs.next_due_at = clock.now() + _clock(theirs).acknowledge
        alert(theirs, f"forwarded:{office}", beyond)
    # What this session holds of it is of before.
    db.session.expire(report)


def bar(*, actor: Viewer, report: MandatoryReport, account_id: UUID) -> None:
    """Let somebody whom the report touches never see it again (回避).

    Raises RuleBroken for oneself and where nobody would be left to act on it.
    """
    before = queries.handlers(report)
    if account_id == actor.account_id:
        raise RuleBroken("自己要回避的，请让另一位经办人来登记。", "account")
    if account_id not in before.all:
        raise RuleBroken("这个人现在看不到这份报告，不用登记回避。", "account")
    report.barred = sorted({*report.barred, str(account_id)})
    withdraw(report, account_id, db.session())
    step = Step(StepKind.RECUSED, actor.account_id, recipient=str(account_id))
    add_step(report, step)
    note_act(actor, report, StepKind.RECUSED.value)
    if account_id in before.county:
        alert(report, f"barred:{account_id}")


def open_reporter(*, actor: Viewer, report: MandatoryReport, reason: str) -> Account:
    """Return who reported; who asked, and why, stays with the report and in the trail.

    Raises NotFound for whoever is not the county's officer for it.
    """
    queries.demand_officer(actor, report)
    add_step(report, Step(StepKind.REPORTER_OPENED, actor.account_id, text=reason))
    note_act(actor, report, StepKind.REPORTER_OPENED.value, reason)
    return accounts.get(UUID(queries.reporter_of(report).account))


def _become(actor: Viewer, report: MandatoryReport, state: ReportState, step: Step) -> None:
    if state is not report.state:
        _await(report, state)
        calm(report, actor.account_id)
    add_step(report, Step(step.kind, actor.account_id, step.recipient, step.text, step.tell))
    note_act(actor, report, step.kind.value)


def _await(report: MandatoryReport, state: ReportState) -> None:
    """Let the clock wait for what follows a state; a term that is over is missed at once."""
    report.state = state
    report.next_due_at = rules.due_after(_clock(report), state, report.created_at)


def _state_after(report: MandatoryReport, kind: StepKind) -> ReportState:
    if kind is StepKind.OUTCOME:
        return ReportState.CLOSED
    if kind is StepKind.ON_SCENE:
        return ReportState.ON_SCENE
    if report.state is ReportState.RECEIVED:
        return ReportState.ACKNOWLEDGED
    return report.state


def _note_answers(report: MandatoryReport, kind: StepKind, recipient: str | None) -> None:
    if recipient != POLICE:
        return
    if kind is StepKind.SENT:
        report.feedback_due_at = rules.feedback_due(_clock(report), clock.now())
    if kind is StepKind.FEEDBACK:
        report.feedback_due_at = None


def _demand_words(kind: StepKind, text: str | None, recipient: str | None) -> None:
    if kind in {StepKind.SENT, StepKind.FEEDBACK} and recipient is None:
        raise RuleBroken("请选择是哪个部门。", "recipient")
    if kind in {StepKind.FEEDBACK, StepKind.OUTCOME, StepKind.NOTE} and not text:
        raise RuleBroken("请写明情况。", "text")


def _is_known(report: MandatoryReport, step: Step) -> bool:
    rows = queries.steps_of(report)
    return bool(rows) and Step.of(rows[-1].body) == step


def _clock(report: MandatoryReport) -> ReportClock:
    return practice.mandatory_reports(report.region_code).clock
