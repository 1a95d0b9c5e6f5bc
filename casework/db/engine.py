"""How connections are opened on both databases."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

_BEGIN = "sqlite_begin"

#: Read at connect; FULL so that what was acknowledged survives the power failing.
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "busy_timeout=15000",
)

#: A generic plan made a scoped query thirty times slower, and JIT helps no page of ours.
POSTGRES_OPTIONS = "-c plan_cache_mode=force_custom_plan -c jit=off -c timezone=UTC"


def engine_options(url: str) -> dict[str, Any]:
    """Return the options of ``create_engine`` for a database address."""
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("postgresql"):
        options["connect_args"] = {"prepare_threshold": None, "options": POSTGRES_OPTIONS}
        options["pool_pre_ping"] = True
    return options


def prepare_engine(engine: Engine) -> None:
    """Set SQLite's pragmas, and make its transactions begin as writers unless told otherwise."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def reading(options: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the execution options of a transaction that only reads."""
    return {**(options or {}), _BEGIN: "DEFERRED"}


def _open_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions itself, late and deferred.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once under contention.
    mode = connection.get_execution_options().get(_BEGIN, "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
