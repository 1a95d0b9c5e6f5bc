"""Rows on their way into the database in bulk: as the driver takes them, one statement a table.

SQLAlchemy would look at each value of each row once more: half of the time of a load. What a
session's flush guards is guarded here too: no row leaves for a region out of reach.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, Dialect, LargeBinary, Table, inspect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from casework.crypto.envelope import DataKey
from casework.db.base import Base
from casework.db.demand import storing
from casework.db.scope import Scoped, guard
from casework.db.sealed import DataKeyRow, Owner, Sealed, sealed_fields
from casework.db.types import Identifier, UtcInstant

_REMEMBERED = 4096
_COPY = "COPY"
_converters: dict[tuple[str, str], Callable[[Any], Any] | None] = {}

Rows = list[tuple[Any, ...]]

#: What wants to hear of rows that no flush will see, before they are stored.
before_insert: list[Callable[[Session, Sequence[Base]], None]] = []


def insert_all(session: Session, objects: Iterable[Base]) -> None:
    """Insert objects that were made and not added, with the keys of new owners, in their order.

    Kind by kind as each first comes. Raises OutOfReach for a row outside the session's scope. The
    session does not know the objects afterwards.
    """
    objects = list(objects)
    for hear in before_insert:
        hear(session, objects)
    by_model: dict[type[Base], list[Base]] = {}
    for each in objects:
        by_model.setdefault(type(each), []).append(each)
    keys = [row.key_row for rows in by_model.values() for row in rows if isinstance(row, Owner)]
    parcels: list[tuple[type[Base], Sequence[Mapping[str, Any]]]] = []
    if keys:
        parcels.append((DataKeyRow, keys))
    for model, rows in by_model.items():
        if issubclass(model, Scoped):
            for row in rows:
                guard(session, row)
        parcels.append((model, [_plain(model, row) for row in rows]))
    connection = session.connection()
    with storing(session):
        for kind, told in parcels:
            shape = shape_of(kind, connection.dialect)
            send(connection, shape.statement, [shape.values(row) for row in told])


def _plain(model: type[Base], row: Base) -> Mapping[str, Any]:
    told = row.__dict__
    return {column: told.get(name, default) for column, name, default in _attributes(model)}


@cache
def _attributes(model: type[Base]) -> Sequence[tuple[str, str, Any]]:
    """Return column, attribute and default of everything that a row of a model says."""
    mapper = inspect(model)
    version = mapper.version_id_col
    return tuple(
        (
            column.name,
            mapper.get_property_by_column(column).key,
            1 if column is version else column.default.arg if column.default else None,
        )
        for column in mapper.local_table.columns
    )


def send(connection: Connection, statement: str, rows: Rows) -> None:
    """Send rows by the statement of their shape."""
    if not statement.startswith(_COPY):
        connection.exec_driver_sql(statement, rows)
        return
    cursor: Any = connection.connection.cursor()
    with cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


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
class Shape:
    """How the rows of one table become what the driver takes."""

    statement: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    #: By place in the row.
    converters: Sequence[tuple[int, Callable[[Any], Any]]]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of a row in the order of the columns."""
        values = [*self.pick(row)]
        for place, convert in self.converters:
            values[place] = convert(values[place])
        return tuple(values)


def shape_of(model: type[Base], dialect: Dialect) -> Shape:
    """Return the shape of a model's rows on a database."""
    known = _shapes.get((model, dialect.name))
    if known is None:
        known = _shapes[model, dialect.name] = _shape(model, dialect)
    return known


_shapes: dict[tuple[type[Base], str], Shape] = {}


def _shape(model: type[Base], dialect: Dialect) -> Shape:
    table = Base.metadata.tables[model.__tablename__]
    converters = [
        (place, convert)
        for place, column in enumerate(table.columns)
        if (convert := _converter(column.type, dialect)) is not None
    ]
    return Shape(_statement(table, dialect), itemgetter(*table.columns.keys()), converters)


def _statement(table: Table, dialect: Dialect) -> str:
    """Return how rows come in fastest; all names are those of our own schema."""
    quoted = dialect.identifier_preparer
    columns = ", ".join(quoted.format_column(column) for column in table.columns)
    place = f"{quoted.format_table(table)} ({columns})"
    if dialect.name == "postgresql":
        return f"{_COPY} {place} FROM STDIN"
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {place} VALUES ({marks})"  # noqa: S608 - names of our own schema


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
