"""Recording what is known: kept whatever is missing, sealed, and never beyond one's reach."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions as children_acts
from casework.children import queries as children
from casework.children.actions import Choice
from casework.children.facts import PersonFacts
from casework.children.models import Child, ChildChange, Status
from casework.eligibility import actions, queries
from casework.eligibility.explanation import Outcome, Stand
from casework.eligibility.facts import Known, Paper
from casework.eligibility.models import ParentCondition
from casework.eligibility.overview import Difference, differences
from casework.eligibility.showing import coming_up
from casework.errors import RuleBroken
from casework.people.models import Part
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child
from tests.factories.register import acting

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
MOTHER = PersonFacts(part=Part.MOTHER, name="刘芳", relation="52")
DEAD = Known(code="deceased", since_on=date(2020, 5, 1))
#: Six months are full on 3 December.
LOST = Known(code="lost_contact", since_on=date(2026, 6, 3), papers=(Paper("police_receipt"),))


def a_family(
    name: str = "陈雨桐", place: str = VILLAGE, category: str = "left_behind_rural"
) -> Child:
    return a_child(
        name=name,
        region_code=place,
        categories=(category,),
        people=(GRANDMOTHER, FATHER, MOTHER),
        actor=a_viewer(Role.COUNTY_CIVIL, f"{place[:6]}000000"),
    )


def record(child: Child, part: Part, known: Known) -> ParentCondition:
    actor = a_viewer(Role.CHILD_DIRECTOR)
    return actions.record_condition(actor=actor, child=child, part=part.value, known=known)[0]


def test_what_is_recorded_is_sealed_and_explains_the_child(session: Db) -> None:
    child = a_family()
    record(child, Part.FATHER, DEAD)
    row = record(child, Part.MOTHER, replace(LOST, note="出走多年"))
    session.commit()
    told = queries.explanation_of(child)
    assert (told.outcome, told.qualifies_on) == (Outcome.NOT_ELIGIBLE, date(2026, 12, 3))
    assert queries.explanation_of(child, date(2026, 12, 3)).proposal == "de_facto_unsupported"
    stored = repr(session.connection().exec_driver_sql("SELECT * FROM parent_condition").all())
    assert not any(word in stored for word in ("deceased", "lost", "mother", "2026-06-03", "出走"))
    entry = session.scalars(
        select(AuditEntry).where(
            AuditEntry.tag == "condition:record", AuditEntry.subject_id == row.id
        )
    ).one()
    assert (entry.child_id, entry.facts) == (child.id, {})


@pytest.mark.parametrize(
    "known",
    [
        Known(code="lost_contact"),
        Known(code="imprisoned"),
        Known(code="severe_disability"),
        Known(code="severe_illness"),
        Known(code="parent_unknown"),
    ],
)
def test_a_condition_without_date_or_paper_is_never_refused(session: Db, known: Known) -> None:
    child = a_child()  # the file names no parent either
    record(child, Part.FATHER, DEAD)
    row = record(child, Part.MOTHER, known)
    assert row.link_id is None
    assert queries.explanation_of(child).outcome is Outcome.CANNOT_TELL


def test_a_condition_of_a_child_whose_file_is_closed_is_never_refused(session: Db) -> None:
    child = a_family()
    county = a_viewer(Role.COUNTY_CIVIL)
    children_acts.close(actor=county, child=child, reason="adopted", on=TODAY, note="由亲戚收养")
    assert child.status is Status.CLOSED
    record(child, Part.FATHER, DEAD)
    assert queries.explanation_of(child).parents[0].stand is Stand.GONE


@pytest.mark.parametrize(
    ("part", "known", "field"),
    [
        ("father", Known(code="pony"), "code"),
        ("father", Known(code="working_away"), "code"),
        ("father", Known(code="adopted"), "code"),
        ("child", DEAD, "code"),
        ("carer", DEAD, "code"),
        ("father", replace(DEAD, since_on=TODAY + timedelta(days=1)), "since_on"),
        ("father", replace(DEAD, until_on=DEAD.since_on), "until_on"),
    ],
)
def test_what_cannot_be_is_refused(session: Db, part: str, known: Known, field: str) -> None:
    actor = a_viewer(Role.CHILD_DIRECTOR)
    with pytest.raises(RuleBroken) as refusal:
        actions.record_condition(actor=actor, child=a_family(), part=part, known=known)
    assert refusal.value.field == field


def test_a_change_keeps_what_was_said_before(session: Db) -> None:
    child, actor = a_family(), a_viewer(Role.CHILD_SUPERVISOR)
    row = record(child, Part.MOTHER, LOST)
    assert actions.change_condition(actor=actor, child=child, row=row, known=LOST) is row
    told = replace(LOST, since_on=date(2026, 5, 1))
    new = actions.change_condition(actor=actor, child=child, row=row, known=told)
    session.flush()
    assert queries.conditions_of(child) == [new]
    assert (row.withdrawn_at is not None, row.since_on) == (True, LOST.since_on)
    over = actions.end_condition(actor=actor, child=child, row=new, until_on=date(2026, 10, 20))
    with pytest.raises(RuleBroken):
        actions.end_condition(actor=actor, child=child, row=over, until_on=date(2026, 1, 1))
    assert queries.explanation_of(child).parents[1].stand is Stand.NONE
    actions.withdraw(actor=actor, child=child, row=over)
    session.flush()
    assert queries.conditions_of(child) == []
    assert queries.explanation_of(child).parents[1].items == ()


def test_brothers_and_sisters_in_reach_are_told_of_once_each(session: Db, app: Flask) -> None:
    near = [a_family(name=name) for name in ("陈一", "陈二")]
    far = a_family(name="陈三", place=NEXT_VILLAGE)
    stranger = a_family(name="陈四", place=STRANGE_VILLAGE)
    [own] = [k for k, _p in children.people_of(near[0]) if k.part == Part.MOTHER.value]
    for child in (near[1], far, stranger):
        [link] = [k for k, _p in children.people_of(child) if k.part == Part.MOTHER.value]
        link.person_id = own.person_id
    ids = [child.id for child in (*near, far, stranger)]
    director = a_viewer(Role.CHILD_DIRECTOR)
    with acting(app, director):
        child = children.get(director, ids[0])
        shared = [tie.child.id for tie in queries.sharing(director, child, Part.MOTHER)]
        assert shared == [ids[1]]
        said = {"actor": director, "child": child, "part": "mother", "known": LOST, "also": ids}
        assert len(actions.record_condition(**said)) == 2  # type: ignore[arg-type]
        session.flush()
        actions.record_condition(**said)  # type: ignore[arg-type]
    rows = session.scalars(select(ParentCondition)).all()
    assert {row.child_id for row in rows} == set(ids[:2])
    assert len(rows) == 2
    assert all(row.code == "lost_contact" and row.link_id for row in rows)


def test_a_parent_who_is_another_person_brings_no_condition_along(session: Db) -> None:
    child, county = a_family(), a_viewer(Role.COUNTY_CIVIL)
    record(child, Part.FATHER, DEAD)
    [link] = [k for k, _p in children.people_of(child) if k.part == Part.FATHER.value]
    link.until_on = TODAY
    session.flush()
    assert queries.explanation_of(child).parents[0].stand is Stand.GONE
    children_acts.set_person(
        actor=county,
        child=child,
        version=child.version,
        facts=replace(FATHER, name="李建国", phone=None),
    )
    session.flush()
    assert queries.explanation_of(child).parents[0].stand is Stand.NONE


def test_an_adoption_ends_it(session: Db) -> None:
    child, actor = a_family(), a_viewer(Role.COUNTY_CIVIL)
    for part in (Part.FATHER, Part.MOTHER):
        record(child, part, DEAD)
    assert queries.explanation_of(child).proposal == "orphan"
    adopted = Known(code="adopted", since_on=date(2026, 9, 1))
    actions.record_condition(actor=actor, child=child, part="child", known=adopted)
    session.flush()
    assert queries.explanation_of(child).proposal is None
    assert queries.explanation_of(child, date(2026, 8, 31)).proposal == "orphan"


def test_where_a_parent_is_and_was_heard_of_stands_in_the_history(session: Db) -> None:
    child, actor = a_family(), a_viewer(Role.CHILD_DIRECTOR)
    [link] = [k for k, _p in children.people_of(child) if k.part == Part.FATHER.value]
    told = {"whereabouts": "在苏州的电子厂", "heard_on": date(2026, 10, 1)}
    actions.note_whereabouts(actor=actor, child=child, link=link, **told)  # type: ignore[arg-type]
    session.flush()
    assert (link.whereabouts, link.heard_on) == tuple(told.values())
    changed = select(ChildChange).where(ChildChange.child_id == child.id)
    assert {c.field: c.new for c in session.scalars(changed)} == {
        "father.whereabouts": "在苏州的电子厂",
        "father.heard_on": "2026-10-01",
    }
    with pytest.raises(RuleBroken):
        actions.note_whereabouts(
            actor=actor,
            child=child,
            link=link,
            whereabouts=None,
            heard_on=TODAY + timedelta(days=1),
        )


def test_rows_go_where_the_child_goes_and_with_a_merged_file(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    kept, ended = a_family(), a_family(place=NEXT_VILLAGE)
    record(kept, Part.FATHER, DEAD)
    actions.record_condition(actor=county, child=ended, part="mother", known=LOST)
    session.commit()
    choice = Choice(versions=(kept.version, ended.version))
    children_acts.merge(
        actor=county, kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一个孩子建了两份"
    )
    session.commit()
    assert {row.code for row in queries.conditions_of(kept)} == {"deceased", "lost_contact"}
    children_acts.move(actor=county, child=kept, region_code=NEXT_VILLAGE)
    session.commit()
    assert {row.region_code for row in queries.conditions_of(kept)} == {NEXT_VILLAGE}
    assert queries.explanation_of(kept).qualifies_on == date(2026, 12, 3)


def test_what_comes_up_and_where_rule_and_register_differ(session: Db, app: Flask) -> None:
    director, county = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.COUNTY_CIVIL)
    soon, now, right, wrong, far = (
        a_family(name, place, category)
        for name, category, place in (
            ("陈将要", "left_behind_rural", VILLAGE),
            ("陈已经", "left_behind_rural", VILLAGE),
            ("陈在册", "de_facto_unsupported", VILLAGE),
            ("陈不再", "orphan_scattered", VILLAGE),
            ("陈远处", "left_behind_rural", STRANGE_VILLAGE),
        )
    )
    jailed = Known(code="imprisoned", since_on=date(2026, 10, 20), months=24)
    leaving = replace(jailed, since_on=date(2024, 1, 1), until_on=date(2026, 11, 20))
    for child, mother in ((soon, LOST), (now, jailed), (right, leaving), (far, jailed)):
        record(child, Part.FATHER, DEAD)
        record(child, Part.MOTHER, mother)
    record(wrong, Part.MOTHER, DEAD)
    ids = {child.id: child.name for child in (soon, now, right, wrong, far)}
    with acting(app, director):
        found = [
            (each.on, ids[each.child_id], str(each.about))
            for each in coming_up(director, TODAY, TODAY + timedelta(days=40))
        ]
    assert sorted(found) == [
        (date(2026, 10, 20), "陈已经", "已符合“事实无人抚养儿童”的条件，请商量申请"),
        (date(2026, 11, 20), "陈在册", "母亲的情形到期，请重新核对"),
        (date(2026, 12, 3), "陈将要", "将要符合“事实无人抚养儿童”的条件"),
    ]
    with acting(app, county):
        told = differences(county, TODAY)
        listed = {
            kind: [ids[each.child.id] for each in children_] for kind, children_ in told.items()
        }
    assert listed == {
        Difference.TO_PROPOSE: ["陈已经"],
        Difference.SOON: ["陈将要"],
        Difference.TO_REVIEW: ["陈不再"],
    }
