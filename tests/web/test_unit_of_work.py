"""One transaction a request: kept below 400, undone above, and a GET writes only its trail."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import abort, redirect
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import scoped_session

from casework.accounts.access import keep_writes, note_if_refused
from casework.audit.models import AuditEntry, AuditReason
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import SealBroken
from casework.errors import NotFound, OutOfReach
from casework.people.models import Person
from casework.web.unit_of_work import after_reading
from tests.db.rows import a_person, stored
from tests.web.conftest import Planted

Rows = scoped_session[Session]


def write() -> None:
    db.session.add(a_person())
    record(Tag.CHILD_ENROL, actor_id=None)


def kept(session: Rows) -> tuple[int, list[str]]:
    people = session.scalars(select(Person.id)).all()
    return len(people), list(session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


ALL = (1, ["child:enrol"])
NOTHING: tuple[int, list[str]] = (0, [])


@pytest.mark.parametrize(
    "status", [200, 201, 204, 302, 303, 399, 400, 404, 409, 422, 429, 500, 503]
)
def test_what_a_post_wrote_is_kept_below_400_and_undone_above(
    planted: Planted, session: Rows, status: int
) -> None:
    def answer() -> Any:
        write()
        return redirect("/") if status == 302 else ("", status)

    assert planted.post(answer).status_code == status
    assert kept(session) == (ALL if status < 400 else NOTHING)


def test_a_refusal_may_be_remembered(planted: Planted, session: Rows) -> None:
    def answer() -> Any:
        write()
        keep_writes()
        return "", 422

    assert planted.post(answer).status_code == 422
    assert kept(session) == ALL


@pytest.mark.parametrize(("status", "left"), [(422, (0, ["child:search"])), (302, ALL)])
def test_what_a_refusal_has_shown_is_noted_and_nothing_else(
    planted: Planted, session: Rows, status: int, left: tuple[int, list[str]]
) -> None:
    def answer() -> Any:
        write()
        note_if_refused(partial(record, Tag.CHILD_SEARCH, actor_id=None))
        return redirect("/") if status == 302 else ("", status)

    assert planted.post(answer).status_code == status
    assert kept(session) == left


FAILURES: list[tuple[BaseException, int]] = [
    (NotFound(), 404),
    (OutOfReach("child"), 500),
    (ValueError("陈雨桐"), 500),
    (ZeroDivisionError(), 500),
]


@pytest.mark.parametrize(("error", "status"), FAILURES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_broke_off_has_not_happened(
    planted: Planted, session: Rows, method: str, error: BaseException, status: int
) -> None:
    def answer() -> Any:
        write()
        db.session.flush()
        raise error

    assert getattr(planted, method)(answer).status_code == status
    assert kept(session) == NOTHING


@pytest.mark.parametrize("status", [400, 404, 405, 409, 413, 415, 422, 429, 503])
def test_what_was_aborted_has_not_happened(planted: Planted, session: Rows, status: int) -> None:
    def answer() -> Any:
        write()
        abort(status)

    assert planted.post(answer).status_code == status
    assert kept(session) == NOTHING


def test_a_refusal_is_all_that_a_refused_act_leaves(planted: Planted, session: Rows) -> None:
    def answer() -> Any:
        write()
        abort(403)

    assert planted.post(answer).status_code == 403
    assert kept(session) == (0, ["security:denied"])


def test_a_seal_that_does_not_open_is_all_that_is_told(planted: Planted, session: Rows) -> None:
    def answer() -> Any:
        write()
        raise SealBroken

    for ask in (planted.get, planted.post):
        page = ask(answer)
        assert page.status_code == 500
        assert "sealed" not in page.get_data(as_text=True)
    assert kept(session) == (0, ["security:seal-broken"] * 2)


# --- reading -----------------------------------------------------------------------------------


def add() -> None:
    db.session.add(a_person())


def change() -> None:
    person = db.session.scalars(select(Person)).one()
    person.county_code = "990102"


def remove() -> None:
    db.session.delete(db.session.scalars(select(Person)).one())


def flushed() -> None:
    add()
    db.session.flush()


def in_bulk() -> None:
    db.session.execute(update(Person).values(county_code="990102"))


def removed_in_bulk() -> None:
    db.session.execute(delete(Person))


def page_after(act: Callable[[], None]) -> Callable[[], str]:
    def answer() -> str:
        act()
        return "the page"

    return answer


@pytest.mark.parametrize("act", [add, change, remove, flushed, in_bulk, removed_in_bulk])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whatever_a_get_writes_is_not_there_afterwards(
    planted: Planted, session: Rows, act: Callable[[], None], method: str
) -> None:
    stored(session, a_person())
    planted.do = page_after(act)
    planted.client.open("/planted", method=method)
    assert session.scalars(select(Person.county_code)).all() == ["990101"]


@pytest.mark.parametrize("act", [add, change, remove])
def test_a_get_that_would_write_is_a_fault_of_ours_and_shows_no_page(
    planted: Planted, session: Rows, act: Callable[[], None]
) -> None:
    stored(session, a_person())
    answer = planted.get(page_after(act))
    assert answer.status_code == 500
    assert "the page" not in answer.get_data(as_text=True)


def look() -> str:
    db.session.scalars(select(Person)).all()
    record(Tag.CHILD_LIST, actor_id=None, reason="核实")
    after_reading(in_bulk)
    return "the page"


def test_a_get_leaves_its_trail_and_its_small_writes(planted: Planted, session: Rows) -> None:
    stored(session, a_person())
    assert planted.get(look).get_data(as_text=True) == "the page"
    assert kept(session) == (1, ["child:list"])
    assert session.scalars(select(Person.county_code)).all() == ["990102"]
    assert len(session.scalars(select(AuditReason)).all()) == 1


def test_the_trail_of_a_get_is_written_after_the_page_in_a_transaction_of_its_own(
    planted: Planted, session: Rows
) -> None:
    stored(session, a_person())
    told: list[str] = []

    def statement(_connection: object, _cursor: object, said: str, *_rest: object) -> None:
        told.append(said.split(" (", maxsplit=1)[0].split("\n", maxsplit=1)[0][:30])

    with planted.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "rollback", lambda _connection: told.append("ROLLBACK"))
    event.listen(engine, "commit", lambda _connection: told.append("COMMIT"))
    planted.get(look)
    event.remove(engine, "before_cursor_execute", statement)
    read = next(n for n, said in enumerate(told) if said.startswith("SELECT person"))
    undone = told.index("ROLLBACK", read)
    written = next(n for n, said in enumerate(told) if said.startswith("INSERT INTO audit_entry"))
    assert read < undone < written < told.index("COMMIT", written)
    if engine.dialect.name == "sqlite":
        begun = [said for said in told if said.startswith("BEGIN")]
        assert begun[:2] == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"]


def test_a_page_whose_trail_cannot_be_written_is_not_sent(
    planted: Planted, session: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> bytes:
        raise OSError("disk full")

    monkeypatch.setattr("casework.audit.chain.link", full)
    answer = planted.get(look)
    assert answer.status_code == 500
    assert "the page" not in answer.get_data(as_text=True)
    assert kept(session) == NOTHING


def test_a_page_that_is_refused_leaves_no_small_writes(planted: Planted, session: Rows) -> None:
    stored(session, a_person())

    def answer() -> Any:
        look()
        return "", 422

    planted.get(answer)
    assert session.scalars(select(Person.county_code)).all() == ["990101"]
