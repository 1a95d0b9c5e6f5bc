"""Sealed fields: the only place where a column meets the key ring.

``name = sealed(str, label="child.name")`` is a descriptor over a plain binary column. Writing
seals at once under the data key of the row's owner, reading opens each time and keeps no text.
The ciphertext is bound to label, owner and row, so that it opens nowhere else.

An **owner** (a child, a person, a household, a user) has a data key of its own in ``data_key``.
An **owned** row (a visit of a child) is sealed under its owner's key. The wrapped key arrives in
the same SELECT as the row.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar, cast, overload
from uuid import UUID

from flask import current_app
from sqlalchemy import LargeBinary, SmallInteger, String, event, insert, select
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapped,
    Session,
    column_property,
    mapped_column,
)
from sqlalchemy.orm.util import has_identity

from casework import clock
from casework.crypto.envelope import DataKey, SealBroken
from casework.crypto.keyring import Keyring
from casework.db.base import Base, Row, new_id

__all__ = [
    "DataKeyRow",
    "Owned",
    "Owner",
    "SealBroken",
    "Sealed",
    "SealedAttribute",
    "keyring",
    "seal_values",
    "sealed",
    "sealed_fields",
]

T = TypeVar("T")
_GENERATION = 1
_EXTENSION = "casework.keyring"


class DataKeyRow(Base):
    """The wrapped data key of one data subject; erasing the row is the first half of erasure."""

    __tablename__ = "data_key"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(16))
    kek_version: Mapped[int] = mapped_column(index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


def install_keyring(app: Any, ring: Keyring) -> None:
    """Give the application its key ring."""
    app.extensions[_EXTENSION] = ring


def keyring() -> Keyring:
    """Return the key ring of the running application."""
    return cast("Keyring", current_app.extensions[_EXTENSION])


def new_key_row(kind: str, owner_id: UUID) -> tuple[dict[str, Any], DataKey]:
    """Make a data key for a new owner: the row to insert and the open key."""
    ring = keyring()
    ring.reload_if_changed()  # a key under a version that is on its way out could be lost
    wrapped, key = ring.new_data_key(kind, owner_id, _GENERATION)
    row = {
        "owner_id": owner_id,
        "generation": _GENERATION,
        "owner_kind": kind,
        "kek_version": ring.kek_version_of(wrapped),
        "wrapped": wrapped,
        "created_at": clock.now(),
    }
    return row, key


def _encode_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


#: How each kind of value becomes bytes and comes back.
_CODECS: dict[type, tuple[Callable[[Any], bytes], Callable[[bytes], Any]]] = {
    str: (str.encode, bytes.decode),
    bytes: (bytes, bytes),
    date: (lambda day: day.isoformat().encode(), lambda raw: date.fromisoformat(raw.decode())),
    dict: (_encode_json, json.loads),
    list: (_encode_json, json.loads),
}


@dataclass(frozen=True)
class SealedAttribute(Generic[T]):
    """What ``Child.name`` is on the class: the column to select, and how to open its value."""

    column: InstrumentedAttribute[bytes | None]
    label: bytes
    decode: Callable[[bytes], T]
    kind: str

    def open(self, box: bytes, wrapped: bytes, *, owner: UUID, row: UUID) -> T:
        """Open one value selected as a column; ``wrapped`` is the owner's wrapped key.

        Raises SealBroken when the value, its place or the key do not fit.
        """
        key = keyring().unwrap(wrapped, self.kind, owner, _GENERATION)
        return self.open_with(key, box, owner=owner, row=row)

    def open_with(self, key: DataKey, box: bytes, *, owner: UUID, row: UUID) -> T:
        """Open one value under a key that is open already (several fields of one row)."""
        return self.decode(key.open(box, self.label, owner.bytes, row.bytes))


def owner_kind(cls: type) -> str:
    """Return the kind of data subject that a mapped class is sealed under."""
    return cast("type[_Keyed]", cls).__owner_kind__


class Sealed(Generic[T]):
    """The descriptor behind ``sealed()``."""

    def __init__(self, kind: type, label: str, *, null: bool) -> None:
        self.encode, self.decode = _CODECS[kind]
        self.label = label
        self.raw_label = label.encode()
        self.null = null

    def __set_name__(self, cls: type, name: str) -> None:
        self.name = name
        self.box_name = f"_{name}"
        setattr(cls, self.box_name, mapped_column(name, LargeBinary, nullable=self.null))

    @overload
    def __get__(self, row: None, cls: type) -> SealedAttribute[T]: ...
    @overload
    def __get__(self, row: "_Keyed", cls: type) -> T: ...
    def __get__(self, row: "_Keyed | None", cls: type) -> Any:
        if row is None:
            column = getattr(cls, self.box_name)
            return SealedAttribute(column, self.raw_label, self.decode, owner_kind(cls))
        # From the instance itself, unless the database has to be asked first.
        box = row.__dict__.get(self.box_name) or getattr(row, self.box_name)
        if box is None:
            return None
        key, owner, own = row.opened()
        return self.decode(key.open(box, self.raw_label, owner, own))

    def __set__(self, row: "_Keyed", value: T) -> None:
        if value is None and not self.null:
            message = f"{self.label} cannot be empty"
            raise ValueError(message)
        # An equal value is not sealed anew: it would be a write that says nothing.
        if not self._holds(row, value):
            setattr(row, self.box_name, self.box(*row.opened(), value))

    def _holds(self, row: "_Keyed", value: T) -> bool:
        """Whether a row has this value; by its bytes, for 1 and True are equal and not the same."""
        if self.box_name not in row.__dict__ and not has_identity(row):
            return False  # a row in the making, which has said nothing yet
        box = getattr(row, self.box_name)
        if box is None or value is None:
            return box is None and value is None
        key, owner, own = row.opened()
        return key.open(box, self.raw_label, owner, own) == self.encode(value)

    def seal(self, key: DataKey, owner: UUID, row: UUID, value: T) -> bytes | None:
        """Return the ciphertext of ``value`` for one place."""
        return self.box(key, owner.bytes, row.bytes, value)

    def box(self, key: DataKey, owner: bytes, row: bytes, value: T) -> bytes | None:
        """Return the same for a place that is told by the bytes of its ids."""
        return None if value is None else key.seal(self.encode(value), self.raw_label, owner, row)


@overload
def sealed(kind: type[T], *, label: str) -> Sealed[T]: ...
@overload
def sealed(kind: type[T], *, label: str, null: bool) -> Sealed[T | None]: ...
def sealed(kind: type[Any], *, label: str, null: bool = False) -> Sealed[Any]:
    """Declare a sealed field; ``label`` is frozen for ever, whatever table or column become."""
    return Sealed(kind, label, null=null)


def _sealed_fields(cls: type) -> Mapping[str, Sealed[Any]]:
    """Return the sealed fields of a mapped class by attribute name."""
    found: dict[str, Sealed[Any]] = {}
    for base in reversed(cls.__mro__):
        found |= {name: value for name, value in vars(base).items() if isinstance(value, Sealed)}
    return MappingProxyType(found)


sealed_fields: Callable[[type], Mapping[str, Sealed[Any]]] = cache(_sealed_fields)


def seal_values(
    cls: type, key: DataKey, *, owner: UUID, row: UUID, values: dict[str, Any]
) -> dict[str, bytes | None]:
    """Seal a row's values for a bulk insert: column name to ciphertext."""
    fields, place = sealed_fields(cls), (key, owner.bytes, row.bytes)
    return {name: fields[name].box(*place, value) for name, value in values.items()}


