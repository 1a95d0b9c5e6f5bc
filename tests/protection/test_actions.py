from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions as children
from casework.children import queries as register
from casework.children.models import Child, Status
from casework.errors import RuleBroken
from casework.guardianship import actions as guardianship
from casework.guardianship import queries as histories
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.inbox.models import Kind, Task
from casework.needs import queries as needs
from casework.protection import actions, queries, rules
from casework.protection.actions import Beginning
from casework.protection.models import (
    Circle,
    EndReason,
    ProtectionCase,
    ProtectionStep,
    State,
    StepKind,
)
from tests.factories.accounts import VILLAGE, a_viewer
from tests.factories.children import FACTS, a_child
from tests.protection.cases import TOLD, Db, a_case, county, decided, township

TODAY = date(2026, 11, 1)
NOTHING = Beginning()


def kinds_of(child: Child, case: ProtectionCase) -> list[StepKind]:
    return [StepKind(step.kind) for step in queries.steps_of(child, case)]


def tasks(session: Db, child: Child, *kinds: Kind) -> list[Task]:
    statement = select(Task).where(Task.child_id == child.id, Task.kind.in_(kinds))
    return list(session.scalars(statement.where(Task.done_at.is_(None)).order_by(Task.id)))


def protected(case: ProtectionCase, state: State = State.BEGUN) -> bool:
    return State(case.state) is state and case.closed_on is None


def test_the_township_acts_and_the_county_is_asked(session: Db) -> None:
    child, case = a_case()
    session.commit()
    assert protected(case)
    assert (case.begun_on, case.placed_on, case.due_on) == (TODAY, TODAY, date(2026, 11, 4))
    assert (case.limit_on, case.review_on) == (date(2027, 11, 1), date(2027, 1, 30))
    guardian, care = histories.guardianship_on(child, TODAY), histories.care_on(child, TODAY)
    assert guardian is not None
    assert care is not None
    assert (guardian.kind, guardian.reason) == ("temp_village", "依法先行照料")
    assert (care.arrangement, care.place) == ("rescue_body", "青禾县救助保护中心")
    [asked] = tasks(session, child, Kind.SUBMITTED)
    assert (asked.office_code, asked.permission) == ("990101000000", "protection:decide")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.tag == "protection:begin"))
    assert [entry.facts for entry in entries] == [{}]


def test_the_stored_rows_tell_neither_why_nor_where_nor_how_it_ended(session: Db) -> None:
    child, case = a_case()
    actions.return_home(actor=township(), child=child, case=case, words="已去家里看过")
    session.commit()
    connection = session.connection()
    for model in (ProtectionCase, ProtectionStep, GuardianshipSpell, CareSpell, Task):
        table = model.__table__
        stored = repr(connection.execute(select(*table.columns)).all())
        for word in ("harms", "rescue", "begun", "returned", "temporary", "village", "police"):
            assert word not in stored, (model, word)


BEGINNINGS: dict[str, Callable[[], Child]] = {
    "on the list": a_child,
    "without an ID number": lambda: a_child(facts=replace(FACTS, no_id_reason="unidentified")),
    "without any relative": lambda: a_child(people=()),
    "without a category": lambda: a_child(categories=()),
    "a draft": lambda: a_child(status=Status.DRAFT),
    "not reviewed": lambda: a_child(status=Status.SUBMITTED),
    "given back": lambda: a_child(status=Status.RETURNED),
    "without a worker": lambda: a_child(worker_id=None),
    "of a worker of another region": lambda: a_child(
        worker_id=a_viewer(Role.CHILD_DIRECTOR, "990102001001").account_id
    ),
}


def test_beginning_is_never_refused_whatever_is_missing(session: Db) -> None:
    for name, make in BEGINNINGS.items():
        child = make()
        case = actions.begin(actor=township(), child=child, told=NOTHING)
        session.flush()
        assert protected(case), name
        assert case.grounds == [rules.UNCLEAR], name
        assert case.placed_on is None, name
        assert histories.guardianships_of(child)[0].kind == "temp_village", name
        assert tasks(session, child, Kind.SUBMITTED), name


