"""What was moved, changed or lost its key does not open, and a changing key ring loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, select, update
from sqlalchemy.orm import scoped_session

from casework.children.models import Child, StatusSpell
from casework.crypto.keyring import Keyring
from casework.db.sealed import DataKeyRow, SealBroken
from casework.people.models import Person
from tests.db.rows import a_file, a_person, a_spell, stored

Rows = scoped_session[Session]

NAME, NUMBER = Person.name.column, Person.id_number.column


def overwrite(session: Rows, row: Any, column: Any, box: bytes | None) -> None:
    """Write into a column as somebody with the database in hand would."""
    table = type(row).__table__
    session.execute(update(table).where(table.c.id == row.id).values({column.name: box}))
    session.commit()
    session.expunge_all()


def swap_rows(session: Rows) -> Person:
    one, other = a_person("王一"), a_person("王二")
    stored(session, one, other)
    overwrite(session, one, NAME, session.scalar(select(NAME).where(Person.id == other.id)))
    return session.get_one(Person, one.id)


def swap_columns(session: Rows) -> Person:
    person = stored(session, a_person(id_number="990101196610075500"))
    overwrite(session, person, NAME, session.scalar(select(NUMBER)))
    return session.get_one(Person, person.id)


def swap_keys(session: Rows) -> Person:
    one, other = a_person("王一"), a_person("王二")
    stored(session, one, other)
    keys = {key.owner_id: key.wrapped for key in session.scalars(select(DataKeyRow))}
    statement = update(DataKeyRow).where(DataKeyRow.owner_id == one.id)
    session.execute(statement.values(wrapped=keys[other.id]))
    session.commit()
    session.expunge_all()
    return session.get_one(Person, one.id)


def flip_a_bit(session: Rows) -> Person:
    person = stored(session, a_person())
    box = bytearray(session.scalar(select(NAME)) or b"")
    box[-1] ^= 1
    overwrite(session, person, NAME, bytes(box))
    return session.get_one(Person, person.id)


def empty_the_box(session: Rows) -> Person:
    person = stored(session, a_person())
    overwrite(session, person, NAME, b"")
    return session.get_one(Person, person.id)


def write_plain_text(session: Rows) -> Person:
    person = stored(session, a_person())
    overwrite(session, person, NAME, "王秀英".encode())
    return session.get_one(Person, person.id)


def lose_the_key(session: Rows) -> Person:
    person = stored(session, a_person())
    session.execute(delete(DataKeyRow))
    session.commit()
    session.expunge_all()
    return session.get_one(Person, person.id)


@pytest.mark.parametrize(
    "damage",
    [
        swap_rows, swap_columns, swap_keys, flip_a_bit, empty_the_box, write_plain_text,
        lose_the_key,
    ],
)  # fmt: skip
def test_what_was_moved_or_changed_does_not_open(
    session: Rows, damage: Callable[[Rows], Person]
) -> None:
    person = damage(session)
    with pytest.raises(SealBroken) as broken:
        assert person.name
    assert str(broken.value) == "sealed value cannot be opened"


def test_a_row_given_to_another_child_does_not_open(session: Rows) -> None:
    one, other = a_file(), a_file(name="李晓")
    spell = a_spell(one, note="只和她有关")
    stored(session, spell, one, other)
    session.execute(update(StatusSpell).where(StatusSpell.id == spell.id).values(child_id=other.id))
    session.commit()
    session.expunge_all()
    found = session.get_one(StatusSpell, spell.id)
    with pytest.raises(SealBroken):
        assert found.note


def test_a_box_that_does_not_open_is_not_overwritten_unseen(session: Rows) -> None:
    person = flip_a_bit(session)
    with pytest.raises(SealBroken):
        person.name = "王秀英"


def test_an_erased_key_closes_what_is_open_when_the_ring_changes(
    session: Rows, keyring: Keyring
) -> None:
    stored(session, a_person())
    session.expunge_all()
    person = session.scalars(select(Person)).one()
    assert person.name == "王秀英"
    session.execute(delete(DataKeyRow))
    session.commit()
    session.expire(person)
    assert person.name == "王秀英"  # its key is still open in this process
    keyring.reload()
    with pytest.raises(SealBroken):
        assert person.name


def test_a_ring_that_changes_in_the_middle_of_an_act_loses_nothing(
    session: Rows, keyring: Keyring
) -> None:
    child = a_file()
    spell = a_spell(child, reason="moved_in")
    keyring.promote(keyring.add_version())
    assert (child.name, spell.reason) == ("陈雨桐", "moved_in")
    child.note, spell.note = "新情况", "补记"
    stored(session, child, spell)
    session.expunge_all()
    assert session.get_one(Child, child.id).note == "新情况"
    assert session.get_one(StatusSpell, spell.id).note == "补记"
