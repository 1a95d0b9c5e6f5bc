"""What the two databases say differently when rows are made by the million inside them."""

import random
import sqlite3
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, text

# ruff: noqa: S608 - SQL of our own, in which no value comes from outside

#: A prime below 2³¹: products with it stay within 64 bits.
_PRIME = 2_147_483_647


class Idiom(Protocol):
    """One database's way to say numbers, days and ids; all take and return SQL."""

    #: Functions that choose the smaller and the larger of two.
    least: str
    greatest: str

    def numbers(self, count: int) -> str:
        """Return a table with ``n`` from 1 to ``count``."""

    def day(self, number: str) -> str:
        """Return the day so many days after the beginning."""

    def plus(self, day: str, days: str) -> str:
        """Return the day so many days after another one."""

    def instant(self, number: str) -> str:
        """Return ten o'clock on that day."""

    def ident(self, kind: int, number: str) -> str:
        """Return an id (UUIDv7) by kind and number: later ones are larger."""


def idiom_of(connection: Connection, beginning: date) -> Idiom:
    """Return the idiom of a connection, and make ready what it calls."""
    first = int(datetime.combine(beginning, time(), UTC).timestamp() * 1000)
    if connection.dialect.name == "postgresql":
        return _Postgres(beginning, first)
    driver: Any = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the other database
    driver.create_function(
        "ident", 2, lambda kind, n: _ident(kind, first + n).bytes, deterministic=True
    )
    return _Sqlite(beginning)


def dice(salt: str, sides: int | str, number: str = "n") -> str:
    """Return SQL for a number below ``sides``: always the same for the same salt and number."""
    factor = random.Random(salt).randrange(_PRIME // 2, _PRIME)
    return f"((({number}) * {factor}) % {_PRIME} * ({sides}) / {_PRIME})"


def chosen(salt: str, shares: dict[str, int]) -> str:
    """Return SQL for one of some SQL values, by their shares of a thousand."""
    reached, cases = 0, []
    for value, share in shares.items():
        reached += share
        cases.append(f"WHEN {dice(salt, 1000)} < {reached} THEN {value}")
    return f"(CASE {' '.join(cases)} END)"


def run(connection: Connection, sql: str, **values: Any) -> None:
    """Carry one statement out."""
    connection.execute(text(sql), values)


class _Postgres:
    least, greatest = "least", "greatest"

    def __init__(self, beginning: date, first: int) -> None:
        self._beginning, self._first = beginning, first

    def numbers(self, count: int) -> str:
        return (
            f"(SELECT n FROM generate_series(CAST(1 AS bigint), {count}) AS numbers (n)) AS numbers"
        )

    def day(self, number: str) -> str:
        return f"(date '{self._beginning}' + CAST({number} AS integer))"

    def plus(self, day: str, days: str) -> str:
        return f"({day} + {days})"

    def instant(self, number: str) -> str:
        return f"(({self.day(number)} + time '10:00') AT TIME ZONE 'UTC')"

    def ident(self, kind: int, number: str) -> str:
        moment = f"lpad(to_hex(CAST({self._first} + ({number}) AS bigint)), 12, '0')"
        return f"CAST({moment} || '7{kind:03x}8000000000000000' AS uuid)"


class _Sqlite:
    least, greatest = "min", "max"

    def __init__(self, beginning: date) -> None:
        self._beginning = beginning

    def numbers(self, count: int) -> str:
        return (
            "(WITH RECURSIVE upward (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM upward"
            f" WHERE n < {count}) SELECT n FROM upward) AS numbers"
        )

    def day(self, number: str) -> str:
        return f"date('{self._beginning}', ({number}) || ' days')"

    def plus(self, day: str, days: str) -> str:
        return f"date({day}, ({days}) || ' days')"

    def instant(self, number: str) -> str:
        return f"({self.day(number)} || ' 10:00:00.000000')"

    def ident(self, kind: int, number: str) -> str:
        return f"ident({kind}, {number})"


def _ident(kind: int, moment: int) -> UUID:
    return UUID(int=moment << 80 | 7 << 76 | kind << 64 | 1 << 63)