#: An open key, and the owner and the row that it seals for.
_Place = tuple[DataKey, bytes, bytes]


class _Keyed(Row):
    """A row whose sealed fields open under one data key."""

    __abstract__ = True
    __owner_kind__: ClassVar[str]
    #: The attribute that holds the owner's id.
    __owned_by__: ClassVar[str]
    #: The wrapped key of the owner, selected with the row.
    wrapped_key: Any

    #: Key ring, its state and the owner when the key was opened, and what was opened.
    _opened: tuple[Keyring, object, UUID, _Place] | None = None
    #: The wrapped key of a row that was made here and not loaded.
    _made_with: bytes | None = None

    def owner_id(self) -> UUID:
        """Return the id of the data subject that this row belongs to."""
        return cast("UUID", getattr(self, self.__owned_by__))

    def data_key(self) -> DataKey:
        """Return the open key."""
        return self.opened()[0]

    def opened(self) -> _Place:
        """Return the open key and the ids, as bytes, that every value of the row is bound to.

        Kept for the life of the instance, of its owner and of the key ring's state.
        """
        kept = self._opened
        if kept is not None:
            ring, token, owner, place = kept
            held = self.__dict__.get(self.__owned_by__)
            if ring.token is token and (held is owner or self.owner_id() == owner):
                return place
        return self._keep_open(keyring(), None)

    def _keep_open(self, ring: Keyring, key: DataKey | None) -> _Place:
        owner = self.owner_id()
        place = (key or self._unwrap(ring, owner), owner.bytes, self.id.bytes)
        self._opened = (ring, ring.token, owner, place)
        return place

    def wrapped(self) -> bytes:
        """Return the wrapped key of the owner; raise SealBroken when it is gone."""
        wrapped: bytes | None = self._made_with or self.wrapped_key
        if wrapped is None:
            raise SealBroken
        return wrapped

    def _unwrap(self, ring: Keyring, owner: UUID) -> DataKey:
        return ring.unwrap(self.wrapped(), self.__owner_kind__, owner, _GENERATION)

    @classmethod
    def _map_key(cls) -> None:
        table = cls.__table__
        wrapped = (
            select(DataKeyRow.wrapped)
            .where(DataKeyRow.owner_id == table.c[cls.__owned_by__])
            .where(DataKeyRow.generation == _GENERATION)
            .scalar_subquery()
        )
        # A flush does not change the key: expiring it would cost a statement without a region.
        key = column_property(wrapped, expire_on_flush=False)
        cls.__mapper__.add_property("wrapped_key", key)


