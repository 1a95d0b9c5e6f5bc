"""The list of visits, page by page: by key, newest first, names in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.visits import queries
from casework.visits.models import Mode, ReviewState, Visit

PAGE_SIZE = 30


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to."""

    mode: Mode | None = None
    state: ReviewState | None = None

    @classmethod
    def parse(cls, mode: str | None, state: str | None) -> Self:
        """Read the filters of an address; one that says nothing known narrows nothing."""
        modes = {each.value: each for each in Mode}
        states = {each.value: each for each in ReviewState}
        return cls(modes.get(mode or ""), states.get(state or ""))


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this visit."""

    visited_on: date
    visit_id: UUID

    def __str__(self) -> str:
        """Return the key as it stands in an address."""
        return f"{self.visited_on:%Y%m%d}{self.visit_id.hex}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a key; None for anything else, which begins the list anew."""
        try:
            return cls(date.fromisoformat(text[:8]), UUID(text[8:]))
        except ValueError:
            return None


@dataclass(frozen=True)
class Listing:
    """A page of visits with the names that stand on it."""

    page: Page[Visit]
    children: Mapping[UUID, Child]
    authors: Mapping[UUID, str]

    @property
    def seen(self) -> set[UUID]:
        """The children that the page shows."""
        return set(self.children)


def listing(viewer: Viewer, filters: Filters, after: Key | None = None) -> Listing:
    """Return a page of the viewer's records: an office sees all in reach, a worker her own."""
    statement = _narrowed(select(Visit).where(queries.in_reach(viewer)), filters)
    if not viewer.may(Permission.TOWNSHIP_READ):
        statement = statement.where(Visit.author_id == viewer.account_id)
    if after is not None:
        last = tuple_(
            after.visited_on, after.visit_id, types=[Visit.visited_on.type, Visit.id.type]
        )
        statement = statement.where(tuple_(Visit.visited_on, Visit.id) < last)
    ordered = statement.order_by(Visit.visited_on.desc(), Visit.id.desc())
    visits = db.session.scalars(ordered.limit(PAGE_SIZE + 1)).all()
    page = cut(visits, PAGE_SIZE, lambda visit: Key(visit.visited_on, visit.id))
    return Listing(page, _children(viewer, page.rows), _authors(page.rows))


def _narrowed(statement: Select[Visit], filters: Filters) -> Select[Visit]:
    if filters.mode is not None:
        statement = statement.where(Visit.mode == filters.mode)
    if filters.state is not None:
        statement = statement.where(Visit.review_state == filters.state)
    return statement


def _children(viewer: Viewer, visits: Sequence[Visit]) -> dict[UUID, Child]:
    ids = {visit.child_id for visit in visits}
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    return {child.id: child for child in db.session.scalars(statement)}


def _authors(visits: Sequence[Visit]) -> dict[UUID, str]:
    return accounts.names_of({visit.author_id for visit in visits})
