"""Taking on, steps, the clock, leaving out, sending on, and who reported."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.errors import NotFound, RuleBroken
from casework.inbox import queries as inbox
from casework.inbox.models import Task
from casework.inbox.rules import subject
from casework.mandatory_reports import actions, queries, showing
from casework.mandatory_reports.models import MandatoryReport, ReportState, StepKind
from casework.mandatory_reports.rules import Step
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, a_viewer, an_account
from tests.mandatory_reports.reports import a_report

Rows = scoped_session[Session]


@pytest.fixture
def below(session: Rows) -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


@pytest.fixture
def county(session: Rows) -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


@pytest.fixture
def second(session: Rows) -> Viewer:
    """Another one of the county's office."""
    return accounts.viewer_of(an_account(Role.COUNTY_CIVIL, COUNTY, "second"))


def kinds(report: MandatoryReport) -> list[str]:
    return [Step.of(row.body).kind.value for row in queries.steps_of(report)]


def write(actor: Viewer, report: MandatoryReport, kind: StepKind, **said: object) -> None:
    told = {"text": "看过了", **said}
    actions.write_step(actor=actor, report=report, kind=kind, **told)  # type: ignore[arg-type]


def test_from_the_alarm_to_the_outcome(below: Viewer, county: Viewer, session: Rows) -> None:
    report = a_report()
    assert inbox.waiting(below).urgent == inbox.waiting(county).urgent == 1
    for _ in range(2):
        actions.acknowledge(actor=below, report=report)
    assert inbox.waiting(below).urgent == inbox.waiting(county).urgent == 0
    assert report.next_due_at == report.created_at + timedelta(hours=24)
    write(below, report, StepKind.SENT, recipient="police", tell=True)
    assert report.feedback_due_at is not None
    write(county, report, StepKind.ON_SCENE)
    assert report.next_due_at == report.created_at + timedelta(hours=72)
    write(county, report, StepKind.FEEDBACK, recipient="police")
    assert session.scalar(select(MandatoryReport.feedback_due_at)) is None
    for _ in range(2):
        write(county, report, StepKind.OUTCOME, text="孩子已安置")
    ended = select(MandatoryReport.state, MandatoryReport.next_due_at)
    assert session.execute(ended).one() == (ReportState.CLOSED, None)
    assert kinds(report) == ["acknowledged", "sent", "on_scene", "feedback", "outcome"]
    with queries.own_report(a_viewer(), report.id) as (beyond, own):
        seen = queries.read_own(beyond, own, has_handlers=True)
    assert [step.kind for _row, step in seen.told] == [StepKind.SENT], "what is meant for her"
    with pytest.raises(RuleBroken, match="已经办结"):
        write(county, report, StepKind.ON_SCENE, text="再去")
    actions.reopen(actor=county, report=report, reason="又有情况")
    assert report.state is ReportState.ON_SCENE
    assert report.next_due_at is not None


