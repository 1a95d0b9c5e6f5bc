"""Rows on their way into the database: sealed, as the driver takes them, inserted in bulk.

SQLAlchemy would look at each value of each row once more: half of the time of a load.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, Dialect, LargeBinary, Table
from sqlalchemy.types import TypeEngine

from casework.accounts.models import Account, RoleGrant
from casework.children.models import (
    Assignment,
    CategoryMembership,
    Child,
    ChildChange,
    ChildPerson,
    Household,
    IdentityDigest,
    RiskSpell,
    StatusSpell,
    Stay,
)
from casework.crypto.envelope import DataKey
from casework.db.base import Base, db
from casework.db.sealed import DataKeyRow, Sealed, new_key_row, sealed_fields
from casework.db.types import Identifier, UtcInstant
from casework.needs.models import Need
from casework.people.models import Person
from casework.visits.models import Visit, VisitVersion

#: What is pointed at comes before what points at it.
_ORDER: tuple[type[Base], ...] = (
    DataKeyRow,
    Account,
    RoleGrant,
    Child,
    Person,
    Household,
    IdentityDigest,
    Stay,
    StatusSpell,
    CategoryMembership,
    RiskSpell,
    Assignment,
    ChildPerson,
    ChildChange,
    Visit,
    VisitVersion,
    Need,
)
_REMEMBERED = 4096
_COPY = "COPY"
_converters: dict[tuple[str, str], Callable[[Any], Any] | None] = {}

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Parcel:
    """Rows ready for the driver, by the statement that inserts them, and what they amount to."""

    rows: Sequence[tuple[str, Rows]]
    children: int = 0
    visits: int = 0

    def insert(self) -> None:
        """Insert everything: one statement a table."""
        connection = db.session.connection()
        for statement, rows in self.rows:
            if statement.startswith(_COPY):
                _copy(connection, statement, rows)
            else:
                connection.exec_driver_sql(statement, rows)


class Batch:
    """Rows of many tables that go in together."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], Rows] = {model: [] for model in _ORDER}
        self._shapes = {model: _Shape.of(model, db.engine.dialect) for model in _ORDER}

    def add(self, model: type[Base], row: Mapping[str, Any]) -> None:
        """Add one row, which says something of every column."""
        self._rows[model].append(self._shapes[model].values(row))

    def new_key(self, kind: str, owner_id: UUID, at: datetime) -> DataKey:
        """Make the key of a new data subject; it is open for this batch alone."""
        row, key = new_key_row(kind, owner_id)
        self.add(DataKeyRow, row | {"created_at": at})
        return key

    def packed(self) -> Parcel:
        """Return what has been added and be empty again."""
        rows = [(self._shapes[model].statement, rows) for model, rows in self._rows.items() if rows]
        children, visits = len(self._rows[Child]), len(self._rows[Visit])
        self._rows = {model: [] for model in _ORDER}
        return Parcel(rows, children, visits)


def seal(
    model: type[Base], key: DataKey, owner: UUID, row: UUID, values: Mapping[str, Any]
) -> dict[str, bytes | None]:
    """Return every sealed column of a row; what is not given is empty."""
    place = owner.bytes, row.bytes
    sealed: dict[str, bytes | None] = {}
    for name, field in _sealed_fields(model):
        value = values.get(name)
        told = value is not None
        sealed[name] = key.seal(field.encode(value), field.raw_label, *place) if told else None
    return sealed


@dataclass(frozen=True)
class _Shape:
    """How the rows of one table become what the driver takes."""

    statement: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    #: By place in the row.
    converters: Sequence[tuple[int, Callable[[Any], Any]]]

    @classmethod
    def of(cls, model: type[Base], dialect: Dialect) -> "_Shape":
        table = Base.metadata.tables[model.__tablename__]
        converters = [
            (place, convert)
            for place, column in enumerate(table.columns)
            if (convert := _converter(column.type, dialect)) is not None
        ]
        return cls(_statement(table, dialect), itemgetter(*table.columns.keys()), converters)

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of a row in the order of the columns."""
        values = [*self.pick(row)]
        for place, convert in self.converters:
            values[place] = convert(values[place])
        return tuple(values)


def _statement(table: Table, dialect: Dialect) -> str:
    """Return how rows come in fastest; all names are those of our own schema."""
    quoted = dialect.identifier_preparer
    columns = ", ".join(quoted.format_column(column) for column in table.columns)
    place = f"{quoted.format_table(table)} ({columns})"
    if dialect.name == "postgresql":
        return f"{_COPY} {place} FROM STDIN"
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {place} VALUES ({marks})"  # noqa: S608 - names of our own schema


def _copy(connection: Connection, statement: str, rows: Rows) -> None:
    cursor: Any = connection.connection.cursor()
    with cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, LargeBinary):
        return None  # every driver takes bytes
    if isinstance(kind, Identifier):
        return partial(kind.process_bind_param, dialect=dialect)
    if isinstance(kind, UtcInstant | Date):
        return _remembering(kind, dialect)
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _remembering(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return the converter of days or instants, of which each stands in several columns."""
    name = (type(kind).__name__, dialect.name)
    if name not in _converters:
        convert = kind.dialect_impl(dialect).bind_processor(dialect)
        _converters[name] = lru_cache(_REMEMBERED)(convert) if convert else None
    return _converters[name]


@cache
def _sealed_fields(model: type[Base]) -> Sequence[tuple[str, Sealed[Any]]]:
    return tuple(sealed_fields(model).items())
