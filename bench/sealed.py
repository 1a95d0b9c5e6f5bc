"""What sealing costs above the cipher: rows through the ORM, sealed against plain text.

Twelve short texts a row, each row a subject with a data key of its own. CPU is that of the
program, as in the targets; the database server's own work is not in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bench.figures import Figure
from bench.installations import SQLITE, Workshop
from bench.statements import noted
from bench.tables import table_of
from bench.timing import Act, least_cpu
from bench.twins import FIELDS, Card, PlainCard, SealedCard, contents, lay, sealed_row
from casework import clock
from casework.db.base import db, new_id
from casework.db.engine import reading
from casework.db.sealed import DataKeyRow

TITLE = "Sealed rows: 12 sealed texts ÷ 12 plain ones, CPU of the program"

#: The most that a ratio may be on SQLite and on PostgreSQL.
_READING = {
    "load 5,000, show one": (1.1, 1.4),
    "load 5,000, show each name": (1.7, 2.1),
    "load 5,000, show all 12": (2.6, 2.9),
    "one row, all 12": (1.35, 1.35),
    "page of 50, name and phone": (1.6, 1.6),
}
_WRITING = {"insert 5,000 by the ORM": (2.3, 2.3), "insert 5,000 in bulk": (6.0, 6.0)}
_LARGER = 2.2

_ROWS = 5_000
_SINGLE = 40

Cards = Sequence[Mapping[str, Any]]


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield the ratios on both databases."""
    rows, rounds = (200, 1) if quick else (_ROWS, 25)
    cards = contents(rows)
    for installation in workshop.fresh():
        with installation.app.app_context():
            lay(db.engine)
            for model in (SealedCard, PlainCard):
                with Session(db.engine) as session, session.begin():
                    _insert_rows(session, model, cards)
            yield from _ratios(installation.on, _READING, _reading_acts(), rounds)
            yield Figure("statements for keys, one row", _key_reads(), 0, on=installation.on)
            yield Figure("size of the table", _size_ratio(), _LARGER, on=installation.on, unit="×")
            yield from _ratios(installation.on, _WRITING, _writing_acts(cards), rounds // 4 or 1)


def _ratios(
    on: str, targets: Mapping[str, tuple[float, float]], acts: Mapping[str, Act], rounds: int
) -> Iterator[Figure]:
    best = least_cpu(acts, rounds)
    for what, (sqlite, postgresql) in targets.items():
        ratio = best[f"{what}, sealed"] / best[f"{what}, plain"]
        yield Figure(what, ratio, sqlite if on == SQLITE else postgresql, on=on, unit="×")


# Reading


def _reading_acts() -> dict[str, Act]:
    acts: dict[str, Act] = {}
    for kind, model in (("sealed", SealedCard), ("plain", PlainCard)):
        ids = _some_ids(model)
        acts |= {
            f"load 5,000, show one, {kind}": partial(_load, model, lambda rows: rows[-1].name),
            f"load 5,000, show each name, {kind}": partial(_load, model, _names),
            f"load 5,000, show all 12, {kind}": partial(_load, model, _everything),
            f"one row, all 12, {kind}": partial(_load_singly, model, ids),
            f"page of 50, name and phone, {kind}": partial(_load_pages, model),
        }
    return acts


def _load(model: Card, show: Callable[[Sequence[Any]], object]) -> None:
    with _reader() as session:
        show(session.scalars(select(model)).all())


def _load_singly(model: Card, ids: Sequence[UUID]) -> None:
    for row_id in ids:
        with _reader() as session:
            _everything([session.get_one(model, row_id)])


def _load_pages(model: Card) -> None:
    for county in range(10):
        with _reader() as session:
            rows = session.scalars(select(model).where(model.county == county).limit(50))
            _name_and_phone(rows)


def _names(rows: Iterable[Any]) -> list[str]:
    return [row.name for row in rows]


def _name_and_phone(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row.name, row.phone) for row in rows]


def _everything(rows: Iterable[Any]) -> list[list[str]]:
    return [[getattr(row, field) for field in FIELDS] for row in rows]


def _some_ids(model: Card) -> list[UUID]:
    with _reader() as session:
        return list(session.scalars(select(model.id).limit(_SINGLE)))


def _reader() -> Session:
    return Session(db.engine.execution_options(**reading()))


def _key_reads() -> int:
    """Count the statements beyond the one SELECT that it takes to open all of one row."""
    row_id = _some_ids(SealedCard)[:1]
    with noted(db.engine) as sent:
        _load_singly(SealedCard, row_id)
    return len(sent) - 1


def _size_ratio() -> float:
    sqlite = "SELECT sum(pgsize) FROM dbstat WHERE name = :name"
    asked = sqlite if db.engine.dialect.name == "sqlite" else "SELECT pg_table_size(:name)"
    with db.engine.connect() as connection:
        sealed, plain = (
            connection.scalar(text(asked), {"name": model.__tablename__})
            for model in (SealedCard, PlainCard)
        )
    return float(sealed / plain)


# Writing


def _writing_acts(cards: Cards) -> dict[str, Act]:
    acts: dict[str, Act] = {}
    for kind, model in (("sealed", SealedCard), ("plain", PlainCard)):
        for what, write in (("by the ORM", _add_objects), ("in bulk", _insert_rows)):
            acts[f"insert 5,000 {what}, {kind}"] = partial(_undone, write, model, cards)
    return acts


def _undone(write: Callable[[Session, Card, Cards], None], model: Card, cards: Cards) -> None:
    with Session(db.engine) as session:
        write(session, model, cards)
        session.rollback()


def _add_objects(session: Session, model: Card, cards: Cards) -> None:
    session.add_all([model(**card) for card in cards])
    session.flush()


def _insert_rows(session: Session, model: Card, cards: Cards) -> None:
    if model is PlainCard:
        now = clock.now()
        rows = [{"id": new_id(), "created_at": now, **card} for card in cards]
    else:
        sealed = [sealed_row(card) for card in cards]
        session.execute(insert(table_of(DataKeyRow)), [key for key, _row in sealed])
        rows = [row for _key, row in sealed]
    session.execute(insert(table_of(model)), rows)