def test_beginning_is_never_refused_for_a_paused_or_closed_file_which_is_put_up(
    session: Db,
) -> None:
    paused, closed = a_child(), a_child()
    children.suspend(actor=county(), child=paused, reason="外出")
    children.close(actor=county(), child=closed, reason="parents_returned")
    told = replace(TOLD, relief=["money"])
    for child in (paused, closed):
        assert protected(actions.begin(actor=township(), child=child, told=told))
    session.flush()
    assert tasks(session, paused, Kind.TO_CHECK) == []
    [check] = tasks(session, closed, Kind.TO_CHECK)
    assert check.office_code == "990101001000"
    assert len(needs.of_child(paused)) == 1
    assert list(needs.of_child(closed)) == []


def test_beginning_is_never_refused_for_odd_words_or_days_or_histories(session: Db) -> None:
    child = a_child()
    guardianship.begin_guardianship(actor=county(), child=child, kind="agreed")
    told = Beginning(
        grounds=["pony"], placement="pony", relief=["pony"], begun_on=TODAY - timedelta(days=3)
    )
    case = actions.begin(actor=township(), child=child, told=told)
    session.flush()
    assert protected(case)
    assert (case.grounds, case.placement, case.begun_on) == (["unclear"], None, date(2026, 10, 29))
    assert histories.guardianship_on(child, TODAY).kind == "temp_village"  # type: ignore[union-attr]
    assert len(tasks(session, child, Kind.TO_CHECK)) == 1
    ahead = replace(NOTHING, begun_on=TODAY + timedelta(days=9))
    assert actions.begin(actor=township(), child=a_child(), told=ahead).begun_on == TODAY


def test_beginning_is_never_refused_where_guardianship_cannot_be_written(
    session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_told: Any) -> None:
        raise RuleBroken("不行")

    monkeypatch.setattr(guardianship, "begin_guardianship", refuse)
    child, case = a_case()
    session.flush()
    assert protected(case)
    assert tasks(session, child, Kind.TO_CHECK)
    assert len(histories.care_of(child)) == 1


def test_a_child_without_a_file_is_never_refused(session: Db) -> None:
    a_child()  # loads the practice
    case = actions.begin_found(
        actor=township(), region_code=VILLAGE, name=None, sex=None, told=NOTHING
    )
    session.flush()
    child = session.get_one(Child, case.child_id)
    assert (child.name, child.birth_on, child.status) == ("身份不明儿童", None, Status.ACTIVE)
    assert protected(case)
    again = actions.begin_found(
        actor=township(), region_code=VILLAGE, name="小石头", sex="1", told=TOLD
    )
    assert again.child_id != case.child_id


def test_protected_twice_is_protected_once_and_nothing_is_lost(session: Db) -> None:
    child, case = a_case(Beginning(words="夜里送来"))
    same = actions.begin(actor=township(), child=child, told=Beginning(words="夜里送来"))
    assert same is case
    assert kinds_of(child, case) == [StepKind.BEGUN]
    more = Beginning(grounds=["guardian_refuses"], placement="foster", words="父亲不肯接")
    assert actions.begin(actor=county(), child=child, told=more) is case
    session.flush()
    assert kinds_of(child, case) == [StepKind.ADDED, StepKind.BEGUN]
    assert (case.grounds, case.placement) == (["guardian_refuses"], "foster")
    assert len(tasks(session, child, Kind.SUBMITTED)) == 1


def test_relief_is_a_need_with_a_short_term(session: Db) -> None:
    child, _case = a_case(replace(TOLD, relief=["money", "goods"]))
    session.flush()
    assert {need.kind for need in needs.of_child(child)} == {"money", "goods"}
    assert {need.due_on for need in needs.of_child(child)} == {date(2026, 11, 4)}


