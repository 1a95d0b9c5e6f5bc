"""The statements that a page sends to the database: how many, and how they are carried out."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass(frozen=True)
class Statement:
    """One statement with its values, as the driver got it."""

    text: str
    values: Any

    @property
    def is_ours(self) -> bool:
        """Whether a page asked for it, not the opening of a transaction."""
        return not self.text.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "SET "))

    @property
    def reads(self) -> bool:
        return self.text.lstrip().upper().startswith(("SELECT", "WITH"))


@contextmanager
def sent_to(engine: Engine) -> Iterator[list[Statement]]:
    """Collect the statements sent while the block runs."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        statement = Statement(text, values)
        if statement.is_ours:
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def plan_of(connection: Connection, statement: Statement) -> list[str]:
    """Return the lines of the plan that the database makes for a statement."""
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{word} {statement.text}", statement.values)
    return [str(row[-1]) for row in rows]


def full_scans(plan: list[str], tables: frozenset[str]) -> list[str]:
    """Return the lines of a plan that go through one of the tables from end to end.

    SQLite says "SCAN child" (by an index or not) where "SEARCH child" uses a key, PostgreSQL
    "Seq Scan on child".
    """
    return [line for line in plan if _scanned(line) & tables]


def _scanned(line: str) -> set[str]:
    words = line.replace("->", " ").split()
    sqlite = {after for word, after in itertools.pairwise(words) if word == "SCAN"}
    if "Seq" in words and "on" in words:
        return {words[words.index("on") + 1]}
    return sqlite
