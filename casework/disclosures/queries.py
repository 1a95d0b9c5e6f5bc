"""The register: what an office gave, and who has what of a child."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.disclosures.models import Disclosure
from casework.practice import queries as practice

PAGE_SIZE = 50
#: A workbook holds so many lines at most.
MOST = 5000


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed to; days are ``[first, last]``."""

    recipient_kind: str | None = None
    first_on: date | None = None
    last_on: date | None = None

    @classmethod
    def parse(cls, told: Any) -> "Filters":
        """Read an address; what cannot be read narrows nothing."""
        kind = told.get("kind")
        known = kind in practice.codes("recipient_kind")
        return cls(kind if known else None, _day(told.get("first")), _day(told.get("last")))

    def query(self, **other: Any) -> dict[str, Any]:
        """Return what an address says of it, some of it otherwise."""
        said = {"kind": self.recipient_kind, "first": self.first_on, "last": self.last_on}
        return {name: value for name, value in (said | other).items() if value}


@dataclass(frozen=True)
class Line:
    """One entry in words; ``child`` is None where the child is no longer in reach."""

    disclosure: Disclosure
    kind: str
    fields: Sequence[str]
    by: str
    child: Child | None


def register(viewer: Viewer, filters: Filters, after: str | None, size: int) -> Page[Line]:
    """Return a page of what was given by the viewer's reach, the newest first.

    By where it was given: an office answers for it wherever the child lives by now.
    """
    statement = (
        select(Disclosure)
        .where(within(Disclosure.counted_region_code, viewer.scope.ranges))
        .order_by(Disclosure.given_on.desc(), Disclosure.id.desc())
        .limit(size + 1)
    )
    if filters.recipient_kind is not None:
        statement = statement.where(Disclosure.recipient_kind == filters.recipient_kind)
    if filters.first_on is not None:
        statement = statement.where(Disclosure.given_on >= filters.first_on)
    if filters.last_on is not None:
        statement = statement.where(Disclosure.given_on <= filters.last_on)
    known = _read(after)
    if known is not None:
        day, last = known
        older = and_(Disclosure.given_on == day, Disclosure.id < last)
        statement = statement.where(or_(Disclosure.given_on < day, older))
    page = cut(db.session.scalars(statement).all(), size, _key)
    return Page(_lines(page.rows, _children(viewer, page.rows)), page.after)


def of_child(child: Child) -> list[Line]:
    """Return what was given of a child's file, the newest first."""
    statement = (
        select(Disclosure)
        .where(same_place(Disclosure, child))
        .order_by(Disclosure.given_on.desc(), Disclosure.id.desc())
    )
    return _lines(db.session.scalars(statement).all(), {child.id: child})


def _children(viewer: Viewer, rows: Iterable[Disclosure]) -> dict[UUID, Child]:
    ids = {row.child_id for row in rows}
    if not ids:
        return {}
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    return {child.id: child for child in db.session.scalars(statement)}


def _lines(rows: Sequence[Disclosure], known: dict[UUID, Child]) -> list[Line]:
    kinds, fields = practice.codes("recipient_kind"), practice.codes("shared_field")
    names = accounts.names_of({row.account_id for row in rows})
    return [
        Line(
            row,
            kinds.get(row.recipient_kind, row.recipient_kind),
            [fields.get(code, str(code)) for code in row.fields],
            names.get(row.account_id, ""),
            known.get(row.child_id),
        )
        for row in rows
    ]


def _key(row: Disclosure) -> str:
    return f"{row.given_on}_{row.id}"


def _read(after: str | None) -> tuple[date, UUID] | None:
    day, _, row_id = (after or "").partition("_")
    try:
        return date.fromisoformat(day), UUID(row_id)
    except ValueError:
        return None


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
