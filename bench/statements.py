"""What is sent to the database: counting statements, and asking how they are carried out."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event

from bench.timing import median_wall
from casework.db.engine import reading

#: Not work asked for, only its frame.
_FRAME = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)

_LOOPS = 7


@dataclass(frozen=True)
class Sent:
    """One statement as the driver got it."""

    sql: str
    parameters: Any

    @property
    def is_read(self) -> bool:
        """Whether it only reads."""
        return self.sql.lstrip().upper().startswith(("SELECT", "WITH"))


@contextmanager
def noted(engine: Engine) -> Iterator[list[Sent]]:
    """Yield a list that fills with the statements sent meanwhile."""
    sent: list[Sent] = []

    def note(_connection: object, _cursor: object, sql: str, parameters: Any, *_: object) -> None:
        if not _FRAME.match(sql):
            sent.append(Sent(sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def full_scans(engine: Engine, sent: Sequence[Sent], tables: Sequence[str]) -> list[str]:
    """Return the statements that go through all of one of the tables, or through all of an index.

    Statements that write are asked about too, but not carried out.
    """
    with engine.execution_options(**reading()).connect() as connection:
        return [each.sql for each in sent if set(tables) & set(_scanned(connection, each))]


def repeated(engine: Engine, sent: Sequence[Sent], loops: int = _LOOPS) -> float:
    """Return the worst time of a 20th execution on one connection ÷ that of the 3rd.

    A database that has come to plan a statement without its values shows here.
    """
    return max(_slowing(engine, each, loops) for each in sent if each.is_read)


def again(engine: Engine, acts: Mapping[str, Sequence[Sent]], rounds: int) -> dict[str, float]:
    """Return the median seconds of some statements sent once more, in turns on one connection."""
    with engine.execution_options(**reading(), system=True).connect() as connection:
        return median_wall(
            {name: partial(_all, connection, sent) for name, sent in acts.items()}, rounds
        )


def _all(connection: Connection, sent: Sequence[Sent]) -> None:
    for each in sent:
        connection.exec_driver_sql(each.sql, each.parameters).all()


def _slowing(engine: Engine, sent: Sent, loops: int) -> float:
    thirds, twentieths = [], []
    for _ in range(loops):
        with engine.execution_options(**reading()).connect() as connection:
            times = [_timed(connection, sent) for _ in range(20)]
            connection.invalidate()  # the next loop begins with a connection that knows nothing
        thirds.append(times[2])
        twentieths.append(times[19])
    return min(twentieths) / min(thirds)


def _timed(connection: Connection, sent: Sent) -> float:
    started = time.perf_counter()
    connection.exec_driver_sql(sent.sql, sent.parameters).all()
    return time.perf_counter() - started


def _scanned(connection: Connection, sent: Sent) -> Iterator[str]:
    if not sent.is_read:
        return
    if connection.dialect.name == "sqlite":
        yield from _scanned_by_sqlite(connection, sent)
    else:
        yield from _scanned_by_postgres(connection, sent)


def _scanned_by_sqlite(connection: Connection, sent: Sent) -> Iterator[str]:
    names = dict(_aliases(sent.sql))
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent.sql}", sent.parameters)
    for row in plan:
        found = re.match(r"SCAN (\w+)", row[-1])
        if found:
            yield names.get(found.group(1), found.group(1))


def _scanned_by_postgres(connection: Connection, sent: Sent) -> Iterator[str]:
    told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sent.sql}", sent.parameters)
    plan = told.scalar_one()
    for node in _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]):
        searched = {"Index Cond", "Recheck Cond"} & node.keys()
        if "Relation Name" in node and "Scan" in node["Node Type"] and not searched:
            yield node["Relation Name"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _aliases(sql: str) -> Iterator[tuple[str, str]]:
    """Yield alias and table of every ``table AS alias``."""
    for table, alias in re.findall(r"\b(\w+) AS (\w+)", sql):
        yield alias, table
