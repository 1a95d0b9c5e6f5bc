"""Many at once are the same as one after another: rules, rows, digests, homes, trail."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import actions
from casework.children.facts import CategoryFacts, ChildFacts, Enrolment, PersonFacts
from casework.children.models import (
    Assignment,
    CategoryMembership,
    Child,
    ChildPerson,
    Household,
    IdentityDigest,
    RiskSpell,
    SharedNumber,
    Status,
    StatusSpell,
    Stay,
)
from casework.db.base import Base, db
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import DataKeyRow, sealed_fields
from casework.errors import OutOfReach, RuleBroken
from casework.people.models import Part, Person
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, VILLAGE, a_viewer, an_account
from tests.factories.children import an_id_number, load_practice
from tests.factories.register import acting

Rows = scoped_session[Session]
Enrol = Callable[[Viewer, Sequence[Enrolment]], object]

ENTERED = date(2026, 10, 12)
_MODELS: tuple[type[Base], ...] = (
    Child,
    Person,
    Household,
    IdentityDigest,
    Stay,
    StatusSpell,
    CategoryMembership,
    RiskSpell,
    Assignment,
    ChildPerson,
    SharedNumber,
)
#: What differs from one time to the next.
_CHANCE = frozenset({"id", "created_at", "case_number"})


def one_after_another(actor: Viewer, enrolments: Sequence[Enrolment]) -> None:
    for told in enrolments:
        actions.enrol(actor=actor, **vars(told))
        db.session.flush()


def at_once(actor: Viewer, enrolments: Sequence[Enrolment]) -> None:
    half = len(enrolments) // 2
    for part in (enrolments[:half], enrolments[half:]):
        actions.enrol_many(actor=actor, enrolments=part)


class _Register:
    """All rows, opened, with ids told as the order in which they were made."""

    def __init__(self) -> None:
        self.numbers: dict[Any, str] = {}
        children = db.session.scalars(select(Child).order_by(Child.id)).all()
        for n, child in enumerate(children):
            self.numbers[child.id] = f"child {n}"
        self._name_the_rest()

    def _name_the_rest(self) -> None:
        """People and homes are told by the first child that they belong to."""
        links = db.session.scalars(select(ChildPerson)).all()
        for link in sorted(links, key=lambda row: (self.numbers[row.child_id], row.part)):
            self.numbers.setdefault(link.person_id, f"{link.part} of {self.numbers[link.child_id]}")
        for stay in sorted(
            db.session.scalars(select(Stay)), key=lambda r: self.numbers[r.child_id]
        ):
            self.numbers.setdefault(stay.household_id, f"home of {self.numbers[stay.child_id]}")

    def told(self) -> list[str]:
        rows = [row for model in _MODELS for row in db.session.scalars(select(model))]
        keys = db.session.scalars(select(DataKeyRow.owner_id)).all()
        owners = [f"key of {self.numbers[key]}" for key in keys if key in self.numbers]
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.tag == "child:enrol"))
        trail = [
            f"{self.numbers[e.child_id]}: {self.numbers.get(e.subject_id)} {e.facts}"
            for e in entries
            if e.child_id in self.numbers  # the trail of the way before stays
        ]
        return sorted([*map(self._told, rows), *owners, *trail])

    def _told(self, row: Base) -> str:
        model, said = type(row), {}
        for attribute in inspect(model).column_attrs:
            if attribute.key not in _CHANCE | {"wrapped_key"} and not attribute.key.startswith("_"):
                value = getattr(row, attribute.key)
                said[attribute.key] = self.numbers.get(value, value)
        said |= {name: getattr(row, name) for name in sealed_fields(model)}
        return f"{model.__name__} {sorted(said.items(), key=str)}"


@pytest.fixture
def registered(app: Flask, session: Rows) -> Callable[[Enrol, Sequence[Enrolment]], list[str]]:
    """Enrol in a session of the county's own, tell every row, and undo it."""
    load_practice()
    county = a_viewer(Role.COUNTY_CIVIL)
    an_account(Role.CHILD_DIRECTOR)
    session.commit()

    def registered(enrol: Enrol, enrolments: Sequence[Enrolment]) -> list[str]:
        with acting(app, county):
            enrol(county, enrolments)
        with app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            told = _Register().told()
            for table in reversed(Base.metadata.sorted_tables):
                if table.name in _TABLES:
                    db.session.execute(table.delete())
            db.session.execute(delete(DataKeyRow).where(DataKeyRow.owner_kind.in_(_KINDS)))
            db.session.commit()
        return told

    return registered


_TABLES = {model.__tablename__ for model in _MODELS} | {"seen", "task", "task_reading"}
_KINDS = ("child", "person", "household")