def test_an_outcome_without_the_steps_before_it_is_never_refused(
    county: Viewer, session: Rows
) -> None:
    report = a_report()
    write(county, report, StepKind.OUTCOME)
    assert report.state is ReportState.CLOSED
    assert report.acknowledged_at is not None


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        (StepKind.SENT, {"recipient": None}, "recipient"),
        (StepKind.FEEDBACK, {"recipient": "police", "text": None}, "text"),
        (StepKind.OUTCOME, {"text": None}, "text"),
    ],
)
def test_what_says_nothing_is_asked_for(
    county: Viewer, session: Rows, kind: StepKind, said: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        write(county, a_report(), kind, **said)
    assert broken.value.field == field


def test_each_missed_step_goes_one_level_up(
    below: Viewer, county: Viewer, second: Viewer, session: Rows
) -> None:
    row = actions.propose(actor=second, account_id=county.account_id)
    actions.confirm(actor=county, row=row)
    report = a_report()
    filed = report.created_at
    assert queries.handlers(report).all == {below.account_id, county.account_id}
    hours = [1.9, 2, 3.9, 4, 5.9, 500]
    missed = [actions.escalate_missed(filed + timedelta(hours=h)) for h in hours]
    assert missed == [0, 1, 0, 1, 0, 1]
    assert report.level == 3
    assert second.account_id in queries.handlers(report).county, "the whole office by now"
    assert inbox.waiting(county).urgent == 4
    assert inbox.waiting(second).urgent == 2
    assert report.next_due_at is not None
    assert report.next_due_at > filed + timedelta(hours=500)
    assert kinds(report) == ["escalated"] * 3
    actions.acknowledge(actor=second, report=report)
    assert inbox.waiting(county).urgent == 0
    assert not showing.lines(county)[0].on_time


def test_a_missing_answer_of_the_police_is_asked_for_once(county: Viewer, session: Rows) -> None:
    report = a_report()
    write(county, report, StepKind.SENT, recipient="police")
    due = report.feedback_due_at
    assert due is not None
    report.next_due_at = None
    assert [actions.escalate_missed(due + timedelta(minutes=m)) for m in (-1, 0, 5)] == [0, 1, 0]
    assert inbox.waiting(county).urgent == 1


def test_who_is_left_out_sees_nothing_from_then_on(
    below: Viewer, county: Viewer, second: Viewer, session: Rows
) -> None:
    report = a_report()
    with pytest.raises(RuleBroken):
        actions.bar(actor=county, report=report, account_id=county.account_id)
    actions.bar(actor=county, report=report, account_id=below.account_id)
    actions.bar(actor=county, report=report, account_id=second.account_id)
    for viewer in (below, second):
        with pytest.raises(NotFound):
            queries.get(viewer, report.id)
        assert inbox.waiting(viewer).urgent == 0
        assert not session.scalars(select(Task).where(Task.account_id == viewer.account_id)).all()
    assert queries.get(county, report.id).id == report.id
    with pytest.raises(RuleBroken):
        actions.bar(actor=county, report=report, account_id=below.account_id)


def test_where_all_named_officers_are_left_out_the_rest_of_the_office_is_told(
    county: Viewer, second: Viewer, session: Rows
) -> None:
    row = actions.propose(actor=second, account_id=county.account_id)
    actions.confirm(actor=county, row=row)
    report = a_report(named=[str(county.account_id)])
    assert queries.handlers(report).county == {second.account_id}


def test_who_reported_is_opened_by_the_county_alone_and_written_down(
    below: Viewer, county: Viewer, session: Rows
) -> None:
    report = a_report()
    with pytest.raises(NotFound):
        actions.open_reporter(actor=below, report=report, reason="想知道")
    account = actions.open_reporter(actor=county, report=report, reason="公安要核实")
    assert account.id == a_viewer().account_id
    session.commit()
    assert kinds(report) == ["reporter_opened"]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.tag, entry.actor_id, entry.facts["step"]) == (
        "sealed:act",
        county.account_id,
        "reporter_opened",
    )


def test_a_report_that_belongs_elsewhere_goes_there(county: Viewer, session: Rows) -> None:
    there = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    report = a_report()
    with pytest.raises(RuleBroken):
        actions.forward(actor=county, report=report, place_code="990101001001", reason="不归我")
    actions.forward(actor=county, report=report, place_code=STRANGE_COUNTY, reason="孩子住那边")
    session.commit()
    with pytest.raises(NotFound):
        queries.get(county, report.id)
    theirs = queries.get(there, report.id)
    assert kinds(theirs) == ["forwarded"]
    assert theirs.state is ReportState.RECEIVED
    assert (inbox.waiting(county).urgent, inbox.waiting(there).urgent) == (0, 1)


def test_tasks_say_nothing_of_what_it_is(county: Viewer, session: Rows) -> None:
    a_report()
    task = session.scalars(select(Task)).first()
    assert task is not None
    assert subject(task) == "有一件急事，请马上打开处理"


def test_naming_takes_two_unless_there_is_one(county: Viewer, session: Rows, below: Viewer) -> None:
    with pytest.raises(RuleBroken):
        actions.propose(actor=county, account_id=below.account_id)
    row = actions.propose(actor=county, account_id=county.account_id)
    actions.confirm(actor=county, row=row)
    assert row.is_in_force(clock.today()), "nobody else could"
    other = accounts.viewer_of(an_account(Role.COUNTY_CIVIL, COUNTY, "other"))
    actions.end(actor=county, row=row)
    with pytest.raises(RuleBroken, match="另一位"):
        actions.confirm(actor=county, row=row)
    assert queries.officers_in_force(COUNTY) == {county.account_id}
    actions.take_back(actor=other, row=row)
    actions.end(actor=county, row=row)
    actions.confirm(actor=other, row=row)
    assert queries.officers_in_force(COUNTY) == set()
    with pytest.raises(NotFound):
        queries.officer(a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), row.id)
