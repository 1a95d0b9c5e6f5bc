"""Watching what a request writes, comparing it with before, and putting everything back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, select, text
from sqlalchemy.orm import Session

from casework.audit import record
from casework.db import bulk
from casework.db.base import Base, db
from tests.applications import Installation
from tests.databases import open_engine

#: What reading may write: the trail, its seals, the session's last sight, the slow-down.
WRITTEN_BY_READING = frozenset(
    {"audit_entry", "audit_head", "audit_reason", "audit_seal", "login_attempt", "seen"}
)
#: The key under which a reason of the trail is sealed, and the touch of a session.
_MAY_TOUCH = WRITTEN_BY_READING | {"login_session"}

_WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)

Key = tuple[Any, ...]
Rows = Mapping[Key, Mapping[str, Any]]
Snapshot = Mapping[str, Rows]


class Changed:
    """A row before and after."""

    def __init__(
        self, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
    ) -> None:
        self.table, self.before, self.after = table, before, after

    @property
    def columns(self) -> set[str]:
        """The columns that differ; all of them for a new or deleted row."""
        before, after = self.before or {}, self.after or {}
        return {n for n in {**before, **after} if before.get(n) != after.get(n)}

    def __repr__(self) -> str:
        kind = "new" if self.before is None else "gone" if self.after is None else "changed"
        return f"<{kind} {self.table} {sorted(self.columns)}>"


def rows_of(engine: Engine, tables: Iterable[Table] | None = None) -> Snapshot:
    """Return every row of every table by its key, as the database holds it."""
    chosen = list(Base.metadata.sorted_tables if tables is None else tables)
    with engine.connect().execution_options(system=True) as connection:
        return {table.name: _rows(connection.execute(select(table)), table) for table in chosen}


def _rows(result: Any, table: Table) -> Rows:
    key = [column.name for column in table.primary_key]
    rows = (dict(row) for row in result.mappings())
    return {tuple(row[name] for name in key): row for row in rows}


def changes(
    before: Snapshot, after: Snapshot, *, but: frozenset[str] = _MAY_TOUCH
) -> list[Changed]:
    """Return the rows that differ, leaving out what even reading may write."""
    found: list[Changed] = []
    for name in after.keys() - but:
        old, new = before.get(name, {}), after[name]
        found += [
            Changed(name, old.get(key), new.get(key))
            for key in old.keys() | new.keys()
            if old.get(key) != new.get(key)
        ]
    return found


class Keeper:
    """Keeps the rows of an installation as they are now, in tables of the same names aside."""

    def __init__(self, engine: Engine, installation: Installation) -> None:
        self.engine = engine
        self.first = rows_of(engine)
        self._url = installation.settings.database_url
        self._aside = installation.keys / "kept.db"
        #: The tables written since ``start``, and since the last restoring.
        self.written: set[str] = set()
        self._stale: set[str] = set()
        with self._both() as connection:
            for table in Base.metadata.tables:
                connection.execute(text(f'CREATE TABLE kept."{table}" AS SELECT * FROM "{table}"'))
        event.listen(engine, "before_cursor_execute", self._note)
        bulk.before_insert.append(self._note_rows)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for table in _WRITE.findall(statement):
            self.written.add(table)
            self._stale.add(table)

    def _note_rows(self, session: Session, rows: Sequence[Base]) -> None:
        # PostgreSQL takes rows in bulk by COPY, which is no statement that a listener hears.
        if session.get_bind() is self.engine:
            tables = {row.__tablename__ for row in rows}
            self.written |= tables
            self._stale |= tables

    def start(self) -> None:
        """Forget what was written so far."""
        self.written = set()

    @property
    def has_changed(self) -> bool:
        """Whether more than the trail was written since ``start``."""
        return bool(self.written - _MAY_TOUCH)

    def changes(self) -> list[Changed]:
        """Return what differs from how it was kept; the trail apart."""
        touched = [table for table in Base.metadata.sorted_tables if table.name in self._stale]
        return changes(self.first, rows_of(self.engine, touched))

    def all_changes(self) -> list[Changed]:
        """Return the same from all tables, whatever was noticed of the writing."""
        return changes(self.first, rows_of(self.engine))

    def restore(self) -> None:
        """Put back what was kept, where anything was written since."""
        if not self._stale:
            return
        with self._both() as connection:
            tables = self._stale & set(Base.metadata.tables)
            with _without_triggers(connection, tables):
                for table in tables:
                    connection.execute(text(f'DELETE FROM "{table}"'))
                    connection.execute(text(f'INSERT INTO "{table}" SELECT * FROM kept."{table}"'))
        record._writers.by_engine.clear()
        self._stale = set()

    @contextmanager
    def _both(self) -> Iterator[Connection]:
        """Write to the database and its copy at once, with nothing in the way."""
        with open_engine(self._url).connect().execution_options(system=True) as connection:
            _open_copy(connection, self._aside)
            with connection.begin():
                _step_over_references(connection)
                yield connection


def _open_copy(connection: Connection, aside: Path) -> None:
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("ATTACH DATABASE ? AS kept", [str(aside)])


def _step_over_references(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS kept"))


@contextmanager
def _without_triggers(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Take away what guards some tables on SQLite, and put it back; PostgreSQL steps over it."""
    found: list[Any] = []
    if connection.dialect.name == "sqlite":
        known = text("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = [row for row in connection.execute(known).all() if row.tbl_name in set(tables)]
    for trigger in found:
        connection.execute(text(f"DROP TRIGGER {trigger.name}"))
    yield
    for trigger in found:
        connection.execute(text(trigger.sql))


def keeper_of(installation: Installation) -> Keeper:
    """Return the keeper of an installation, as it stands now."""
    with installation.app.app_context():
        return Keeper(db.engine, installation)
