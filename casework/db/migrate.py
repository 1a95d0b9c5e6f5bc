"""Schema migrations, run by the program itself: numbered, linear, all or nothing.

The scripts lie in ``migrations/versions``; there is no ``alembic.ini``, the database is the one
that the caller already holds.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

FOLDER = Path(__file__).parents[2] / "migrations"

#: Any number will do; it keeps two servers from migrating one database at the same time.
_ADVISORY_LOCK = 990101


def scripts() -> ScriptDirectory:
    """Return the migrations as a chain."""
    return ScriptDirectory.from_config(config())


def is_current(engine: Engine) -> bool:
    """Say whether the database has seen every migration."""
    with engine.connect() as connection:
        known = MigrationContext.configure(connection).get_current_heads()
    return set(known) == set(scripts().get_heads())


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to ``revision`` in one transaction."""
    with _migrating(engine) as connection:
        command.upgrade(config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the schema down to ``revision`` in one transaction; data of later ones is lost."""
    with _migrating(engine) as connection:
        command.downgrade(config(connection), revision)


def config(connection: Connection | None = None) -> Config:
    """Return alembic's configuration, bound to an open connection where there is one."""
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return settings


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        yield connection
        if connection.dialect.name == "sqlite":
            _check_references(connection)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild tables that others refer to; the references are checked at the end."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = sorted({row[0] for row in broken})
        message = f"references broken by a migration: {tables}"
        raise RuntimeError(message)