class Owner(_Keyed):
    """A data subject: a row with a data key of its own, made with it."""

    __abstract__ = True
    __owned_by__ = "id"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__tablename__" in vars(cls):
            cls._map_key()

    def __init__(self, **values: Any) -> None:
        self.id = values.setdefault("id", None) or _fresh_id(values)
        self.key_row, key = new_key_row(self.__owner_kind__, self.id)
        self._made_with = self.key_row["wrapped"]
        self._keep_open(keyring(), key)
        super().__init__(**values)

    #: The row of the key, to be stored with the owner.
    key_row: dict[str, Any]


class Owned(_Keyed):
    """A row sealed under its owner's key: ``VisitVersion(owner=child, …)``."""

    __abstract__ = True
    __owned_by__ = "child_id"
    __owner_kind__ = "child"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__tablename__" in vars(cls):
            cls._map_key()

    def __init__(self, *, owner: "Owner | Owned", **values: Any) -> None:
        if owner.__owner_kind__ != self.__owner_kind__:
            message = f"a {self.__tablename__} belongs to a {self.__owner_kind__}"
            raise TypeError(message)
        setattr(self, self.__owned_by__, owner.owner_id())
        self.id = values.setdefault("id", None) or _fresh_id(values)
        self._keep_open(keyring(), owner.data_key())
        self._made_with = owner.wrapped()
        super().__init__(**values)

    def give_to(self, owner: "Owner") -> None:
        """Let the row be another owner's: every value is opened and sealed anew for it."""
        fields = sealed_fields(type(self))
        values = {name: getattr(self, name) for name in fields}
        setattr(self, self.__owned_by__, owner.id)
        self._made_with = owner.wrapped()
        place = self._keep_open(keyring(), owner.data_key())
        for name, field in fields.items():
            setattr(self, field.box_name, field.box(*place, values[name]))


def _fresh_id(values: dict[str, Any]) -> UUID:
    values["id"] = new_id()
    return cast("UUID", values["id"])


def _store_new_keys(session: Session, _context: object, _instances: object) -> None:
    """Insert the keys of new owners before their rows: one statement for all."""
    # The rows are kept: an owner whose storing was undone brings its key when it is stored again.
    rows = [owner.key_row for owner in session.new if isinstance(owner, Owner)]
    if rows:
        session.execute(insert(DataKeyRow), rows)


event.listen(Session, "before_flush", _store_new_keys)
