"""The tables behind classes: where a million rows come from, no objects are made."""

from sqlalchemy import Table

from casework.db.base import Base


def table_of(model: type[Base]) -> Table:
    """Return the table behind a class: inserting there makes no objects."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - a class with a table of its own
    return table
