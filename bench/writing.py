"""Writing visits: what marks and the whole service cost, and eight people who write at once.

What the service sends is noted visit by visit and carried out again by the bare driver on another
copy of the same province: the same rows, the same commits.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.queues import SimpleQueue
from statistics import median
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from bench.figures import Figure
from bench.installations import POSTGRESQL, SQLITE, Installation, Workshop
from bench.settling import login_of
from bench.statements import Sent, noted
from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.children.models import Child, Status
from casework.counting import marking
from casework.db.base import db, new_id
from casework.db.scope import bind_scope, within
from casework.visits import actions, submissions

TITLE = "Writing visits: with marks, against the bare driver, eight people at once"

_MARKS = 0.90
_SERVICE = {SQLITE: 0.15, POSTGRESQL: 0.30}
_WRITERS = 8
_LONGEST_WAIT = 5.0
#: Larger provinces only take longer to copy: a visit costs the same there.
_LARGEST = 100_000

_ROUTINE = {
    "mode": ["home"],
    "outcome": ["child_seen"],
    "psych": ["ok"],
    "health": ["good"],
    "guardianship": ["normal"],
    "living": ["ok"],
    "home_safety": ["safe"],
    "form_version": ["2026.2"],
}


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield ratios on both databases."""
    size = max(size for size in workshop.sizes if size <= _LARGEST or len(workshop.sizes) == 1)
    blocks, visits, each = (2, 2, 2) if quick else (20, 20, 500)
    villages = workshop.province_regions.inhabited(size)[:_WRITERS]
    pairs = (workshop.province(size, fresh=True) for _ in range(2))
    for service, driver in zip(*pairs, strict=True):
        yield from _marks(service, villages[0], blocks, visits)
        yield from _against_driver(service, driver, villages[0], blocks, visits)
        yield from _at_once(driver, villages, each)


# Marks


def _marks(made: Installation, village: str, blocks: int, visits: int) -> Iterator[Figure]:
    """Yield visits with marks ÷ visits without, taken in turns."""
    ratios = []
    with _writer(made.app, village) as write:
        _block(write, visits)
        for _ in range(blocks):
            plain = _without_marks(partial(_block, write, visits))
            ratios.append(plain / _block(write, visits))
    what = "visits a second with marks ÷ without"
    yield Figure(what, median(ratios), at_least=_MARKS, on=made.on, unit="×", of="T4")


def _without_marks(act: Callable[[], float]) -> float:
    """Carry out what appends no marks meanwhile."""
    marks = Session, "before_flush", marking._before_flush  # noqa: SLF001 - the switch is here alone
    event.remove(*marks)
    try:
        return act()
    finally:
        event.listen(*marks)


# Against the bare driver


def _against_driver(
    service: Installation, driver: Installation, village: str, blocks: int, visits: int
) -> Iterator[Figure]:
    ratios, took = [], []
    with _writer(service.app, village) as write:
        engine, bare = db.engine, _engine(driver)
        for _ in range(blocks):
            started, sent = time.perf_counter(), []
            for _visit in range(visits):
                with noted(engine) as those:
                    write()
                sent.append([each for each in those if _writes(each)])
            taken = time.perf_counter() - started
            took.append(taken / visits)
            ratios.append(_carried_out(bare, sent) / taken)
    what, least = "visits a second, service ÷ bare driver", _SERVICE[service.on]
    yield Figure(what, median(ratios), at_least=least, on=service.on, unit="×", of="T5")
    yield Figure("one visit through the service", median(took) * 1e3, on=service.on, unit=" ms")


def _writes(sent: Sent) -> bool:
    return not sent.is_read or "FOR UPDATE" in sent.sql


def _carried_out(engine: Engine, visits: Sequence[Sequence[Sent]]) -> float:
    """Return the seconds that the driver alone takes for the same writes."""
    raw = engine.raw_connection()
    cursor = raw.cursor()
    try:
        started = time.perf_counter()
        for sent in visits:
            if engine.dialect.name == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            for each in sent:
                cursor.execute(each.sql, each.parameters)
            raw.commit()
        return time.perf_counter() - started
    finally:
        raw.close()


