"""Two sessions at once: what is committed while a refresh is on its way is not lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.children.models import Child
from casework.clock import Month
from casework.counting import counters, kept
from casework.counting.queries import basis_of, count
from casework.counting.recount import differences
from casework.counting.rules import Measure
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.marks import actions as marks
from casework.marks.actions import Taken
from casework.marks.models import Mark
from casework.visits.models import Visit
from tests.factories import counting as rows
from tests.factories.accounts import VILLAGE, add_regions
from tests.factories.children import load_practice
from tests.factories.counting import Visited, a_life, settle

OCTOBER = Month(2026, 10)
WRITERS, VISITS = 3, 6


@pytest.fixture
def child(session: object, author: Callable[[], UUID]) -> UUID:
    """A child in a month that is kept, with a visit that is marked and not counted yet."""
    add_regions()
    load_practice()
    [child] = settle([a_life(VILLAGE)], author())
    counters.rebuild(OCTOBER)
    while counters.refresh():
        pass
    visit(child, author())
    db.session.commit()
    return child.id


def visit(child: Child, author: UUID) -> None:
    db.session.add(rows._visit(child, Visited(date(2026, 10, 7)), author))
    db.session.flush()


@contextmanager
def another_session(app: Flask) -> Iterator[None]:
    with app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        yield
        db.session.commit()


def kept_visits() -> int:
    return kept.read(OCTOBER, VILLAGE, 12)[VILLAGE].of(Measure.VISITS) or 0


def test_a_visit_stored_between_the_taking_and_the_counting(
    app: Flask, child: UUID, author: Callable[[], UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite the second one has to wait until the refresh is over; neither is lost."""
    writing, written = Event(), Event()

    def write() -> None:
        with another_session(app):
            writing.set()
            visit(db.session.get_one(Child, child), who)
        written.set()

    def take(limit: int, under: str) -> list[Taken]:
        taken = taking(limit, under)
        writer.start()
        assert writing.wait(10)
        if db.engine.dialect.name == "postgresql":
            assert written.wait(10)
        return taken

    who, taking, writer = author(), marks.take, Thread(target=write)
    db.session.rollback()
    monkeypatch.setattr(counters, "take", take)
    with another_session(app):
        assert counters.refresh() == 1
    writer.join()
    monkeypatch.undo()
    assert db.session.scalar(select(func.count()).select_from(Mark)) == 1
    db.session.rollback()
    with another_session(app):
        counters.refresh()
    assert kept_visits() == 2


def test_many_who_write_and_two_who_refresh(
    app: Flask, child: UUID, author: Callable[[], UUID]
) -> None:
    who, over = author(), Event()
    db.session.rollback()

    def write() -> None:
        for _ in range(VISITS):
            with another_session(app):
                visit(db.session.get_one(Child, child), who)

    def refresh() -> None:
        while not over.is_set():
            with another_session(app):
                counters.refresh(2)
            over.wait(0.01)

    with ThreadPoolExecutor() as threads:
        refreshers = [threads.submit(refresh) for _ in range(2)]
        writers = [threads.submit(write) for _ in range(WRITERS)]
        wait(writers)
        over.set()
    assert [each.exception() for each in (*refreshers, *writers)] == [None] * (WRITERS + 2)
    with another_session(app):
        while counters.refresh():
            pass
    assert db.session.scalar(select(func.count()).select_from(Visit)) == WRITERS * VISITS + 1
    counted = count(OCTOBER, "99", 12, basis_of(OCTOBER))
    assert list(differences(kept.read(OCTOBER, "99", 12), counted)) == []
    assert kept_visits() == WRITERS * VISITS + 1
