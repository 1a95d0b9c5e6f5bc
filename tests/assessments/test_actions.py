from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.assessments import actions, queries
from casework.assessments.models import Assessment, AssessmentState
from casework.assessments.rules.due import Due, Why
from casework.audit.models import AuditEntry
from casework.children import actions as children
from casework.children.actions.merging import Choice, merge
from casework.errors import NotFound, RuleBroken
from casework.inbox.models import Task
from tests.applications import TODAY
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE, a_viewer, an_account
from tests.factories.assessments import SCREENING, an_assessment, best
from tests.factories.children import a_child

Db = scoped_session[Session]
_S = AssessmentState


def waiting(session: Db) -> list[UUID]:
    open_ = Task.done_at.is_(None) & (Task.endpoint == "assessments.show")
    return list(session.scalars(select(Task.link_id).where(open_)))


def test_an_assessment_is_answered_finished_and_decided(session: Db) -> None:
    child = a_child()
    made = an_assessment(
        child,
        but={"income": "tight"},
        notes={"income": "靠奶奶的养老金"},
        second={"name": "周老师", "office": "石桥小学"},
        child_words="想和爸爸一起住",
    )
    assert (made.state, made.proposed, made.level) == (_S.DONE, "g_normal", None)
    assert made.scores["total"] == 98
    assert made.scores["support.money"] == 8
    assert (made.valid_until, made.notes) == (date(2028, 11, 1), {"income": "靠奶奶的养老金"})
    assert waiting(session) == [made.id]
    county = a_viewer(Role.COUNTY_CIVIL)
    actions.decide(actor=county, assessment_id=made.id, level="g_normal")
    session.commit()
    assert (made.state, made.level, made.reason) == (_S.DECIDED, "g_normal", None)
    assert (made.decided_by, made.decided_on) == (county.account_id, TODAY)
    assert waiting(session) == []
    tags = session.scalars(select(AuditEntry.tag).where(AuditEntry.subject_id == made.id)).all()
    assert sorted(tags) == [f"assessment:{act}" for act in ("answer", "decide", "finish", "start")]
    stored = repr(session.connection().exec_driver_sql("SELECT * FROM assessment").all())
    assert "g_normal" not in stored
    assert "周老师" not in stored


def test_no_level_changes_anything_by_itself(session: Db) -> None:
    child = a_child()
    risk, due = child.risk, child.next_due_on
    an_assessment(child, but={"alone": "living"}, decided="g_absent")
    assert (child.risk, child.next_due_on, child.open_needs) == (risk, due, 0)


def test_an_assessment_with_items_missing_is_never_refused_and_stays_unfinished(
    session: Db,
) -> None:
    made = an_assessment(a_child(), but={"mood": None}, child_words="不想说")
    assert (made.state, made.proposed, made.valid_until) == (_S.DRAFT, None, None)
    assert (made.child_words, made.scores["total"]) == ("不想说", 96)
    assert waiting(session) == []
    county = a_viewer(Role.COUNTY_CIVIL)
    with pytest.raises(RuleBroken, match="不能给出结论"):
        actions.decide(actor=county, assessment_id=made.id, level="g_normal")


def test_a_missing_second_assessor_is_never_refused(session: Db) -> None:
    made = an_assessment(a_child(), decided="g_normal")
    assert made.state is _S.DECIDED
    assert made.second is None
    director = a_viewer(Role.CHILD_DIRECTOR)
    second = an_account(Role.CHILD_SUPERVISOR, login="second")
    told = {"account": str(second.id)}
    actions.name_second(actor=director, assessment_id=made.id, second=told)
    assert queries.names_of(made)[1] == second.name
    with pytest.raises(RuleBroken, match="已经登记过"):
        actions.name_second(actor=director, assessment_id=made.id, second={"name": "别人"})


@pytest.mark.parametrize("whose", ["own", "stranger"])
def test_the_second_assessor_is_another_one_of_the_place(session: Db, whose: str) -> None:
    made = an_assessment(a_child(), finished=False)
    stranger = an_account(Role.CHILD_DIRECTOR, NEXT_VILLAGE, "stranger")
    chosen = made.account_id if whose == "own" else stranger.id
    director = a_viewer(Role.CHILD_DIRECTOR)
    with pytest.raises(RuleBroken, match="没有这个人"):
        actions.finish(actor=director, assessment_id=made.id, second={"account": str(chosen)})


def test_a_decision_against_the_proposal_says_why(session: Db) -> None:
    made = an_assessment(a_child(), but={"discipline": "cruel"})
    assert made.proposed == "g_improper"
    county = a_viewer(Role.COUNTY_CIVIL)
    for reason in (None, "", " 嗯"):
        with pytest.raises(RuleBroken, match="请写明原因"):
            actions.decide(actor=county, assessment_id=made.id, level="g_normal", reason=reason)
    with pytest.raises(RuleBroken, match="没有这个等级"):
        actions.decide(actor=county, assessment_id=made.id, level="g_great", reason="核实过")
    actions.decide(actor=county, assessment_id=made.id, level="g_normal", reason="核实过，是误会")
    assert (made.level, made.proposed, made.reason) == ("g_normal", "g_improper", "核实过，是误会")


def test_what_is_decided_is_not_changed_any_more(session: Db) -> None:
    made = an_assessment(a_child(), decided="g_normal")
    director, county = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.COUNTY_CIVIL)
    with pytest.raises(RuleBroken, match="不能再改"):
        actions.answer(actor=director, assessment_id=made.id, answers={"food": "thin"}, notes={})
    with pytest.raises(RuleBroken, match="不能再改"):
        actions.finish(actor=director, assessment_id=made.id)
    with pytest.raises(RuleBroken, match="不能再改"):
        actions.decide(actor=county, assessment_id=made.id, level="g_absent", reason="改一改")


