"""Where tests keep their rows: a real, migrated database that is as new before each test.

Commits are real on both databases: a request commits, another connection sees it, a second
process can open the file. SQLite is put back by copying a small file, PostgreSQL by emptying the
tables that a test has filled and refilling those that migrations had filled.
"""

import itertools
import shutil
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from casework.db import migrate
from casework.db.engine import engine_options, prepare_engine


def open_engine(url: str) -> Engine:
    """Open a database as the product does, without keeping connections."""
    engine = create_engine(url, poolclass=NullPool, **engine_options(url))
    prepare_engine(engine)
    return engine


class TestDatabase(ABC):
    """The migrated database of one test process."""

    __test__ = False
    url: str

    @abstractmethod
    def reset(self, engine: Engine) -> None:
        """Make the database behind ``engine`` as new."""

    @abstractmethod
    def empty(self) -> str:
        """Return the address of another database, without any table."""

    @abstractmethod
    def copy(self) -> str:
        """Return the address of another database, migrated and otherwise empty."""

    @abstractmethod
    def close(self) -> None:
        """Leave nothing behind."""


class SqliteDatabase(TestDatabase):
    """One file, and the template that it is copied from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.template = folder / "template.db"
        migrate.upgrade(open_engine(f"sqlite:///{self.template}"))
        self.file = folder / "casework.db"
        self.url = f"sqlite:///{self.file}"

    def reset(self, engine: Engine) -> None:
        engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def empty(self) -> str:
        return f"sqlite:///{self._another()}"

    def copy(self) -> str:
        return f"sqlite:///{shutil.copyfile(self.template, self._another())}"

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def _another(self) -> Path:
        return self.folder / f"another-{next(self.numbers)}.db"


class PostgresDatabase(TestDatabase):
    """One database on the suite's server; the seeds that migrations leave are kept beside it."""

    def __init__(self, server: str, name: str) -> None:
        self.server = make_url(server)
        self.names = (f"{name}_{number}" for number in itertools.count(1))
        self.created: list[str] = []
        self.url = self._create(name)
        self.template = f"{name}_template"
        engine = open_engine(self.url)
        migrate.upgrade(engine)
        self._create(self.template, like=name)
        with engine.begin() as connection:
            self._keep_seeds(connection)

    def reset(self, engine: Engine) -> None:
        """Empty what was filled: a few rows in a few tables, so DELETE beats TRUNCATE by far."""
        with engine.begin() as connection:
            connection.execution_options(system=True)
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))  # a test left one open
            # Neither foreign keys nor append-only triggers stand in the way.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in connection.scalars(text(self.filled)).all():
                connection.execute(text(f'DELETE FROM "{table}"'))
            for table in self.seeded:
                connection.execute(text(f'INSERT INTO "{table}" TABLE seeds."{table}"'))

    def empty(self) -> str:
        return self._create(next(self.names))

    def copy(self) -> str:
        return self._create(next(self.names), like=self.template)

    def close(self) -> None:
        with self._maintenance() as connection:
            for name in self.created:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def _keep_seeds(self, connection: Connection) -> None:
        tables = [
            name for name in inspect(connection).get_table_names() if name != "alembic_version"
        ]
        self.filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (TABLE \"{table}\")" for table in tables
        )
        self.seeded = list(connection.scalars(text(self.filled)))
        connection.execute(text("CREATE SCHEMA seeds"))
        for table in self.seeded:
            connection.execute(text(f'CREATE TABLE seeds."{table}" AS TABLE "{table}"'))

    def _create(self, name: str, like: str = "template1") -> str:
        with self._maintenance() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
        self.created.append(name)
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _maintenance(self) -> AbstractContextManager[Connection]:
        engine = create_engine(self.server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        return engine.connect()
