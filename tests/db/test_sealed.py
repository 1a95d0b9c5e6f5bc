"""Sealed fields: what is written opens again in its own place, and nowhere else."""

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from casework.children.models import Child, Household, StatusSpell, Stay
from casework.db.base import Base, new_id
from casework.db.sealed import (
    DataKeyRow,
    Owned,
    Owner,
    SealBroken,
    new_key_row,
    seal_values,
    sealed_fields,
)
from casework.people.models import Person
from casework.visits.models import Submission
from tests.db.rows import a_file, a_person, a_spell, stored
from tests.factories.accounts import VILLAGE
from tests.statements import statements

Rows = scoped_session[Session]

NAME, NUMBER = Person.name.column, Person.id_number.column


def boxes(session: Rows, column: Any) -> list[bytes | None]:
    """Return what stands in a column, in the order of the rows."""
    return list(session.scalars(select(column).order_by(column.class_.id)))


# --- writing and reading -----------------------------------------------------------------------


def test_what_is_written_is_read_again_in_another_session(session: Rows) -> None:
    person = stored(session, a_person("阿依古丽·买买提", id_number="990101196610075500"))
    session.expunge_all()
    found = session.get_one(Person, person.id)
    assert (found.name, found.id_number) == ("阿依古丽·买买提", "990101196610075500")


def test_nothing_of_it_stands_in_the_database(session: Rows) -> None:
    stored(session, a_person("王秀英"))
    (box,) = boxes(session, NAME)
    assert box is not None
    assert "王秀英".encode() not in box


def test_one_value_twice_is_never_sealed_alike(session: Rows) -> None:
    stored(session, a_person(), a_person())
    assert len(set(boxes(session, NAME))) == 2


