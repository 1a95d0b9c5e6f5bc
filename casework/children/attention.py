"""What needs an office's attention: each kind of it is one object, and its number is a list.

A tile gives what it counts by one statement. The desk's number, the numbers by place and the list
behind each of them are made of that statement and of nothing else, so they cannot differ. Packages
above add their own with ``register``; the desk knows none of them by name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Self, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, union_all

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound

PAGE_SIZE = 50
#: What has no date stands last.
_NEVER = date(9999, 12, 31)


#: A statement whose columns are told by name.
Rows: TypeAlias = Select[*tuple[Any, ...]]


class Subject(StrEnum):
    """What the rows of a tile are."""

    CHILD = "child"
    VISIT = "visit"
    NEED = "need"
    VILLAGE = "village"


class Entry(NamedTuple):
    """One of what is counted. ``id`` is the subject's: a village's is its code."""

    region_code: str
    due_on: date | None
    id: UUID | str
    child_id: UUID | None


@dataclass(frozen=True)
class Tile:
    """One kind of thing that somebody has to look at."""

    #: As it stands in an address.
    code: str
    label: str
    #: What exactly is counted, in a sentence.
    about: str
    icon: str
    #: How pressing it is: late, soon or info.
    tone: str
    subject: Subject
    #: What is counted, each once: region_code, due_on, id, child_id; within the viewer's reach.
    statement: Callable[[Viewer, date], Rows]
    #: The word for the date in the list.
    due_label: str = "到期"


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this entry."""

    due_on: date
    id: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the key of an entry."""
        told = entry.id.hex if isinstance(entry.id, UUID) else entry.id
        return cls(entry.due_on or _NEVER, told)

    @classmethod
    def parse(cls, told: str | None, subject: Subject) -> Self | None:
        """Read a key from an address; None for anything else, which begins the list anew."""
        day, _, name = (told or "").partition("_")
        try:
            if subject is not Subject.VILLAGE:
                UUID(name)
            return cls(date.fromisoformat(day), name)
        except ValueError:
            return None

    def __str__(self) -> str:
        """Return the key as it stands in an address."""
        return f"{self.due_on}_{self.id}"


_tiles: dict[str, Tile] = {}


def register(*tiles: Tile, first: bool = False) -> None:
    """Put tiles on the desk: behind those that are there, or before them."""
    added = {tile.code: tile for tile in tiles}
    others = {code: tile for code, tile in _tiles.items() if code not in added}
    _tiles.clear()
    _tiles.update({**added, **others} if first else {**others, **added})


def tiles() -> tuple[Tile, ...]:
    """Return the tiles in the order in which the desk shows them."""
    return tuple(_tiles.values())


def get(code: str) -> Tile:
    """Return one tile; raise NotFound."""
    if code not in _tiles:
        raise NotFound
    return _tiles[code]


def counts(
    viewer: Viewer, on: date, digits: int, of: Sequence[Tile] | None = None
) -> Mapping[str, Mapping[str, int]]:
    """Return the number of every tile by place, a prefix of ``digits``: one statement for all."""
    asked = tiles() if of is None else of
    parts = []
    for tile in asked:
        one = tile.statement(viewer, on).subquery()
        place = func.substr(one.c.region_code, 1, digits).label("place")
        code = literal(tile.code, literal_execute=True).label("code")
        parts.append(select(code, place, func.count().label("n")).group_by(place))
    found: dict[str, dict[str, int]] = {tile.code: {} for tile in asked}
    for code, place, number in db.session.execute(union_all(*parts)):
        found[code][place] = number
    return found


def page(
    tile: Tile,
    viewer: Viewer,
    on: date,
    *,
    under: Iterable[str] | None = None,
    after: Key | None = None,
    size: int = PAGE_SIZE,
) -> Page[Entry]:
    """Return some of what a tile counts, the most pressing first; ``under`` narrows to places."""
    one = tile.statement(viewer, on).subquery()
    due = func.coalesce(one.c.due_on, _NEVER)
    rows = select(one).order_by(due, one.c.id).limit(size + 1)
    if under is not None:
        rows = rows.where(within(one.c.region_code, under))
    if after is not None:
        rows = rows.where(_is_after(one, due, tile.subject, after))
    entries = [Entry(*row) for row in db.session.execute(rows)]
    return cut(entries, size, Key.of)


def _is_after(one: Subquery, due: ColumnElement[date], subject: Subject, key: Key) -> Any:
    known: UUID | str = key.id if subject is Subject.VILLAGE else UUID(key.id)
    return or_(due > key.due_on, and_(due == key.due_on, one.c.id > known))
