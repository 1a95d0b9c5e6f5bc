"""Scope: which regions a session may touch, and the guards that hold when a query forgets.

A scope is a set of region prefixes (2, 4, 6, 9 or 12 digits) used as half-open ranges, plus single
children granted by assignment. A session has one scope for its life.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, event, false, inspect, or_
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapped,
    Session,
    mapped_column,
    object_session,
)
from sqlalchemy.orm.context import QueryContext

from casework.db.types import region_code
from casework.errors import OutOfReach

_KEY = "casework.scope"
_PREFIX_LENGTHS = (2, 4, 6, 9, 12)
_CODE_LENGTH = 12


@dataclass(frozen=True)
class Scope:
    """The regions and single children that one viewer may touch; empty means nothing at all."""

    ranges: tuple[str, ...] = ()
    children: frozenset[UUID] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for prefix in self.ranges:
            if len(prefix) not in _PREFIX_LENGTHS or not prefix.isascii() or not prefix.isdigit():
                message = f"not a region prefix: {prefix!r}"
                raise ValueError(message)

    def covers(self, code: str) -> bool:
        """Say whether a region lies inside."""
        return any(code.startswith(prefix) for prefix in self.ranges)

    def reaches(self, code: str, child_id: UUID | None) -> bool:
        """Say whether a row of a region and a child may be touched."""
        return self.covers(code) or child_id in self.children


@dataclass(frozen=True)
class SystemScope:
    """Registered maintenance: everything, for a stated purpose that the audit names."""

    purpose: str

    def reaches(self, code: str, child_id: UUID | None) -> bool:  # noqa: ARG002
        """Say yes."""
        return True


class Scoped:
    """A row that belongs to a region: it carries the code itself."""

    region_code: Mapped[str] = mapped_column(region_code(), sort_order=-1)

    #: Columns with a second region whose offices see the row too: what both sides have to see.
    also_in: ClassVar[tuple[str, ...]] = ()
    #: Whether the row stays where it was written when the child that it is about moves.
    stays_put: ClassVar[bool] = False
    #: Whether the row goes to the file that is kept when two files are one child's. What hangs on
    #: a visit (``visit_id``) does anyhow.
    follows_merge: ClassVar[bool] = False


def bounds(prefix: str) -> tuple[str, str]:
    """Return the half-open range ``[low, high)`` of the 12-digit codes under a prefix."""
    low = prefix.ljust(_CODE_LENGTH, "0")
    if prefix.strip("9") == "":
        return low, ":"  # the character after 9
    high = str(int(prefix) + 1).rjust(len(prefix), "0").ljust(_CODE_LENGTH, "0")
    return low, high


def within(
    column: "InstrumentedAttribute[str] | InstrumentedAttribute[str | None] | ColumnElement[str]",
    prefixes: Iterable[str],
) -> ColumnElement[bool]:
    """Return the condition that a region column lies under one of the prefixes."""
    parts = []
    for prefix in prefixes:
        low, high = bounds(prefix)
        parts.append(and_(column >= low, column < high))
    return or_(*parts) if parts else false()


def bind_scope(session: Any, scope: Scope | SystemScope) -> None:
    """Give the session its scope; a second, different one is a fault."""
    known = session.info.get(_KEY)
    if known is not None and known != scope:
        message = "a session has one scope for its life"
        raise OutOfReach(message)
    session.info[_KEY] = scope


def is_scope(key: str) -> bool:
    """Say whether a key of a session's notes is that of its scope."""
    return key == _KEY


def scope_of(session: Session) -> Scope | SystemScope | None:
    """Return the scope of the session, if it has one yet."""
    return session.info.get(_KEY)


def _check(session: Session | None, row: Any, code: str | None) -> None:
    scope = scope_of(session) if session is not None else None
    child_id = row.id if row.__tablename__ == "child" else getattr(row, "child_id", None)
    codes = [code, *(row.__dict__.get(name) for name in row.also_in)]
    if scope is None or not any(each and scope.reaches(each, child_id) for each in codes):
        raise OutOfReach(row.__tablename__)


def guard(session: Session, row: Any) -> None:
    """Raise OutOfReach for a row that a session may not store."""
    _check(session, row, row.region_code)


def _on_load(row: Any, context: QueryContext) -> None:
    _check(context.session, row, row.__dict__.get("region_code"))


def _on_refresh(row: Any, context: QueryContext | None, _names: Iterable[str] | None) -> None:
    # A bulk update brings rows in memory up to date without a query.
    _check(
        context.session if context else object_session(row), row, row.__dict__.get("region_code")
    )


def _on_flush(session: Session, _context: object, _instances: object) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, Scoped):
            _check(session, row, row.region_code)
            for old in inspect(row).attrs.region_code.history.deleted or ():
                _check(session, row, old)


event.listen(Scoped, "load", _on_load, propagate=True)
event.listen(Scoped, "refresh", _on_refresh, propagate=True)
event.listen(Session, "before_flush", _on_flush)
