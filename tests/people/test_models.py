"""A person is sealed apart from the children they belong to."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session, scoped_session

from casework.children import queries
from casework.db.sealed import DataKeyRow, SealBroken
from casework.people.models import Part, Person
from tests.factories.children import a_child

Db = scoped_session[Session]


def test_a_name_is_not_stored_in_the_clear(session: Db) -> None:
    a_child()
    session.commit()
    stored = session.connection().exec_driver_sql("SELECT * FROM person").all()
    assert stored
    assert repr("王秀英".encode())[2:-1] not in repr(stored)
    assert "王秀英" not in repr(stored)


def test_a_person_has_a_key_of_their_own(session: Db) -> None:
    child = a_child()
    session.commit()
    [(_, person)] = queries.people_of(child)
    person_id = person.id
    session.execute(delete(DataKeyRow).where(DataKeyRow.owner_id == person_id))
    session.commit()
    session.expunge_all()
    with pytest.raises(SealBroken):
        _ = session.get_one(Person, person_id).name
    session.expunge_all()
    assert session.get_one(type(child), child.id).name == "陈雨桐"


@pytest.mark.parametrize("part", list(Part))
def test_every_part_has_a_word(part: Part) -> None:
    assert part.label
    assert len(part.value) <= 16
