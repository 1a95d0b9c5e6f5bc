"""Recording, what follows from it, and correcting."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children import actions as children
from casework.children.models import Child, RiskSpell
from casework.children.rules import ChangedMeanwhile
from casework.db.base import db, new_id
from casework.errors import RuleBroken
from casework.needs.actions import open_need
from casework.needs.models import Need, NeedStatus, NeedStep, StepKind
from casework.visits import actions, findings, queries
from casework.visits.models import Mode, Outcome, ReviewState, Visit, VisitVersion
from casework.visits.reading import need_field
from casework.visits.rules import CheckReason
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import GRANDMOTHER, a_child, an_id_number
from tests.factories.visits import a_visit, arrive, said

pytestmark = pytest.mark.usefixtures("session")

TODAY = date(2026, 11, 1)
JULY = date(2026, 7, 1)
CARER = replace(GRANDMOTHER, id_number=an_id_number(date(1958, 5, 1)))


@pytest.fixture
def child() -> Child:
    return a_child(entered_on=JULY, worker_id=a_viewer().account_id, people=[CARER])


def a_sibling() -> Child:
    """Return a child of the same carer at the same address."""
    return a_child(name="陈雨涵", entered_on=JULY, people=[CARER])


def correct(
    visit: Visit, *, version: int | None = None, reason: str = "写错了", **answers: str | list[str]
) -> Visit:
    content = said(visit.visited_on) | {name: _sent(value) for name, value in answers.items()}
    return actions.correct_visit(
        actor=a_viewer(),
        visit=visit,
        version=visit.version if version is None else version,
        content=content,
        reason=reason,
    )


def _sent(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


# Recording


def test_a_visit_carries_its_plain_facts_and_seals_the_rest(child: Child) -> None:
    visit = a_visit(child, child_wish="想妈妈")
    version = queries.newest(visit)
    assert (visit.mode, visit.outcome, visit.visited_on) == (Mode.HOME, Outcome.CHILD_SEEN, TODAY)
    assert (visit.region_code, visit.counted_region_code) == (VILLAGE, VILLAGE)
    assert (visit.review_state, visit.check_reason) == (ReviewState.RECEIVED, None)
    assert version.findings["child_wish"] == "想妈妈"
    box = db.session.scalars(select(VisitVersion.findings.column)).one()
    assert box is not None
    assert "想妈妈".encode() not in box


def test_a_visit_in_person_moves_both_due_dates_and_a_call_only_one(child: Child) -> None:
    assert child.next_due_on == child.first_due_on
    a_visit(child, visited_on=TODAY - timedelta(days=10))
    in_person = child.in_person_due_on
    a_visit(child, mode="phone")
    assert child.last_visit_on == child.first_visit_on == TODAY - timedelta(days=10)
    assert child.last_contact_on == TODAY
    assert child.in_person_due_on == in_person
    assert child.contact_due_on is not None
    assert child.contact_due_on > TODAY


def test_an_attempt_moves_nothing(child: Child) -> None:
    before = child.next_due_on
    visit = a_visit(child, outcome="not_met", not_seen_reason="out")
    assert child.last_contact_on is None
    assert child.next_due_on == before
    assert queries.newest(visit).findings["not_seen_reason"] == "out"


def test_a_late_entry_is_reckoned_with_all_the_others(child: Child) -> None:
    a_visit(child)
    a_visit(child, visited_on=TODAY - timedelta(days=30))
    assert child.first_visit_on == TODAY - timedelta(days=30)
    assert child.last_visit_on == TODAY


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-11-02", CheckReason.DATE_FUTURE),
        ("前天", CheckReason.DATE_UNREADABLE),
        ("2026-06-30", CheckReason.DATE_BEFORE_ENTRY),
    ],
)
def test_a_date_that_cannot_be_is_kept_for_checking_and_moves_nothing(
    child: Child, written: str, reason: CheckReason
) -> None:
    visit = a_visit(child, visited_on=written)
    assert (visit.review_state, visit.check_reason) == (ReviewState.TO_CHECK, reason.value)
    assert visit.visited_on <= TODAY
    assert child.last_visit_on is None
    assert child.next_due_on == child.first_due_on


def test_the_date_as_it_was_written_stays_with_the_findings(child: Child) -> None:
    visit = a_visit(child, visited_on="2038-01-19")
    assert queries.newest(visit).findings["_written_date"] == "2038-01-19"


def test_a_visit_long_ago_is_checked_and_counts(child: Child) -> None:
    visit = a_visit(child, visited_on=TODAY - timedelta(days=61))
    assert visit.check_reason == CheckReason.DATE_LONG_AGO.value
    assert child.last_visit_on == visit.visited_on


def test_only_child_and_date_are_needed(child: Child) -> None:
    submission = arrive(child.id, {"visited_on": [str(TODAY)]})
    visit = db.session.scalars(select(Visit)).one()
    assert visit.id == submission.client_id
    assert (visit.mode, visit.outcome) == (Mode.OTHER, Outcome.NOT_MET)
    assert visit.check_reason == CheckReason.OUTCOME_MISSING.value


def test_an_unreadable_answer_puts_up_for_checking_and_loses_nothing(child: Child) -> None:
    visit = a_visit(child, health="made_up", child_wish="球鞋")
    found = queries.newest(visit).findings
    assert visit.check_reason == CheckReason.ANSWERS_UNREADABLE.value
    assert found["_unread"] == {"health": ["made_up"]}
    assert found["child_wish"] == "球鞋"


def test_an_edition_that_nobody_knows_is_read_by_the_present_one(child: Child) -> None:
    visit = a_visit(child, form_version="1999.1")
    assert queries.newest(visit).form_version == "2026.2"


def test_a_child_closed_meanwhile_is_not_turned_away(child: Child) -> None:
    children.close(actor=a_viewer(Role.CHILD_SUPERVISOR), child=child, reason="adopted")
    assert a_visit(child).check_reason == CheckReason.CHILD_NOT_LISTED.value


def test_a_visit_counts_where_the_child_lived_on_that_day(child: Child) -> None:
    office = a_viewer(Role.CHILD_SUPERVISOR)
    children.move(actor=office, child=child, region_code=NEXT_VILLAGE, on=TODAY)
    visit = a_visit(child, actor=office, visited_on=TODAY - timedelta(days=1))
    assert (visit.region_code, visit.counted_region_code) == (NEXT_VILLAGE, VILLAGE)
    assert visit.check_reason == CheckReason.CHILD_MOVED.value
    assert a_visit(child, actor=office).counted_region_code == NEXT_VILLAGE


def test_flags_are_set_from_the_findings(child: Child) -> None:
    visit = a_visit(child, policies=["relief"], psych_care="talked", home_safety="not_checked")
    assert (visit.policy_told, visit.safety_checked, visit.psych_care) == (True, False, True)


def test_the_trail_names_visit_and_child_and_no_finding(child: Child) -> None:
    visit = a_visit(child, child_wish="想妈妈")
    db.session.commit()
    statement = select(AuditEntry).where(AuditEntry.tag == Tag.VISIT_RECORD.value)
    entry = db.session.scalars(statement).one()
    assert (entry.subject_id, entry.child_id) == (visit.id, child.id)
    assert entry.facts == {"mode": "home", "outcome": "child_seen"}


# What follows


def test_each_need_opens_a_task_with_owner_and_date(child: Child) -> None:
    visit = a_visit(
        child,
        health="medical_need",
        health_detail="咳了半个月",
        health_needs="medical",
        needs="psych",
    )
    needs = {need.kind: need for need in db.session.scalars(select(Need))}
    assert set(needs) == {"medical", "psych"}
    medical = needs["medical"]
    assert medical.detail == "身体：要看病、要康复，有困难：咳了半个月"
    assert (medical.visit_id, medical.account_id) == (visit.id, a_viewer().account_id)
    assert medical.due_on > TODAY
    assert needs["psych"].detail is None
    assert child.open_needs == 2


def test_raising_the_risk_takes_effect_at_once(child: Child) -> None:
    a_visit(child, guardianship="absent", guardianship_detail="奶奶住院", guardianship_raise="y")
    assert child.risk == 4
    spell = db.session.scalars(select(RiskSpell).where(RiskSpell.until_on.is_(None))).one()
    assert spell.reason == "走访发现：照护得怎么样：没人照护：奶奶住院"
    assert child.in_person_due_on == TODAY + timedelta(days=7)


def test_a_worker_proposes_a_lower_risk_and_the_office_sets_it(child: Child) -> None:
    visit = a_visit(child, risk_after="1", risk_reason="父亲回来了")
    said_then = findings.answers_of(visit, queries.newest(visit).findings)
    assert child.risk == 2
    assert actions.waits_for_office(a_viewer(), child, said_then)
    a_visit(child, actor=a_viewer(Role.CHILD_SUPERVISOR), risk_after="1", risk_reason="父亲回来了")
    assert child.risk == 1


def test_a_rule_of_another_register_does_not_lose_the_visit(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_facts: object) -> None:
        raise RuleBroken("没有这种需求。")

    monkeypatch.setattr("casework.needs.actions.open_need", refuse)
    visit = a_visit(child, needs="psych")
    assert visit.check_reason == CheckReason.FOLLOW_UP_REFUSED.value
    assert child.last_visit_on == TODAY


# Siblings


def test_siblings_seen_in_one_go_get_a_visit_each(child: Child) -> None:
    sibling = a_sibling()
    submission = arrive(
        child.id, said(siblings=[str(sibling.id)], home_safety="gas", psych="watch")
    )
    main, other = queries.several(a_viewer(), actions.visit_ids(submission))
    if main[0].child_id != child.id:
        main, other = other, main
    assert main[0].encounter_id == other[0].encounter_id == submission.client_id
    assert other[0].outcome is Outcome.CHILD_SEEN
    assert other[0].safety_checked
    assert other[1].findings["home_safety"] == ["gas"]
    assert "psych" not in other[1].findings
    assert sibling.last_visit_on == TODAY
    arrive(child.id, said(client_id=submission.client_id, siblings=[str(sibling.id)]))
    assert len(db.session.scalars(select(Visit)).all()) == 2


def test_somebody_who_does_not_live_there_is_no_sibling(child: Child) -> None:
    stranger = a_child(name="周小满", people=(), address="柳树村一组1号")
    visit = a_visit(child, siblings=[str(stranger.id)])
    assert visit.check_reason == CheckReason.ANSWERS_UNREADABLE.value
    assert queries.newest(visit).findings["_unread"] == {"siblings": [str(stranger.id)]}
    assert stranger.last_visit_on is None


# Correcting


def test_a_correction_is_a_new_version_and_the_old_one_stays(child: Child) -> None:
    visit = correct(a_visit(child), outcome="not_met", not_seen_reason="out", reason="点错了")
    newest, first = queries.versions(visit)
    assert (newest.n, first.n, visit.version) == (2, 1, 2)
    assert (first.outcome, newest.outcome) == (Outcome.CHILD_SEEN, Outcome.NOT_MET)
    assert newest.reason == "点错了"
    assert visit.outcome is Outcome.NOT_MET
    assert not visit.safety_checked
    assert child.last_visit_on is None


def test_a_corrected_date_moves_the_due_dates(child: Child) -> None:
    visit = a_visit(child, visited_on="2038-01-19")
    correct(visit, visited_on="2026-10-30")
    assert (visit.review_state, visit.check_reason) == (ReviewState.RECEIVED, None)
    assert visit.visited_on == date(2026, 10, 30)
    assert child.last_visit_on == date(2026, 10, 30)


def test_a_stale_correction_is_refused_and_the_same_one_twice_is_not(child: Child) -> None:
    visit = a_visit(child)
    correct(visit, health="minor", version=1)
    assert correct(visit, health="minor", version=1).version == 2
    with pytest.raises(ChangedMeanwhile):
        correct(visit, health="illness", version=1)
    assert visit.version == 2


def test_a_correction_that_changes_nothing_is_refused(child: Child) -> None:
    with pytest.raises(RuleBroken, match="没有变化"):
        correct(a_visit(child))


@pytest.mark.parametrize("written", ["", "2026-11-02", "2026-02-30"])
def test_a_correction_needs_a_day_that_can_be(child: Child, written: str) -> None:
    visit = a_visit(child)
    with pytest.raises(RuleBroken, match="走访日期") as broken:
        correct(visit, visited_on=written)
    assert broken.value.field == "visited_on"
    assert visit.version == 1


def test_a_correction_refuses_what_the_form_does_not_offer(child: Child) -> None:
    with pytest.raises(RuleBroken) as broken:
        correct(a_visit(child), health="made_up")
    assert broken.value.field == "health"


def test_needs_stay_open_through_corrections_and_open_once(child: Child) -> None:
    visit = a_visit(child, needs="psych")
    correct(visit, needs="medical")
    correct(visit, health="minor")
    assert queries.newest(visit).findings["needs"] == ["medical", "psych"]
    assert sorted(need.kind for need in db.session.scalars(select(Need))) == ["medical", "psych"]


def test_a_risk_said_before_is_not_set_again_by_a_correction(child: Child) -> None:
    visit = a_visit(child, risk_after="3", risk_reason="辍学")
    children.set_risk(
        actor=a_viewer(Role.CHILD_SUPERVISOR), child=child, level=2, reason="已返校复学"
    )
    correct(visit, risk_after="3", risk_reason="辍学", health="minor")
    assert child.risk == 2


def test_findings_of_the_home_stay_marked_through_a_correction(child: Child) -> None:
    sibling = a_sibling()
    submission = arrive(child.id, said(siblings=[str(sibling.id)]))
    taken = db.session.get(Visit, actions.visit_ids(submission)[1])
    assert taken is not None
    correct(taken)
    assert queries.newest(taken).findings["_taken_from"] == str(submission.client_id)


def test_a_visit_id_is_the_one_that_the_form_was_opened_with(child: Child) -> None:
    client_id = uuid4()
    arrive(child.id, said(client_id=client_id))
    assert db.session.get(Visit, client_id) is not None


# Needs that were open


def test_a_visit_settles_what_was_promised(child: Child) -> None:
    needs = [
        open_need(actor=a_viewer(), child=child, kind=kind, detail=None)
        for kind in ("medical", "goods", "money", "psych")
    ]
    db.session.flush()
    said_of = dict(zip(needs[:3], ("solved", "dropped", "still"), strict=True))
    told: dict[str, Any] = {need_field(need.id): answer for need, answer in said_of.items()}
    visit = a_visit(child, **told, psych="refer", psych_detail="闷闷不乐", psych_needs="psych")
    assert visit.check_reason is None
    assert [need.status.value for need in needs] == ["solved", "dropped", "open", "open"]
    # Found again, the need that is open already is told of it, and no second one is opened.
    assert child.open_needs == 2
    steps = {
        s.need_id: s for s in db.session.scalars(select(NeedStep)) if s.kind is StepKind.VISITED
    }
    assert set(steps) == {needs[2].id, needs[3].id}


def test_a_visit_is_never_refused_for_what_it_says_of_a_need(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = open_need(actor=a_viewer(), child=child, kind="medical", detail=None)
    db.session.flush()
    told: dict[str, Any] = {need_field(need.id): "perhaps"}
    assert a_visit(child, **told).check_reason == CheckReason.ANSWERS_UNREADABLE.value
    told = {need_field(new_id()): "solved"}
    assert a_visit(child, **told).check_reason is None

    def refuse(**_facts: object) -> None:
        raise ValueError

    monkeypatch.setattr("casework.needs.actions.close_need", refuse)
    told = {need_field(need.id): "solved"}
    assert a_visit(child, **told).check_reason is None
    assert need.status is NeedStatus.OPEN