# Eight people at once


@dataclass
class Shift:
    """What one writer met with."""

    longest: float = 0.0
    errors: list[str] = field(default_factory=list)


def _at_once(made: Installation, villages: Sequence[str], each: int) -> Iterator[Figure]:
    context = multiprocessing.get_context("fork")
    done = context.SimpleQueue()
    deadlocks = _deadlocks(made)
    with made.app.app_context():
        db.engine.dispose()  # no connection is shared with a writer
    writers = [
        context.Process(target=_work, args=(made.app, villages[n % len(villages)], each, done))
        for n in range(_WRITERS)
    ]
    started = time.perf_counter()
    for writer in writers:
        writer.start()
    shifts = [done.get() for _ in writers]
    taken = time.perf_counter() - started
    for writer in writers:
        writer.join()
    errors = [error for shift in shifts for error in shift.errors]
    on, label = made.on, f"8 writers × {each} visits"
    note = "; ".join(sorted(set(errors)))
    yield Figure(f"{label}: errors", len(errors), 0, on=on, note=note, of="T10")
    longest = max(shift.longest for shift in shifts)
    yield Figure(f"{label}: longest", longest, _LONGEST_WAIT, on=on, unit=" s", of="T10")
    if made.on == POSTGRESQL:
        yield Figure(f"{label}: deadlocks", _deadlocks(made) - deadlocks, 0, on=on, of="T10")
    yield Figure(f"{label}: visits a second", _WRITERS * each / taken, on=on)


def _work(app: Flask, village: str, visits: int, done: "SimpleQueue[Shift]") -> None:
    shift = Shift()
    try:
        with _writer(app, village) as write:
            for _ in range(visits):
                started = time.perf_counter()
                try:
                    write()
                except Exception as fault:  # noqa: BLE001 - counted, whatever it is
                    shift.errors.append(type(fault).__name__)
                    db.session.rollback()
                shift.longest = max(shift.longest, time.perf_counter() - started)
    finally:
        done.put(shift)


def _deadlocks(made: Installation) -> int:
    if made.on == SQLITE:
        return 0
    told = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    with _engine(made).connect() as connection:
        return int(connection.exec_driver_sql(told).scalar_one())


# A worker at work


@contextmanager
def _writer(app: Flask, village: str) -> Iterator[Callable[[], None]]:
    """Yield what records one visit and commits it, as her request would, child by child."""
    login = login_of(Role.CHILD_DIRECTOR, village)
    with app.app_context():
        children = _children(login, village)
        numbers = iter(range(10**9))
        yield lambda: _record(login, children[next(numbers) % len(children)])
        db.session.remove()


def _children(login: str, village: str) -> Sequence[UUID]:
    bind_scope(db.session, accounts.viewer_by_login(login).scope)
    active = select(Child.id).where(within(Child.region_code, (village,)))
    found = db.session.scalars(active.where(Child.status == Status.ACTIVE)).all()
    db.session.remove()
    return found


def _record(login: str, child_id: UUID) -> None:
    viewer = accounts.viewer_by_login(login)
    bind_scope(db.session, viewer.scope)
    said = {**_ROUTINE, "client_id": [str(new_id())], "visited_on": [str(clock.today())]}
    submission = submissions.keep(actor=viewer, child_id=child_id, content=said)
    if actions.record_visit(actor=viewer, submission=submission) is None:
        raise RuntimeError("a visit was not recorded")
    db.session.commit()
    db.session.remove()


def _block(write: Callable[[], None], visits: int) -> float:
    """Return the seconds of so many visits."""
    started = time.perf_counter()
    for _ in range(visits):
        write()
    return time.perf_counter() - started


def _engine(made: Installation) -> Engine:
    with made.app.app_context():
        return db.engine
