"""Marks append themselves: whatever way a dated row is stored, what it counts for is marked.

Nobody has to think of it. The rows that figures are made of are looked at as a session flushes
them, and as they are inserted in bulk; only what a statement by hand does is marked by hand.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from casework.children.models import CategoryMembership, Child, RiskSpell, StatusSpell, Stay
from casework.db import bulk
from casework.db.base import Base
from casework.marks.actions import mark
from casework.visits.models import Visit

#: Old and new value of an attribute; the same twice where it did not change.
Change = tuple[Any, Any]


@dataclass(frozen=True)
class Kind:
    """What of a model's rows matters to a count."""

    #: The column that says where a row counts.
    place: str
    began: str
    rest: tuple[str, ...]
    ended: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every attribute that moves a figure when it changes."""
        ended = () if self.ended is None else (self.ended,)
        return ("child_id", self.place, self.began, *ended, *self.rest)


KINDS: Mapping[type[Base], Kind] = {
    Stay: Kind("region_code", "from_on", (), "until_on"),
    StatusSpell: Kind(
        "counted_region_code", "from_on", ("status", "is_entry", "first_due_on"), "until_on"
    ),
    CategoryMembership: Kind("region_code", "from_on", ("code",), "until_on"),
    RiskSpell: Kind("region_code", "from_on", ("level",), "until_on"),
    Visit: Kind("counted_region_code", "visited_on", ("mode", "outcome", "review_state")),
}

#: Only these tell that a row's months changed; a file that moves takes its rows to another region.
_CARRIED = frozenset({CategoryMembership, RiskSpell})

_Mark = tuple[str, date, UUID]


def _before_flush(session: Session, *_rest: object) -> None:
    for row in [*session.new, *session.deleted]:
        if (kind := KINDS.get(type(row))) is not None:
            _append(session, _whole(row, kind))
    for row in session.dirty:
        kind = KINDS.get(type(row))
        if kind is not None and row not in session.deleted:
            _append(session, _changed(row, kind))


def _append(session: Session, marks: Iterable[_Mark]) -> None:
    for place, day, child_id in marks:
        mark(place, day, child_id, session=session)


def _whole(row: Any, kind: Kind) -> Iterator[_Mark]:
    """Yield the marks of a row that is new or goes."""
    yield getattr(row, kind.place), getattr(row, kind.began), _child_of(row)


def _child_of(row: Any) -> UUID:
    owner = row.__dict__.get("child_id") or row.owner.id
    assert isinstance(owner, UUID)  # noqa: S101 - every dated row has a child
    return owner


def _changed(row: Any, kind: Kind) -> Iterator[_Mark]:
    """Yield the marks of a row that changed: of both places and both children, if it did so."""
    changes = {name: _change(row, name) for name in kind.names}
    moved = {name for name, (old, new) in changes.items() if old != new}
    if type(row) in _CARRIED:
        moved.discard(kind.place)
    if not moved:
        return
    day = _since(kind, changes, moved)
    for place in {*changes[kind.place]}:
        for child_id in {*changes["child_id"]}:
            yield place, day, child_id


def _since(kind: Kind, changes: Mapping[str, Change], moved: set[str]) -> date:
    """Return the first day that may count otherwise: of the row, or of its end alone."""
    told = kind.ended if kind.ended and moved == {kind.ended} else kind.began
    days: list[date] = [day for day in changes[told] if day is not None]
    return min(days)


def _change(row: Any, name: str) -> Change:
    history = inspect(row).attrs[name].history
    new = getattr(row, name)
    return (history.deleted[0] if history.deleted else new, new)


def _before_bulk(session: Session, objects: Sequence[Base]) -> None:
    """Mark rows inserted in bulk: a new child by its places, of others as usual."""
    new = {row.id for row in objects if isinstance(row, Child)}
    since: dict[str, date] = {}
    for row in objects:
        if (kind := KINDS.get(type(row))) is not None:
            for place, day, child_id in _whole(row, kind):
                if child_id in new:
                    since[place] = min(day, since.get(place, day))
                else:
                    mark(place, day, child_id, session=session)
    for place, day in since.items():
        mark(place, day, session=session)


def _know_old_values() -> None:
    """Let the old value of what matters be known also where the row was not loaded whole."""
    nothing: Callable[..., None] = lambda *_: None  # noqa: E731
    for model, kind in KINDS.items():
        for name in kind.names:
            event.listen(getattr(model, name), "set", nothing, active_history=True)


_know_old_values()
event.listen(Session, "before_flush", _before_flush)
bulk.before_insert.append(_before_bulk)
