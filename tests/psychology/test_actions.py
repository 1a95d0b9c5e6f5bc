"""Noticing, referring, treating: nothing is refused for a formality, nothing is done twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.children import actions as children
from casework.children.models import Child, Status
from casework.disclosures.models import Disclosure
from casework.errors import NotFound, RuleBroken
from casework.figures import registry
from casework.figures.registry import Asked
from casework.inbox.models import Task
from casework.psychology import actions, casebook, queries
from casework.psychology.models import (
    CaseState,
    MarkState,
    PsychologyAct,
    PsychologyRecord,
    RecordKind,
)
from casework.psychology.rules import Brief
from casework.visits import actions as visits
from casework.visits import heard
from tests.factories.accounts import COUNTY, TOWNSHIP, a_viewer, an_account
from tests.factories.children import FATHER, GRANDMOTHER, a_child
from tests.factories.visits import a_visit, said
from tests.psychology.cases import (
    SAID,
    TODAY,
    WHY,
    Db,
    a_case,
    a_case_in_care,
    counsellor,
    meet,
    worker,
)


def _urgent(session: Db) -> list[Task]:
    statement = select(Task).where(Task.endpoint == "psychology.of_child", Task.done_at.is_(None))
    return list(session.scalars(statement.order_by(Task.office_code)))


def test_what_a_visit_noticed_is_a_mark_and_danger_is_told_at_once(session: Db) -> None:
    answers = {
        "ok": None,
        "watch": MarkState.WATCH,
        "refer": MarkState.PROPOSED,
        "self_harm": MarkState.PROPOSED,
    }
    for number, (answer, state) in enumerate(answers.items()):
        child = a_child(name=("陈甲", "陈乙", "陈丙", "陈丁")[number])
        a_visit(child, psych=answer)
        assert [mark.state for mark in queries.marks_of(child)] == ([state] if state else [])
        tasks = [task.office_code for task in _urgent(session) if task.child_id == child.id]
        assert tasks == ([COUNTY, TOWNSHIP] if answer == "self_harm" else [])


def test_a_corrected_visit_says_it_anew(session: Db) -> None:
    child = a_child()
    visit = a_visit(child, psych="self_harm")
    [mark] = queries.marks_of(child)
    told: dict[str, Any] = {"actor": worker(), "visit": visit, "reason": "点错了"}
    visits.correct_visit(version=1, content=said(psych="watch"), **told)
    assert (mark.state, mark.sign) == (MarkState.WATCH, "watch")
    visits.correct_visit(version=2, content=said(psych="ok"), **told)
    assert mark.state is MarkState.SETTLED
    assert len(queries.marks_of(child)) == 1


def test_a_later_visit_ends_the_watching_but_not_a_proposal(session: Db) -> None:
    watched, proposed = a_child(), a_child(name="陈小禾")
    a_visit(watched, psych="watch", visited_on="2026-10-20")
    a_visit(proposed, psych="refer", visited_on="2026-10-20")
    for child in (watched, proposed):
        a_visit(child, psych="ok")
        session.expire_all()
    assert [mark.state for mark in queries.marks_of(watched)] == [MarkState.SETTLED]
    assert [mark.state for mark in queries.marks_of(proposed)] == [MarkState.PROPOSED]


def test_a_visit_is_never_refused_for_a_fault_of_the_mark(session: Db) -> None:
    def fail(*_told: Any) -> None:
        raise RuntimeError

    with patch.object(heard, "_listeners", [fail]):
        assert a_visit(a_child(), psych="self_harm").version == 1


def test_a_mark_ends_with_words_and_the_alarm_with_the_last_one(session: Db) -> None:
    child = a_child()
    a_visit(child, psych="self_harm")
    [mark] = queries.marks_of(child)
    for _ in range(2):
        actions.settle(actor=worker(), child=child, mark=mark, words="和平时一样")
    assert (mark.state, mark.end_words) == (MarkState.SETTLED, "和平时一样")
    assert _urgent(session) == []


def test_a_referral_is_never_refused_without_consent_or_on_a_closed_file(session: Db) -> None:
    child = a_child()
    children.close(
        actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason="adopted", note="由亲戚收养"
    )
    assert child.status is Status.CLOSED
    case = actions.refer(actor=worker(), child=child, why=WHY)
    assert (case.state, case.needs_consent, case.consent) == (CaseState.REFERRED, True, {})
    for answer, missing in (("refused", True), ("not_reached", True), ("agreed", False)):
        actions.keep_consent(actor=worker(), child=child, case=case, answer=answer)
        assert case.needs_consent is missing


def test_a_second_referral_is_never_refused_and_goes_to_the_open_case(session: Db) -> None:
    child, case = a_case()
    known = case.answer_due_at
    assert actions.refer(actor=worker(), child=child, why=WHY) is case
    assert case.added == []
    assert actions.refer(actor=worker(), child=child, why="说了不想活", urgent=True) is case
    assert [each["words"] for each in case.added] == ["说了不想活"]
    assert case.is_urgent
    assert known is not None
    assert case.answer_due_at is not None
    assert case.answer_due_at < known
    assert len(_urgent(session)) == 2
    actions.accept(actor=counsellor(), case=case)
    actions.close(actor=counsellor(), case=case, outcome="better")
    again = actions.refer(actor=worker(), child=child, why="又不说话了")
    assert again.id != case.id


def test_the_counsellor_is_told_the_minimum_and_nobody_who_must_not_be_called(
    session: Db,
) -> None:
    child = a_child(people=(GRANDMOTHER, FATHER))
    links = {link.part: link for link, _person in children_of(child)}
    links["father"].contact = {"barred": "other"}
    a_visit(child, psych="self_harm", psych_detail="跟奶奶说活着没意思")
    case = actions.refer(actor=worker(), child=child, why=WHY)
    brief = Brief.of(case.brief)
    assert (brief.name, brief.sex, brief.age) == ("陈雨桐", "2", 10)
    assert brief.place.endswith("石桥镇柳树村")
    assert [(each.name, each.phone) for each in brief.call] == [("王秀英", "19900000001")]
    assert (brief.sign, case.is_urgent) == ("self_harm", True)
    given = session.scalars(select(Disclosure)).one()
    assert (given.subject_id, given.about) == (case.id, "心理关爱转介")
    assert [mark.state for mark in queries.marks_of(child)] == [MarkState.SENT]


def children_of(child: Child) -> list[Any]:
    from casework.children import queries as files  # noqa: PLC0415 - beside its namesake

    return files.people_of(child)


def test_taking_a_case_on_stops_the_alarm_once(session: Db) -> None:
    child, case = a_case(urgent=True)
    assert len(_urgent(session)) == 2
    for _ in range(2):
        actions.accept(actor=counsellor(), case=case)
    assert (case.state, case.accepted_on) == (CaseState.ACCEPTED, TODAY)
    assert case.answer_due_at is None
    assert _urgent(session) == []
    assert child.id == case.child_id


def test_a_screening_that_is_not_whole_is_never_refused_and_says_no_result(session: Db) -> None:
    _child, case = a_case()
    actions.accept(actor=counsellor(), case=case)
    told: dict[str, Any] = {"actor": counsellor(), "case": case, "on_day": TODAY}
    for _ in range(2):
        actions.screen(answers={"self_harm": "now", "unknown": "x"}, words=SAID, **told)
    [record] = casebook.records(case)
    assert record.body == {"answers": {"self_harm": "now"}, "words": SAID, "result": None}
    assert (case.state, case.screened_on) == (CaseState.SCREENED, TODAY)


def test_meetings_are_counted_once_and_days_are_checked(session: Db) -> None:
    _child, case = a_case_in_care()
    meet(case)  # a second tap
    meet(case, words="画了一家人的画", next_on=TODAY + timedelta(days=14))
    assert (case.sessions, case.state) == (2, CaseState.IN_CARE)
    assert case.next_on == TODAY + timedelta(days=14)
    with pytest.raises(RuleBroken, match="晚于今天"):
        meet(case, on_day=TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken, match="之后"):
        meet(case, next_on=TODAY)
    for _ in range(2):
        actions.close(actor=counsellor(), case=case, outcome="better", words="家里也知道怎么陪了")
    session.flush()
    [line] = casebook.casebook(counsellor()).closed
    assert (line.case.outcome, line.case.next_on, line.is_late) == ("better", None, False)
    with pytest.raises(RuleBroken, match="已经结束"):
        meet(case, words="再谈一次")
    kinds = [record.kind for record in casebook.records(case)]
    assert kinds.count(RecordKind.SESSION) == 2
    assert kinds.count(RecordKind.CLOSING) == 1


def test_whoever_takes_a_case_over_opens_it_and_the_other_does_not(session: Db) -> None:
    _child, case = a_case_in_care()
    colleague = an_account(Role.COUNSELLOR, login="another")
    other = casebook.colleagues(counsellor())
    assert set(other) == {colleague.id}
    with pytest.raises(RuleBroken, match="没有这个人"):
        actions.hand_over(actor=counsellor(), case=case, account_id=worker().account_id)
    actions.hand_over(actor=counsellor(), case=case, account_id=colleague.id, words="慢慢来")
    session.flush()
    with pytest.raises(NotFound):
        casebook.get(counsellor(), case.id)
    assert casebook.casebook(counsellor()).mine == []


def test_what_somebody_had_who_left_waits_for_her_colleagues(session: Db) -> None:
    _child, case = a_case_in_care()
    colleague = accounts.viewer_of(an_account(Role.COUNSELLOR, login="another"))
    assert casebook.casebook(colleague).to_take == []
    accounts.get(counsellor().account_id).disabled_at = clock.now()
    session.flush()
    assert [line.case for line in casebook.casebook(colleague).to_take] == [case]
    actions.accept(actor=colleague, case=case)
    assert [record.body["words"] for record in casebook.records(case)] == [SAID]
    assert case.state is CaseState.IN_CARE


def test_the_list_puts_urgent_cases_first_and_says_what_is_late(session: Db) -> None:
    a_case(child={"name": "陈一"})
    a_case(child={"name": "陈二"}, urgent=True)
    _child, case = a_case_in_care(child={"name": "陈三"})
    case.next_on = TODAY - timedelta(days=1)
    book = casebook.casebook(counsellor())
    assert [line.brief.name for line in book.to_take] == ["陈二", "陈一"]
    assert [line.brief.name for line in book.overdue] == ["陈三"]
    with patch.object(clock, "now", lambda: datetime(2027, 1, 1, tzinfo=UTC)):
        assert all(line.is_late for line in casebook.casebook(counsellor()).to_take)


def test_the_figures_are_the_acts(session: Db) -> None:
    _child, case = a_case_in_care()
    actions.screen(actor=counsellor(), case=case, on_day=TODAY, answers={})
    a_case_in_care(child={"name": "陈小禾"})
    session.flush()
    numbers = {}
    for code in ("ind_psych", "ind_psych_times"):
        figure = registry.get(worker(), code)
        asked = Asked(worker(), TOWNSHIP, TODAY, TODAY + timedelta(days=1))
        asked_here = Asked(
            a_viewer(Role.CHILD_SUPERVISOR), TOWNSHIP, asked.first_on, asked.until_on
        )
        numbers[code] = registry.quick(figure, asked_here)
    assert numbers == {"ind_psych": 2, "ind_psych_times": 3}
    assert session.scalar(select(func.count()).select_from(PsychologyAct)) == 3
    assert session.scalar(select(func.count()).select_from(PsychologyRecord)) == 3
