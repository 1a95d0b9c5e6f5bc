"""The declarative base and the rows that everything is made of."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Date, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from casework import clock
from casework.db.types import Identifier, UtcInstant

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every mapped class."""

    # Flask-SQLAlchemy derives a class of its own, and only a registry is shared with it.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            UUID: Identifier(),
            datetime: UtcInstant(),
            date: Date(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
        },
    )


class Row(Base):
    """A row that knows its id before it is stored: one id for sealing, URL and phone alike."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-3)
    created_at: Mapped[datetime] = mapped_column(sort_order=-2)

    def __init__(self, **values: Any) -> None:
        self.id = values.pop("id", None) or new_id()
        self.created_at = values.pop("created_at", None) or clock.now()
        super().__init__(**values)


def new_id() -> UUID:
    """Return a new UUIDv7: sortable by time, made by the application."""
    return uuid_utils.compat.uuid7()


db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False},
)