def test_the_county_decides_and_the_limit_counts_from_its_guardianship(session: Db) -> None:
    child, case = a_case(replace(TOLD, begun_on=date(2026, 10, 20)))
    actions.decide(
        actor=county(), child=child, case=case, from_on=date(2026, 10, 25), decided_by="民政局"
    )
    session.flush()
    assert protected(case, State.TEMPORARY)
    assert (case.decided_on, case.limit_on) == (TODAY, date(2027, 10, 25))
    spells = histories.guardianships_of(child)
    assert [(spell.kind, spell.from_on, spell.until_on) for spell in spells] == [
        ("temp_civil", date(2026, 10, 25), None),
        ("temp_village", date(2026, 10, 20), date(2026, 10, 25)),
    ]
    assert spells[0].reason == "依法临时监护"
    assert tasks(session, child, Kind.SUBMITTED) == []
    with pytest.raises(RuleBroken):
        actions.decide(actor=county(), child=child, case=case)


def test_a_decision_is_never_refused_for_a_missing_paper(session: Db) -> None:
    child, case = a_case(NOTHING)
    actions.decide(actor=county(), child=child, case=case)
    actions.go_long(actor=county(), child=child, case=case, ground="parents_dead")
    session.flush()
    assert State(case.state) is State.LONG
    assert set(rules.missing(case.papers)) == set(case.papers)
    assert histories.guardianships_of(child)[0].kind == "long_civil"


def test_without_a_decision_what_was_begun_stands_and_the_county_is_told_again(
    session: Db, today: date
) -> None:
    child, case = a_case()
    assert actions.remind(TODAY) == 0
    clock.fix_today(date(2026, 11, 5))
    assert actions.remind(clock.today()) == 1
    assert actions.remind(clock.today()) == 0
    assert protected(session.get_one(ProtectionCase, case.id))
    case = session.get_one(ProtectionCase, case.id)
    actions.decide(actor=county(), child=session.get_one(Child, child.id), case=case)
    assert tasks(session, child, Kind.DUE, Kind.SUBMITTED) == []


def test_a_limit_that_is_past_ends_nothing(session: Db) -> None:
    child, case = decided()
    clock.fix_today(date(2028, 6, 1))
    actions.remind(clock.today())
    due = [task.key.split(":", 2)[2].split(":")[0] for task in tasks(session, child, Kind.DUE)]
    assert sorted(due) == ["limit", "review"]
    case = session.get_one(ProtectionCase, case.id)
    assert protected(case, State.TEMPORARY)
    child = session.get_one(Child, child.id)
    actions.review(actor=township(), child=child, case=case, words="还不能回家", opinion="想奶奶")
    assert case.review_on == date(2028, 8, 30)
    assert case.due_on == case.limit_on
    [limit] = tasks(session, child, Kind.DUE)
    assert "limit" in limit.key


def test_a_birthday_is_told_of_without_telling_the_day(session: Db) -> None:
    child, case = decided(facts=replace(FACTS, birth_on=date(2009, 2, 20)))
    session.commit()
    assert actions.remind(TODAY) == 1
    [told] = tasks(session, child, Kind.DUE)
    assert (told.key, told.due_on) == (f"due:{case.id}:18", None)
    clock.fix_today(date(2027, 3, 1))
    assert protected(session.get_one(ProtectionCase, case.id), State.TEMPORARY)


def test_home_again_to_whom_it_was_with_and_without_an_assessment(session: Db) -> None:
    child = a_child()
    [(grandmother, _person)] = register.people_of(child)
    guardianship.begin_guardianship(
        actor=county(), child=child, kind="kin_statutory", guardians=[grandmother.id]
    )
    case = actions.begin(actor=township(), child=child, told=TOLD)
    actions.return_home(
        actor=township(),
        child=child,
        case=case,
        words="奶奶出院，去家里看过",
        guardianship="kin_statutory",
        arrangement="relatives",
    )
    session.flush()
    assert (State(case.state), case.closed_on) == (State.RETURNED, TODAY)
    now, care = histories.guardianships_of(child)[0], histories.care_of(child)[0]
    assert (now.kind, now.guardians, now.reason) == (
        "kin_statutory", [str(grandmother.id)], "监护情况变更",
    )  # fmt: skip
    assert (care.arrangement, care.place) == ("relatives", None)
    assert queries.steps_of(child, case)[0].facts["without_assessment"] == "y"
    assert tasks(session, child, *Kind) == []
    with pytest.raises(RuleBroken):
        actions.end(actor=county(), child=child, case=case, reason=EndReason.OTHER)