def test_a_screening_is_done_at_once_and_not_decided(session: Db) -> None:
    made = an_assessment(a_child(), template=SCREENING, but={"unhurt": "unsure"})
    assert (made.state, made.proposed, made.valid_until) == (_S.DONE, "s_full", None)
    assert waiting(session) == []
    with pytest.raises(RuleBroken, match="不用确认结论"):
        actions.decide(
            actor=a_viewer(Role.COUNTY_CIVIL), assessment_id=made.id, level="s_clear", reason="看过"
        )


def test_answers_of_other_steps_stay_and_unknown_ones_are_left_out(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    made = actions.start(actor=director, child=child, template="family_capacity", assessed_on=TODAY)
    for said in ({"food": "thin"}, {"illness": "late"}, {"food": "good", "mood": "pony"}):
        actions.answer(
            actor=director, assessment_id=made.id, answers=said, notes={"food": "瘦", "mood": None}
        )
    assert made.answers == {"food": "good", "illness": "late"}
    assert made.notes == {"food": "瘦"}


def test_what_is_begun_twice_is_gone_on_with(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    told: dict[str, Any] = {"actor": director, "child": child, "template": "family_capacity"}
    one = actions.start(**told, assessed_on=TODAY)
    session.flush()
    two = actions.start(**told, assessed_on=TODAY - timedelta(days=1))
    assert one is two
    assert two.assessed_on == TODAY - timedelta(days=1)
    other = actions.start(**{**told, "actor": a_viewer(Role.COUNTY_CIVIL)}, assessed_on=TODAY)
    assert other.id != one.id


def test_what_cannot_be_begun(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    with pytest.raises(RuleBroken, match="没有这种评估表"):
        actions.start(actor=director, child=child, template="iq_test", assessed_on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        actions.start(actor=director, child=child, template=SCREENING, assessed_on=tomorrow)
    county = a_viewer(Role.COUNTY_CIVIL)
    children.close(actor=county, child=child, reason="adopted", on=TODAY)
    with pytest.raises(RuleBroken, match="已退出"):
        actions.start(actor=director, child=child, template=SCREENING, assessed_on=TODAY)


def test_a_newer_one_takes_the_place_of_the_older(session: Db) -> None:
    child = a_child()
    old = an_assessment(child, assessed_on=date(2026, 5, 1), decided="g_normal")
    new = an_assessment(child, but={"income": "none"})
    assert old.state is _S.DECIDED  # what is decided holds until the new one is
    assert queries.newest_full(queries.of_child(child)) is new
    actions.decide(actor=a_viewer(Role.COUNTY_CIVIL), assessment_id=new.id, level="g_normal")
    assert (old.state, new.state) == (_S.SUPERSEDED, _S.DECIDED)
    assert queries.before(new, queries.of_child(child)) is old


def test_an_older_edition_of_the_form_is_still_read(session: Db) -> None:
    made = an_assessment(a_child(), but={"food": "thin"})
    made.template_version = "1999.1"
    with pytest.raises(NotFound):
        queries.template_of(made)
    made.template_version = "2026.1"
    assert queries.result_of(made).scores == made.scores


def test_when_a_child_of_a_category_is_due(session: Db) -> None:
    plain, asked = a_child(), a_child(categories=["orphan_scattered"])
    assert queries.due_of(plain, []) is None
    assert queries.due_of(asked, []) == Due(TODAY, Why.NEVER)
    an_assessment(asked)
    assert queries.due_of(asked, queries.of_child(asked)) == Due(date(2028, 11, 1), Why.EXPIRED)
    clock.fix_today(TODAY + timedelta(days=1))
    county = a_viewer(Role.COUNTY_CIVIL)
    children.set_risk(actor=county, child=asked, level=4, reason="有人夜里敲门")
    due = queries.due_of(asked, queries.of_child(asked))
    assert due == Due(TODAY + timedelta(days=1), Why.CLUE)


def test_a_weak_screening_asks_for_a_full_one(session: Db) -> None:
    child = a_child()
    an_assessment(child, template=SCREENING, but={"adult": "no"})
    found = queries.of_child(child)
    assert queries.due_of(child, found) == Due(TODAY + timedelta(days=30), Why.SCREENED)


def test_assessments_go_with_a_child_who_moves(session: Db) -> None:
    child = a_child()
    made = an_assessment(child, child_words="想搬家")
    children.move(
        actor=a_viewer(Role.COUNTY_CIVIL),
        child=child,
        region_code=NEXT_VILLAGE,
        address="新村五组",
        on=TODAY,
    )
    session.flush()
    assert made.region_code == NEXT_VILLAGE
    assert [each.child_words for each in queries.of_child(child)] == ["想搬家"]


def test_assessments_go_with_a_merged_file(session: Db) -> None:
    kept, other = a_child(), a_child(name="陈小雨")
    made = an_assessment(other, child_words="我叫小雨", decided="g_normal")
    county = a_viewer(Role.COUNTY_CIVIL)
    choice = Choice((kept.version, other.version))
    merge(actor=county, kept_id=kept.id, ended_id=other.id, choice=choice, reason="同一个孩子")
    session.flush()
    [found] = queries.of_child(kept)
    assert (found.id, found.child_words, found.level) == (made.id, "我叫小雨", "g_normal")


def test_what_is_out_of_reach_is_missing(session: Db) -> None:
    made = an_assessment(a_child())
    other = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    with pytest.raises(NotFound):
        queries.get(other, made.id)
    assert queries.get(a_viewer(Role.CHILD_DIRECTOR), made.id).region_code == VILLAGE
    assert session.scalars(select(Assessment)).one() is made
    assert best()["food"] == "good"
