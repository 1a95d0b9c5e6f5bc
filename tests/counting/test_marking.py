"""Whatever writes what is counted leaves a mark: each act, and each statement by hand."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import casework
from casework.accounts.permissions import Role
from casework.children import actions as children
from casework.children.facts import CategoryFacts, Enrolment
from casework.children.models import Child, Status, StatusSpell, Stay
from casework.clock import Month
from casework.counting import counters, kept
from casework.counting.queries import basis_of, count
from casework.counting.recount import differences
from casework.db.base import db
from casework.marks.models import Mark
from casework.visits.models import ReviewState
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import FACTS, a_child
from tests.factories.visits import a_visit

MONTHS = [Month(2026, month) for month in (9, 10, 11)]
SINCE = date(2026, 9, 10)

#: Statements past the session that touch what is counted, and why each needs no mark.
PAST_THE_SESSION = {
    "allowances/actions/batches.py": "payments of an earlier file: no column that counts",
    "children/actions/places.py": "a file that moves: no column that counts changes",
    "cli/demo/batch.py": "an empty database: the load ends with building its months",
    "volunteers/actions/keeping.py": "a volunteer who moves to another list: nobody's file",
}
_TABLES = r"(?:Stay|StatusSpell|CategoryMembership|RiskSpell|Visit|model|kind)"
_BY_HAND = re.compile(
    rf"\b(?:insert|update|delete)\(\s*{_TABLES}\s*[,)]|\bshape_of\(\s*{_TABLES}\b"
    r"|(?:INSERT INTO|UPDATE|DELETE FROM) (?:stay|status_spell|\w+_membership|risk_spell|visit)\b"
)


def test_every_statement_past_the_session_is_known() -> None:
    source = Path(casework.__file__).parent
    own = {"db/bulk.py", "counting/counters.py"}  # it tells the marks; it deletes counters only
    found = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if _BY_HAND.search(file.read_text(encoding="utf-8"))
    }
    assert found - own == PAST_THE_SESSION.keys()


@pytest.mark.parametrize(
    "line", ["update(Visit).where(x)", "delete(\n    StatusSpell)", "UPDATE visit SET mode = 1"]
)
def test_a_statement_by_hand_would_be_found(line: str) -> None:
    assert _BY_HAND.search(line)


@contextmanager
def counted() -> Iterator[None]:
    """Let something be done, and see that it was marked and came out right."""
    db.session.commit()
    assert not marks()
    yield
    db.session.flush()
    assert marks()
    while counters.refresh():
        pass
    db.session.commit()
    for month in MONTHS:
        expected = count(month, "99", 12, basis_of(month))
        assert list(differences(kept.read(month, "99", 12), expected)) == []


def marks() -> list[Mark]:
    return list(db.session.scalars(select(Mark)))


@pytest.fixture
def child(session: object) -> Child:
    """A child on the list since September, in months that are kept."""
    child = a_child(entered_on=SINCE, region_code=VILLAGE)
    for month in MONTHS:
        counters.rebuild(month)
    while counters.refresh():
        pass
    return child


def test_every_act_upon_a_child_is_counted(app: Flask, child: Child) -> None:
    office = a_viewer(Role.COUNTY_CIVIL)
    acts: list[Callable[[], Any]] = [
        lambda: a_visit(child, visited_on=date(2026, 10, 7)),
        lambda: children.set_risk(actor=office, child=child, level=4, reason="家中失火"),
        lambda: children.set_categories(
            actor=office,
            child=child,
            leaves=["orphan_scattered"],
            on=date(2026, 10, 3),
            exit_reason="父母一方已返乡",
        ),
        lambda: children.move(
            actor=office, child=child, region_code=NEXT_VILLAGE, on=date(2026, 10, 20)
        ),
        lambda: a_visit(child, actor=office),
        lambda: children.close(actor=office, child=child, reason="parents_returned"),
        lambda: children.reopen(
            actor=office, child=child, reason="登记有误", leaves=["orphan_scattered"]
        ),
        lambda: a_child(region_code=NEXT_VILLAGE, entered_on=SINCE),
        lambda: children.enrol_many(actor=office, enrolments=[an_enrolment()] * 2),
    ]
    for act in acts:
        with counted():
            act()


def test_a_visit_that_goes_back_or_turns_out_otherwise_is_counted(app: Flask, child: Child) -> None:
    with counted():
        visit = a_visit(child, visited_on=date(2026, 9, 30))
    with counted():
        visit.review_state = ReviewState.RETURNED
    with counted():
        visit.review_state, visit.visited_on = ReviewState.ACCEPTED, date(2026, 10, 1)
    with counted():
        db.session.delete(db.session.scalars(select(Stay)).one())


def test_what_no_figure_is_made_of_leaves_no_mark(app: Flask, child: Child) -> None:
    visit = a_visit(child)
    db.session.commit()
    while counters.refresh():
        pass
    visit.policy_told = not visit.policy_told
    child.open_needs = 3
    db.session.flush()
    assert not marks()


def test_an_act_marks_the_earliest_day_and_each_place(app: Flask, child: Child) -> None:
    spell = db.session.scalars(select(StatusSpell)).one()
    spell.until_on = date(2026, 11, 2)
    db.session.flush()
    assert [(mark.region_code, mark.from_on) for mark in marks()] == [(VILLAGE, date(2026, 11, 2))]
    visit = a_visit(child, visited_on=date(2026, 10, 7))
    visit.counted_region_code = NEXT_VILLAGE
    db.session.flush()
    days = {(mark.region_code, mark.child_id): mark.from_on for mark in marks()}
    assert days == {(place, child.id): date(2026, 10, 7) for place in (VILLAGE, NEXT_VILLAGE)}


def test_a_mark_undone_with_its_savepoint_is_made_again(app: Flask, child: Child) -> None:
    savepoint = db.session.begin_nested()
    a_visit(child)
    savepoint.rollback()
    assert not marks()
    a_visit(child)
    assert marks()


def an_enrolment() -> Enrolment:
    return Enrolment(
        region_code=NEXT_VILLAGE,
        facts=FACTS,
        categories=[CategoryFacts(code="left_behind_rural", from_on=SINCE)],
        entered_on=SINCE,
        status=Status.ACTIVE,
    )