_numbers = st.sampled_from([an_id_number(date(2016, 3, 15), n) for n in (2, 4, 6)])
_wrong = _numbers.map(lambda number: number[:17] + ("0" if number[17] != "0" else "1"))
_adults = st.sampled_from([an_id_number(date(1960, 5, 6), n) for n in (2, 4)])
_names = st.sampled_from(["陈雨桐", "李晓", "周小满"])
_adult_names = st.sampled_from(["王秀英", "陈建国", ""])
_people = st.builds(
    PersonFacts,
    part=st.sampled_from([Part.CARER, Part.FATHER, Part.MOTHER]),
    name=_adult_names,
    relation=st.sampled_from(["62", None]),
    id_number=st.none() | _adults | _wrong,
    phone=st.sampled_from(["19900000001", None]),
    situation=st.sampled_from(["at_home", None]),
    since_on=st.sampled_from([date(2024, 1, 1), None]),
)
_facts = st.builds(
    ChildFacts,
    name=_names,
    sex=st.sampled_from(["0", "1", "2"]),
    birth_on=st.sampled_from([date(2016, 3, 15), date(2011, 1, 2), None]),
    id_kind=st.just("resident_id"),
    id_number=st.none() | _numbers | _wrong,
    school=st.sampled_from(["石桥小学", None]),
    disability=st.sampled_from([None, {"kind": "1", "grade": "2"}]),
)
_leaves = st.lists(
    st.sampled_from(["left_behind_rural", "orphan", "difficulty_unspecified"]),
    min_size=1, max_size=2, unique=True,
)  # fmt: skip


@st.composite
def _enrolments(draw: st.DrawFn) -> Enrolment:
    facts = draw(_facts)
    if facts.id_number is None:
        facts = replace(facts, id_kind=None, no_id_reason="unknown")
    people = draw(st.lists(_people, max_size=3, unique_by=lambda person: person.part))
    return Enrolment(
        region_code=draw(st.sampled_from([VILLAGE, NEXT_VILLAGE])),
        facts=facts,
        categories=[CategoryFacts(code=c, from_on=ENTERED) for c in draw(_leaves)],
        people=people,
        address=draw(st.sampled_from(["柳树村三组12号", "柳树村五组3号", None])),
        entered_on=draw(st.sampled_from([ENTERED, ENTERED - timedelta(days=40)])),
        status=draw(st.sampled_from([Status.ACTIVE, Status.SUBMITTED])),
        risk=draw(st.sampled_from([None, 1, 4])),
    )


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(enrolments=st.lists(_enrolments(), min_size=2, max_size=8))
def test_many_at_once_leave_the_rows_that_one_after_another_leave(
    registered: Callable[[Enrol, Sequence[Enrolment]], list[str]],
    enrolments: Sequence[Enrolment],
) -> None:
    assert registered(at_once, enrolments) == registered(one_after_another, enrolments)


def a_family(count: int, **options: Any) -> Iterator[Enrolment]:
    names = ("陈雨桐", "陈雨晴", "陈雨露", "陈雨薇", "陈雨萱", "陈雨荷")
    for n in range(count):
        carer = PersonFacts(
            part=Part.CARER, name="王秀英", id_number=an_id_number(date(1960, 5, 6))
        )
        number = an_id_number(date(2016, 3, 15), 2 * n)
        said: dict[str, Any] = {
            "region_code": VILLAGE,
            "facts": ChildFacts(name=names[n], id_kind="resident_id", id_number=number),
            "categories": [CategoryFacts(code="left_behind_rural", from_on=ENTERED)],
            "people": [carer],
            "address": "柳树村三组12号",
            "entered_on": ENTERED,
            "status": Status.ACTIVE,
        }
        yield Enrolment(**{**said, **options})


def test_a_known_number_is_asked_about_although_the_file_contradicts_it(
    registered: Callable[[Enrol, Sequence[Enrolment]], list[str]],
) -> None:
    one, other = a_family(2)
    number = one.facts.id_number
    facts = replace(other.facts, id_number=number, birth_on=date(2015, 1, 1))
    both = [one, replace(other, facts=facts)]
    assert registered(at_once, both) == registered(one_after_another, both)


def test_siblings_share_carer_and_home_over_the_borders_of_a_batch(
    app: Flask, session: Rows
) -> None:
    load_practice()
    county = a_viewer(Role.COUNTY_CIVIL)
    family = list(a_family(6))
    with acting(app, county):
        for part in (family[:4], family[4:]):
            actions.enrol_many(actor=county, enrolments=part)
    sizes = [len(session.scalars(select(model)).all()) for model in (Child, Person, Household)]
    assert sizes == [6, 1, 1]


def test_one_that_cannot_be_stops_all(app: Flask, session: Rows) -> None:
    load_practice()
    county = a_viewer(Role.COUNTY_CIVIL)
    stranger = list(a_family(1, region_code=STRANGE_VILLAGE))
    with acting(app, county), pytest.raises(RuleBroken, match="不在您的辖区"):
        actions.enrol_many(actor=county, enrolments=[*a_family(2), *stranger])
    assert session.scalars(select(Child)).all() == []


def test_the_sessions_own_scope_holds_in_bulk_too(app: Flask, session: Rows) -> None:
    """Whatever the act is told of its actor: the session was bound to less."""
    load_practice()
    county, village = a_viewer(Role.COUNTY_CIVIL), a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    with acting(app, village):
        with pytest.raises(OutOfReach):
            actions.enrol_many(actor=county, enrolments=list(a_family(1)))
        db.session.rollback()
    assert session.scalars(select(Child)).all() == []
