"""The trail: written with the act or not at all, chained, sealed, and any touch found."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select, text, update
from sqlalchemy.orm import Session, scoped_session

from casework.audit import chain, seals
from casework.audit.models import AuditEntry, AuditHead, AuditReason, AuditSeal, Seen
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.audit.verify import verify
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.people.models import Person

Db = scoped_session[Session]


def act(count: int = 1) -> None:
    """Do some acts, each in a transaction of its own."""
    for _ in range(count):
        record(Tag.CHILD_LIST, actor_id=uuid4(), seen=[uuid4()])
        db.session.commit()


def entries(session: Db) -> list[int]:
    return list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "seals.log"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock is two minutes after the one before."""
    now = [datetime.now(UTC)]

    def tick() -> datetime:
        now[0] += timedelta(minutes=2)
        return now[0]

    monkeypatch.setattr("casework.clock.now", tick)


def test_an_act_stands_with_its_transaction(session: Db) -> None:
    record(Tag.CHILD_OPEN, actor_id=uuid4(), child_id=uuid4(), reason="核实低保申请")
    session.rollback()
    assert entries(session) == []
    act()
    assert len(entries(session)) == 1
    assert session.scalar(select(func.count()).select_from(Seen)) == 1


def test_a_reason_is_sealed_and_apart(session: Db) -> None:
    record(Tag.CHILD_REVEAL, actor_id=uuid4(), reason="核实低保申请")
    session.commit()
    entry = session.scalars(select(AuditEntry)).one()
    assert session.get_one(AuditReason, entry.reason_id).text == "核实低保申请"
    raw = session.execute(text("SELECT text FROM audit_reason")).scalar_one()
    assert "核实".encode() not in bytes(raw)


def test_a_trail_that_cannot_be_written_undoes_the_act(session: Db) -> None:
    def full(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO seen"):
            raise OSError("disk full")

    session.add(Person(county_code="990101", name="王秀英"))
    record(Tag.CHILD_OPEN, actor_id=uuid4(), seen=[uuid4()])
    event.listen(db.engine, "before_cursor_execute", full)
    try:
        with pytest.raises(OSError, match="disk full"):
            session.commit()
    finally:
        event.remove(db.engine, "before_cursor_execute", full)
    session.rollback()
    assert entries(session) == []
    assert session.scalars(select(Person.id)).all() == []


def test_an_untouched_trail_verifies(session: Db, place: Path) -> None:
    act(5)
    seals.seal(place, None)
    act(3)
    assert verify(place) == []


def test_a_rolled_back_act_leaves_no_gap(session: Db, place: Path) -> None:
    act()
    record(Tag.CHILD_OPEN, actor_id=uuid4())
    session.flush()
    session.rollback()
    act()
    assert verify(place) == []


@pytest.mark.parametrize("which", [0, 2, 4])
def test_a_changed_row_is_named(session: Db, place: Path, which: int) -> None:
    act(5)
    touched = entries(session)[which]
    session.execute(update(AuditEntry).where(AuditEntry.id == touched).values(tag="child:edit"))
    session.commit()
    assert f"日志第 {touched} 条" in {fault.where for fault in verify(place)}


@pytest.mark.parametrize("which", [0, 2, 4])
def test_a_deleted_row_is_missed(session: Db, place: Path, which: int) -> None:
    act(5)
    gone = entries(session)[which]
    session.execute(delete(Seen).where(Seen.audit_id == gone))
    session.execute(delete(AuditEntry).where(AuditEntry.id == gone))
    session.commit()
    assert verify(place) != []


def test_a_cut_tail_with_its_head_set_back_is_found_by_the_seal(session: Db, place: Path) -> None:
    act(5)
    seals.seal(place, None)
    *_, kept, last = entries(session)
    entry = session.get_one(AuditEntry, kept)
    session.execute(delete(Seen).where(Seen.audit_id == last))
    session.execute(delete(AuditEntry).where(AuditEntry.id == last))
    session.execute(update(AuditHead).values(n=entry.n, mac=entry.mac))
    session.commit()
    assert verify(place) != []


def test_a_seal_taken_out_of_the_database_is_known_outside(
    session: Db, place: Path, later: None
) -> None:
    act()
    seals.seal(place, None)
    act()
    assert seals.seal(place, seals.last())
    session.execute(delete(AuditSeal).where(AuditSeal.n == 2))
    session.commit()
    assert "封存 2" in {fault.where for fault in verify(place)}


def test_an_edited_seal_is_found(session: Db, place: Path) -> None:
    act()
    seals.seal(place, None)
    session.execute(update(AuditSeal).values(heads={}))
    session.commit()
    assert "封存 1" in {fault.where for fault in verify(place)}


def test_seals_once_a_minute_and_only_when_something_happened(
    session: Db, place: Path, later: None
) -> None:
    assert not seals.seal_if_due(place)
    act()
    assert seals.seal_if_due(place)
    assert place.read_text().count("\n") == 1


def test_two_threads_write_two_chains(app: Flask, session: Db, place: Path) -> None:
    act(2)
    writer = session.scalars(select(AuditEntry.writer)).first()
    session.remove()

    def work() -> None:
        with app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            act(2)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    bind_scope(db.session, SystemScope("tests"))
    found = set(db.session.scalars(select(AuditEntry.writer)))
    assert len(found) == 2
    assert writer in found
    assert verify(place) == []


def test_one_value_has_one_byte_string() -> None:
    assert chain.canonical({"b": 1, "a": [uuid4().__class__(int=1)]}) == chain.canonical(
        {"a": ["0" * 31 + "1"], "b": 1}
    )
    with pytest.raises(TypeError):
        chain.canonical(object())