@given(
    name=st.text(max_size=60),
    birth_on=st.none() | st.dates(),
    disability=st.none() | st.dictionaries(st.text(max_size=5), st.integers() | st.booleans()),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_value_of_every_kind_comes_back(
    session: Rows, name: str, birth_on: date | None, disability: dict[str, Any] | None
) -> None:
    child = a_file(name=name, birth_on=birth_on, disability=disability)
    assert (child.name, child.birth_on, child.disability) == (name, birth_on, disability)


def test_the_codecs_of_lists_and_bytes(session: Rows) -> None:
    fields = sealed_fields(Submission)
    assert fields["body"].decode(fields["body"].encode({"b": 1, "a": "中"})) == {"a": "中", "b": 1}
    assert fields["body"].encode({"b": 1, "a": 2}) == fields["body"].encode({"a": 2, "b": 1})


def test_null_is_null_and_not_a_sealed_nothing(session: Rows) -> None:
    person = stored(session, a_person(id_number=None))
    assert person.id_number is None
    assert boxes(session, NUMBER) == [None]
    person.id_number = "990101196610075500"
    session.commit()
    person.id_number = None
    session.commit()
    assert boxes(session, NUMBER) == [None]


def test_a_field_that_must_say_something_takes_no_null(session: Rows) -> None:
    person = a_person()
    with pytest.raises(ValueError, match=r"person\.name"):
        person.name = None  # type: ignore[assignment]
    with pytest.raises(ValueError, match=r"person\.name"):
        Person(county_code="990101", name=None)


def test_an_equal_value_writes_nothing(session: Rows) -> None:
    child = stored(session, a_file(disability={"kind": "1"}, birth_on=date(2016, 3, 15)))
    child.name, child.birth_on, child.disability = "陈雨桐", date(2016, 3, 15), {"kind": "1"}
    child.note = None
    assert not session.is_modified(child)
    with statements() as seen:
        session.flush()
    assert seen == []


def test_equal_in_python_is_not_yet_the_same_value(session: Rows) -> None:
    child = stored(session, a_file(disability={"grade": 1}))
    child.disability = {"grade": True}
    assert session.is_modified(child)
    assert child.disability == {"grade": True}
    assert child.disability["grade"] is True


def test_another_value_is_sealed_anew_under_the_same_key(session: Rows) -> None:
    person = stored(session, a_person())
    before = boxes(session, NAME)
    person.name = "王秀兰"
    session.commit()
    assert boxes(session, NAME) != before
    assert len(session.scalars(select(DataKeyRow)).all()) == 1


def test_what_was_read_is_a_copy(session: Rows) -> None:
    child = stored(session, a_file(disability={"kind": "1"}))
    child.disability["kind"] = "2"
    assert child.disability == {"kind": "1"}


def test_the_printed_form_of_a_row_shows_nothing(session: Rows) -> None:
    child = a_file(birth_on=date(2016, 3, 15))
    printed = f"{child!r} {child} {Child.name!r} {inspect(child).attrs}"
    assert "陈雨桐" not in printed


# --- owners and owned rows ---------------------------------------------------------------------


def test_an_owner_brings_its_key_and_an_owned_row_uses_it(session: Rows) -> None:
    child = a_file()
    spell = stored(session, a_spell(child, reason="parents_returned"), child)
    assert [key.owner_id for key in session.scalars(select(DataKeyRow))] == [child.id]
    assert spell.child_id == spell.owner_id() == child.id
    session.expunge_all()
    assert session.scalars(select(StatusSpell)).one().reason == "parents_returned"


def test_an_owned_row_may_be_made_from_another_owned_row(session: Rows) -> None:
    child = a_file()
    first = a_spell(child)
    session.add_all([child, first])
    session.commit()
    session.expunge_all()
    known = session.scalars(select(StatusSpell)).one()
    second = StatusSpell(
        owner=known, region_code=VILLAGE, counted_region_code=VILLAGE, status=known.status,
        from_on=known.from_on, note="补记",
    )  # fmt: skip
    session.add(second)
    session.commit()
    session.expunge_all()
    assert session.get_one(StatusSpell, second.id).note == "补记"


def test_a_row_takes_no_owner_of_another_kind(session: Rows) -> None:
    home = Household(region_code=VILLAGE)
    with pytest.raises(TypeError, match="belongs to a child"):
        Stay(owner=home, region_code=VILLAGE, from_on=date(2026, 1, 5))


def test_several_owners_are_stored_with_one_statement_for_their_keys(session: Rows) -> None:
    session.add_all([a_person(f"王{number}") for number in range(20)])
    with statements() as seen:
        session.flush()
    assert sum("INSERT INTO data_key" in statement for statement in seen) == 1


def test_a_row_comes_with_its_key_in_one_statement(session: Rows) -> None:
    child = a_file()
    stored(session, child, *(a_spell(child, reason=f"第{number}次") for number in range(10)))
    session.expunge_all()
    with statements() as seen:
        told = [spell.reason for spell in session.scalars(select(StatusSpell))]
    assert len(told) == 10
    assert len(seen) == 1


def test_an_owner_whose_storing_was_undone_brings_its_key_again(session: Rows) -> None:
    first = stored(session, a_file())
    second = a_file(case_number=first.case_number)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(second)
    second.case_number = "ANOTHERONE22"
    session.add(second)
    session.commit()
    session.expunge_all()
    assert session.get_one(Child, second.id).name == "陈雨桐"


# --- without objects ---------------------------------------------------------------------------


def test_columns_are_opened_one_by_one_without_objects(session: Rows) -> None:
    born = date(2016, 3, 15)
    stored(session, a_file(name="陈小一", birth_on=born), a_file(name="陈小二", birth_on=born))
    statement = select(Child.id, Child.name.column, Child.birth_on.column, DataKeyRow.wrapped).join(
        DataKeyRow, DataKeyRow.owner_id == Child.id
    )
    told = set()
    for child_id, name, birth, wrapped in session.execute(statement):
        assert name is not None
        assert birth is not None
        place = {"owner": child_id, "row": child_id}
        opened = Child.birth_on.open(birth, wrapped, **place)
        told.add((Child.name.open(name, wrapped, **place), opened))
    assert told == {("陈小一", born), ("陈小二", born)}


def test_a_column_opened_for_another_row_is_refused(session: Rows) -> None:
    one, other = a_file(), a_file()
    stored(session, one, other)
    row = select(Child.name.column, Child.wrapped_key).where(Child.id == one.id)
    box, wrapped = session.execute(row).one()
    assert box is not None
    with pytest.raises(SealBroken):
        Child.name.open(box, wrapped, owner=other.id, row=other.id)
    with pytest.raises(SealBroken):
        Child.search_text.open(box, wrapped, owner=one.id, row=one.id)


def test_rows_sealed_in_bulk_are_read_as_objects(session: Rows) -> None:
    ids = [new_id() for _ in range(3)]
    keys, rows = [], []
    for number, person_id in enumerate(ids):
        key_row, key = new_key_row("person", person_id)
        keys.append(key_row)
        told = {"name": f"王{number}", "id_number": None}
        boxes = seal_values(Person, key, owner=person_id, row=person_id, values=told)
        plain = {"id": person_id, "created_at": key_row["created_at"], "county_code": "990101"}
        rows.append({**plain, **boxes})
    session.execute(insert(DataKeyRow), keys)
    session.execute(insert(Person.__table__), rows)  # type: ignore[arg-type]
    session.commit()
    found = {person.id: person.name for person in session.scalars(select(Person))}
    assert found == {person_id: f"王{number}" for number, person_id in enumerate(ids)}


def test_only_owners_and_owned_rows_have_sealed_fields() -> None:
    for mapper in Base.registry.mappers:
        if sealed_fields(mapper.class_):
            assert issubclass(mapper.class_, (Owner, Owned))
