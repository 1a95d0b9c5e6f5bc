"""Acts and their entries stand or fall together, whatever goes wrong on the way."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.audit import chain, seals
from casework.audit.models import AuditEntry, AuditHead, AuditReason, Seen
from casework.audit.record import name_request, record
from casework.audit.tags import Tag
from casework.audit.verify import verify
from casework.db.base import db
from casework.oversight.labels import TAG_LABELS
from casework.people.models import Person
from tests.db.rows import a_person

Rows = scoped_session[Session]


def act(tag: Tag = Tag.CHILD_OPEN, **facts: Any) -> None:
    record(tag, actor_id=None, **facts)


def tags(session: Rows) -> list[str]:
    return list(session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


def entry(session: Rows) -> AuditEntry:
    return session.scalars(select(AuditEntry)).one()


def people(session: Rows) -> list[str]:
    return [person.name for person in session.scalars(select(Person))]


# --- together ----------------------------------------------------------------------------------


def test_an_entry_says_who_what_where_and_to_whom(session: Rows) -> None:
    actor, child, subject = uuid4(), uuid4(), uuid4()
    name_request("abc123")
    record(
        Tag.CHILD_REVEAL, actor_id=actor, region_code="990101001001", child_id=child,
        subject_id=subject, seen=[child, child, subject], reason="核实低保申请", fields=["phone"],
    )  # fmt: skip
    session.commit()
    found = entry(session)
    assert (found.tag, found.actor_id, found.child_id) == ("child:reveal", actor, child)
    assert (found.region_code, found.subject_id) == ("990101001001", subject)
    assert (found.request_id, found.facts) == ("abc123", {"fields": ["phone"]})
    assert set(session.scalars(select(Seen.child_id))) == {child, subject}
    assert session.get_one(AuditReason, found.reason_id).text == "核实低保申请"


def test_an_act_that_fails_leaves_no_entry_and_no_reason(session: Rows) -> None:
    session.add(a_person())
    record(Tag.CHILD_REVEAL, actor_id=None, reason="核实低保申请")
    session.rollback()
    session.commit()
    assert tags(session) == []
    assert people(session) == []
    assert session.scalars(select(AuditReason)).all() == []


def test_an_entry_that_cannot_be_made_undoes_the_act(
    session: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> bytes:
        raise OSError("no more")

    monkeypatch.setattr(chain, "link", broken)
    session.add(a_person())
    act()
    with pytest.raises(OSError, match="no more"):
        session.commit()
    session.rollback()
    monkeypatch.undo()
    assert people(session) == []
    act(Tag.CHILD_EDIT)
    session.commit()
    assert tags(session) == ["child:edit"]


@pytest.mark.parametrize("fact", [Decimal(1), object(), {1, 2}, b"x"])
def test_a_fact_that_is_none_undoes_the_act(session: Rows, fact: object) -> None:
    session.add(a_person())
    act(value=fact)
    with pytest.raises(TypeError):
        session.commit()
    session.rollback()
    assert people(session) == []


def test_nothing_is_written_without_an_act(session: Rows) -> None:
    session.add(a_person())
    session.commit()
    assert tags(session) == []
    assert session.scalars(select(AuditHead)).all() == []


# --- savepoints --------------------------------------------------------------------------------


def test_what_a_savepoint_undid_has_not_happened_and_all_else_has(session: Rows) -> None:
    act(Tag.CHILD_ENROL)
    with session.begin_nested():
        act(Tag.CHILD_EDIT)
    undone = session.begin_nested()
    act(Tag.CHILD_CLOSE)
    with session.begin_nested():
        act(Tag.CHILD_MOVE)
    undone.rollback()
    act(Tag.CHILD_OPEN)
    session.commit()
    assert tags(session) == ["child:enrol", "child:edit", "child:open"]


def test_a_failed_flush_in_a_savepoint_takes_no_other_entry_with_it(session: Rows) -> None:
    act(Tag.CHILD_ENROL)
    session.add(a_person(id=UUID(int=1)))
    session.flush()
    session.expunge_all()
    undone = session.begin_nested()
    act(Tag.CHILD_EDIT)
    session.add(a_person(id=UUID(int=1)))
    with pytest.raises(IntegrityError):
        session.flush()
    undone.rollback()
    session.commit()
    assert tags(session) == ["child:enrol"]
    assert len(people(session)) == 1


# --- the chain ---------------------------------------------------------------------------------


def test_rows_of_one_transaction_follow_each_other_and_the_head_is_the_last(session: Rows) -> None:
    for tag in (Tag.CHILD_ENROL, Tag.CHILD_EDIT):
        act(tag)
    session.commit()
    act(Tag.CHILD_OPEN)
    session.commit()
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.n)).all()
    assert [row.n for row in rows] == [1, 2, 3]
    assert [row.prev for row in rows] == [chain.GENESIS, rows[0].mac, rows[1].mac]
    head = session.scalars(select(AuditHead)).one()
    assert (head.writer, head.n, head.mac) == (rows[2].writer, 3, rows[2].mac)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_after_a_commit_without_an_answer_a_new_chain_begins(
    session: Rows, tmp_path: Any, moment: str
) -> None:
    """Nobody knows then where the old chain ends; writing on would collide with it for ever."""
    act(Tag.CHILD_ENROL)
    session.commit()
    act(Tag.CHILD_EDIT)

    def gone(connection: Any) -> None:
        if moment == "after":
            connection.connection.driver_connection.commit()
        raise ConnectionError

    event.listen(db.engine, "commit", gone)
    try:
        with pytest.raises(ConnectionError):
            session.commit()
    finally:
        event.remove(db.engine, "commit", gone)
    session.rollback()
    act(Tag.CHILD_OPEN)
    session.commit()
    assert tags(session)[-1] == "child:open"
    assert len(set(session.scalars(select(AuditEntry.writer)))) == 2
    assert verify(tmp_path / "seals.log") == []


def test_a_long_act_is_sealed_although_it_began_before_the_last_seal(
    session: Rows, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    place = tmp_path / "seals.log"
    act()
    session.commit()
    assert seals.seal(place, None)
    record(Tag.ROSTER_IMPORT, actor_id=None)
    now += timedelta(minutes=10)
    session.commit()
    assert seals.seal(place, seals.last())
    last = seals.last()
    assert last is not None
    assert [n for n, _ in last.heads.values()] == [2]


def test_a_value_has_one_byte_string_whatever_its_order() -> None:
    one = {"b": [1, None, True], "a": "中", "id": UUID(int=7)}
    other = {"id": UUID(int=7), "a": "中", "b": [1, None, True]}
    assert chain.canonical(one) == chain.canonical(other)
    assert chain.canonical(one).isascii()
    assert json.loads(chain.canonical(one))["id"] == UUID(int=7).hex


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([1, 23], [12, 3]),
        (["1"], [1]),
        ([None, ""], ["", None]),
        ({"a": {"b": 1}}, {"a": 1, "b": 1}),
        (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, microsecond=1, tzinfo=UTC)),
    ],
)
def test_other_values_have_other_byte_strings(one: Any, other: Any) -> None:
    assert chain.canonical(one) != chain.canonical(other)


def test_an_instant_is_the_same_in_every_zone() -> None:
    utc = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    assert chain.canonical(utc) == chain.canonical(utc.astimezone(clock.SHANGHAI))


def test_every_act_has_a_chinese_name_for_the_auditor() -> None:
    assert set(TAG_LABELS) == set(Tag)
    assert len(set(TAG_LABELS.values())) == len(Tag)
