"""Millions of rows at once: indexes and foreign keys are set aside, and put back as they were."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

_SQLITE_BEFORE = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA secure_delete = OFF",
    "PRAGMA cache_size = -500000",
)
_POSTGRES_BEFORE = (
    "SET session_replication_role = replica",  # foreign keys are not looked up row by row
    "SET work_mem = '256MB'",
    "SET maintenance_work_mem = '512MB'",
)

#: Only plain indexes: what a constraint stands on stays.
_POSTGRES_INDEXES = """
    SELECT of_index.relname, pg_get_indexdef(of_index.oid)
    FROM pg_index JOIN pg_class AS of_index ON of_index.oid = pg_index.indexrelid
    WHERE pg_index.indrelid = CAST(%(table)s AS regclass) AND NOT pg_index.indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = of_index.oid)
"""
_SQLITE_INDEXES = """
    SELECT name, sql FROM sqlite_master
    WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL
"""


@contextmanager
def loading(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Make a connection of its own ready for bulk; the indexes of ``tables`` come back at the end.

    The definitions are those that the database has, that is, those of the migrations.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in _SQLITE_BEFORE if is_sqlite else _POSTGRES_BEFORE:
        connection.exec_driver_sql(statement)
    asking = _SQLITE_INDEXES if is_sqlite else _POSTGRES_INDEXES
    found = [
        (name, definition)
        for table in tables
        for name, definition in connection.exec_driver_sql(asking, {"table": table}).all()
    ]
    for name, _definition in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _name, definition in found:
        connection.exec_driver_sql(definition)