def test_placements_follow_one_another_and_the_first_is_counted(session: Db) -> None:
    child, case = a_case(replace(NOTHING, begun_on=date(2026, 10, 1)))
    assert case.placed_on is None
    for day, where in ((20, "kin_placement"), (25, "welfare_institution")):
        actions.place(
            actor=township(), child=child, case=case, placement=where, on=date(2026, 10, day)
        )
    session.flush()
    assert case.placed_on == date(2026, 10, 20)
    assert [spell.arrangement for spell in histories.care_of(child)] == [
        "welfare_institution", "kin_placement",
    ]  # fmt: skip
    rows = session.execute(queries.placed(county(), date(2026, 10, 1), date(2026, 10, 31))).all()
    assert [row.child_id for row in rows] == [child.id]
    assert session.execute(queries.placed(county(), TODAY, TODAY)).all() == []
    for wrong in ({"placement": "pony"}, {"placement": "foster", "on": date(2026, 9, 30)}):
        with pytest.raises(RuleBroken):
            actions.place(actor=township(), child=child, case=case, **wrong)


def test_a_paper_comes_and_is_taken_back(session: Db) -> None:
    child, case = a_case()
    for came in ("2026-11-01", None):
        for _twice in range(2):
            actions.take_paper(
                actor=township(), child=child, case=case, paper="health_check", is_there=bool(came)
            )
        session.flush()
        session.refresh(case)
        assert case.papers["health_check"]["on"] == came
    assert kinds_of(child, case).count(StepKind.PAPER) == 2
    with pytest.raises(RuleBroken):
        actions.take_paper(actor=township(), child=child, case=case, paper="pony")


def test_the_place_stays_out_of_the_file_where_only_the_county_knows(session: Db) -> None:
    child, case = a_case(replace(TOLD, circle=Circle.COUNTY), actor=county())
    session.flush()
    assert histories.care_of(child)[0].place is None
    assert case.place == "青禾县救助保护中心"
    for wrong in (Circle.COUNTY,):
        with pytest.raises(RuleBroken):
            actions.tell_circle(actor=township(), child=child, case=case, circle=wrong)
    actions.tell_circle(actor=county(), child=child, case=case, circle=Circle.OFFICES)
    assert case.circle == "offices"


def test_steps_belong_to_their_protection(session: Db) -> None:
    child, first = a_case()
    actions.end(actor=township(), child=child, case=first, reason=EndReason.FOUND, words="接走")
    second = actions.begin(actor=township(), child=child, told=NOTHING)
    session.flush()
    assert second is not first
    assert kinds_of(child, first) == [StepKind.ENDED, StepKind.BEGUN]
    assert queries.open_of(child) is second
    assert session.scalars(select(ProtectionStep)).all()


def test_going_home_is_never_refused_for_a_missing_assessment_or_guardian(
    session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = guardianship.begin_guardianship

    def picky(**told: Any) -> object:
        if told.get("guardians"):
            raise RuleBroken("监护人不在档案里", "guardians")
        return write(**told)

    child = a_child()
    [(grandmother, _person)] = register.people_of(child)
    write(actor=county(), child=child, kind="agreed", guardians=[grandmother.id])
    case = actions.begin(actor=township(), child=child, told=TOLD)
    monkeypatch.setattr(guardianship, "begin_guardianship", picky)
    actions.return_home(
        actor=county(), child=child, case=case, words="看过家里", guardianship="agreed"
    )
    session.flush()
    assert State(case.state) is State.RETURNED
    now = histories.guardianships_of(child)[0]
    assert (now.kind, now.guardians) == ("agreed", [])
    assert tasks(session, child, Kind.TO_CHECK)
