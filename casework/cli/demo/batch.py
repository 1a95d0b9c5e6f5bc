"""Rows on their way into the database: sealed, kept by table, inserted in bulk."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert

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


class Batch:
    """Rows of many tables that go in together."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], list[dict[str, Any]]] = {model: [] for model in _ORDER}

    def add(self, model: type[Base], row: dict[str, Any]) -> None:
        """Add one row; all rows of a table have the same columns."""
        self._rows[model].append(row)

    def new_key(self, kind: str, owner_id: UUID, at: datetime) -> DataKey:
        """Make the key of a new data subject; it is open for this batch alone."""
        row, key = new_key_row(kind, owner_id)
        self._rows[DataKeyRow].append(row | {"created_at": at})
        return key

    def insert(self) -> None:
        """Insert everything and be empty again; one statement a table."""
        for model, rows in self._rows.items():
            if rows:
                db.session.execute(insert(_table(model)), rows)
                rows.clear()


def seal(
    model: type[Base], key: DataKey, owner: UUID, row: UUID, values: dict[str, Any]
) -> dict[str, bytes | None]:
    """Return every sealed column of a row; what is not given is empty."""
    return {
        name: field.seal(key, owner, row, values.get(name))
        for name, field in _sealed_fields(model).items()
    }


@cache
def _sealed_fields(model: type[Base]) -> dict[str, Sealed[Any]]:
    return sealed_fields(model)


@cache
def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]
