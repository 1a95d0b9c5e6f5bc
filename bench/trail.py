"""What it costs that the trail cannot be changed unseen: eight writers, one act a transaction.

An act changes one row and leaves one entry. With the chain, the entry is linked to the one before
it by the same writer and the writer's head moves; once a second all heads are sealed (in operation
once a minute). Without it the same entry is inserted with an empty link.

Measured bare, and with ten milliseconds of other work in each transaction: our acts take longer
than that.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bench.figures import Figure
from bench.installations import POSTGRESQL, Workshop
from bench.tables import table_of
from bench.twins import PlainCard, contents, lay
from casework import clock
from casework.audit import chain, seals
from casework.audit.models import AuditEntry
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db, new_id

TITLE = "The trail: acts a second with chain and seals ÷ without, 8 writers"

_WRITERS = 8
_TARGET = 0.9

_OTHER_WORK = 0.010

#: One writer's work until a moment, with a pause in each act; returns how many acts it did.
Work = Callable[[UUID, float, float], int]


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield the ratio on PostgreSQL; SQLite has one writer at a time in any case."""
    samples, seconds = (1, 0.2) if quick else (5, 1.5)
    installation = next(made for made in workshop.fresh() if made.on == POSTGRESQL)
    app, rows = installation.app, _rows(installation.app)
    for what, pause in (("bare act", 0.0), ("act of 10 ms", _OTHER_WORK)):
        ratios = []
        for _ in range(samples):
            plain = _acts(app, rows, _without_chain, pause, seconds)
            ratios.append(_acts(app, rows, _with_chain, pause, seconds) / plain)
        yield Figure(what, median(ratios), at_least=_TARGET, on=POSTGRESQL, unit="×")


def _rows(app: Flask) -> list[UUID]:
    """Return a row to change for each writer."""
    ids = [new_id() for _ in range(_WRITERS)]
    now = clock.now()
    cards = zip(ids, contents(_WRITERS), strict=True)
    with app.app_context(), Session(db.engine) as session, session.begin():
        lay(db.engine)
        rows = [{"id": row_id, "created_at": now, **card} for row_id, card in cards]
        session.execute(insert(table_of(PlainCard)), rows)
    return ids


def _acts(app: Flask, rows: list[UUID], work: Work, pause: float, seconds: float) -> float:
    """Return how many acts eight processes did together."""
    context = multiprocessing.get_context("fork")
    done = context.SimpleQueue()
    until = time.monotonic() + seconds + 0.5  # all have started by then
    with app.app_context():
        db.engine.dispose()  # no connection is shared with a writer
    writers = [
        context.Process(target=_write, args=(app, partial(work, row_id, until, pause), done))
        for row_id in rows
    ]
    for writer in writers:
        writer.start()
    if work is _with_chain:
        _seal_each_second(app, until)
    for writer in writers:
        writer.join()
    return float(sum(done.get() for _ in writers))


def _write(app: Flask, work: Callable[[], int], done: "SimpleQueue[int]") -> None:
    with app.app_context():
        done.put(work())


def _with_chain(row_id: UUID, until: float, pause: float) -> int:
    count = 0
    while time.monotonic() < until:
        _change(row_id, count)
        time.sleep(pause)
        record(Tag.CHILD_EDIT, actor_id=row_id, child_id=row_id, changed=1)
        db.session.commit()
        count += 1
    return count


def _without_chain(row_id: UUID, until: float, pause: float) -> int:
    writer, count = uuid4(), 0
    while time.monotonic() < until:
        _change(row_id, count)
        time.sleep(pause)
        db.session.execute(insert(table_of(AuditEntry)), _entry(writer, count, row_id))
        db.session.commit()
        count += 1
    return count


def _change(row_id: UUID, count: int) -> None:
    cards = table_of(PlainCard)
    db.session.execute(update(cards).where(cards.c.id == row_id).values(county=count))


def _entry(writer: UUID, n: int, row_id: UUID) -> dict[str, object]:
    return {
        "at": clock.now(),
        "tag": Tag.CHILD_EDIT.value,
        "actor_id": row_id,
        "child_id": row_id,
        "facts": {"changed": 1},
        "writer": writer,
        "n": n,
        "prev": chain.GENESIS,
        "mac": chain.GENESIS,
    }


def _seal_each_second(app: Flask, until: float) -> None:
    with app.app_context():
        while time.monotonic() < until:
            seals.seal(Path(app.config["INSTANCE"]) / "bench-seals.log", seals.last())
            db.session.remove()
            time.sleep(1.0)
        db.engine.dispose()
