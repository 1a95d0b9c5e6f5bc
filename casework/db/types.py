"""Column types: identifiers as bytes, instants that are always aware, enums stored by value."""

import enum
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, LargeBinary, String, TypeDecorator
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import UUID as PostgresUuid  # noqa: N811
from sqlalchemy.types import TypeEngine


class Identifier(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite, never text."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the narrowest type of the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(PostgresUuid(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | bytes | None:
        """Hand the database what it stores."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:  # noqa: ARG002
        """Give back a UUID."""
        if value is None or isinstance(value, UUID):
            return value
        return UUID(bytes=value)


class IdentifierBytes(Identifier):
    """The same, read as its 16 bytes: for opening thousands of sealed values."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002
        """Take SQLite's bytes as they come."""
        return _bytes_of if dialect.name == "postgresql" else None


def _bytes_of(value: UUID) -> bytes:
    return value.bytes


class UtcInstant(TypeDecorator[datetime]):
    """An instant: stored in UTC, refused when naive, aware when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn to UTC; a naive value is a fault."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant without a time zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware instant on every database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(members: type[enum.Enum], name: str) -> SqlEnum:
    """Return a column type that stores a closed enumeration by value, with a CHECK."""
    return SqlEnum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda cls: [member.value for member in cls],
        validate_strings=True,
    )


def region_code() -> String:
    """Return the type of a 12-digit region code: plain byte order, so that ranges use the index."""
    return String(12).with_variant(String(12, collation="C"), "postgresql")
