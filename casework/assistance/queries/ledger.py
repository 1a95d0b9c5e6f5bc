"""The ledger of a region: its lines, the givings that they make, and their totals.

Numbers are made of the lines that the list shows and of nothing else. A child's line stands where
it was given, also when the child has moved since; what is sealed of it is opened only where the
child is in reach now.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from casework.accounts.viewer import Viewer
from casework.assistance.amounts import total
from casework.assistance.models import AidGroup, AidShare, Desk, Mode
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import DataKeyRow
from casework.regions.codes import prefix


@dataclass(frozen=True)
class Filters:
    """What the ledger is narrowed to: days ``[first, until)`` and, where given, the rest."""

    first_on: date
    until_on: date
    #: A region in the viewer's reach; None for all of it.
    place: str | None = None
    mode: Mode | None = None
    source: str | None = None
    kind: str | None = None
    #: Part of what the giver is called.
    giver: str | None = None
    #: Whose ledger: only what 妇联 wrote, or everything.
    desk: Desk | None = None

    @property
    def last_on(self) -> date:
        """The last day of the period."""
        return self.until_on - timedelta(days=1)


class Line(NamedTuple):
    """One line in plain columns; of a number of people where ``child_id`` is None."""

    id: UUID
    act_id: UUID
    given_on: date
    mode: Mode
    source: str
    unit: str | None
    quantity: Decimal | None
    value: Decimal | None
    #: Where it was given.
    place_code: str
    #: Where it is now.
    region_code: str
    is_regular: bool
    is_batch: bool
    child_id: UUID | None
    children: int
    households: int

    @property
    def is_bare(self) -> bool:
        """Whether it only counts."""
        return self.child_id is None


@dataclass(frozen=True)
class Giving:
    """The lines of one act that have mode and source in common."""

    lines: Sequence[Line]

    @property
    def first(self) -> Line:
        """The newest of them."""
        return self.lines[0]

    @property
    def unit(self) -> str | None:
        """What its quantities are counted in; None where that is not one and the same."""
        units = {line.unit for line in self.lines if line.unit is not None}
        return units.pop() if len(units) == 1 else None

    @property
    def totals(self) -> "Totals":
        """Return what they come to."""
        return totals(self.lines)


@dataclass(frozen=True)
class Totals:
    """What some lines come to."""

    #: Different children with a name, and children who were only counted.
    named: int
    counted: int
    households: int
    quantity: Decimal
    value: Decimal
    by_mode: dict[Mode, Decimal]

    @property
    def children(self) -> int:
        """All children."""
        return self.named + self.counted


def lines(viewer: Viewer, filters: Filters) -> list[Line]:
    """Return every line that counts, the newest first: one statement a table.

    Nobody who may see no child's file causes a look at the lines of children.
    """
    found = [*_group_lines(viewer, filters)]
    if viewer.sees_names and filters.desk is None:
        found += _share_lines(viewer, filters)
    return sorted(found, key=lambda line: (line.given_on, line.act_id, line.id), reverse=True)


def givings(found: Iterable[Line]) -> list[Giving]:
    """Return lines by what they were given in, in the order of the newest line of each."""
    by_act: dict[tuple[object, ...], list[Line]] = {}
    for line in found:
        key = (line.act_id, line.mode, line.source)
        by_act.setdefault(key, []).append(line)
    return [Giving(own) for own in by_act.values()]


def totals(found: Sequence[Line]) -> Totals:
    """Return what some lines come to; a child counts once."""
    values = {mode: total([line.value for line in found if line.mode is mode]) for mode in Mode}
    return Totals(
        named=len({line.child_id for line in found if line.child_id}),
        counted=sum(line.children for line in found),
        households=sum(line.households for line in found),
        quantity=total([line.quantity for line in found]),
        value=sum(values.values(), Decimal(0)),
        by_mode=values,
    )


def _prefixes(viewer: Viewer, filters: Filters) -> Sequence[str]:
    return (prefix(filters.place),) if filters.place else viewer.scope.ranges


def _conditions(model: type[AidShare | AidGroup], filters: Filters) -> list[ColumnElement[bool]]:
    found = [
        model.withdrawn_on.is_(None),
        model.given_on >= filters.first_on,
        model.given_on < filters.until_on,
    ]
    if filters.mode is not None:
        found.append(model.mode == filters.mode)
    if filters.source is not None:
        found.append(model.source == filters.source)
    return found


def _columns(model: type[AidShare | AidGroup]) -> list[InstrumentedAttribute[Any]]:
    """Return what both kinds of lines have, by the names of ``Line``."""
    names = ("id", "act_id", "given_on", "mode", "source", "unit", "quantity", "value")
    return [getattr(model, name) for name in (*names, "region_code", "is_regular")]


def _share_lines(viewer: Viewer, filters: Filters) -> Iterator[Line]:
    own, extra = AidShare, (AidShare.counted_region_code, AidShare.batch_id, AidShare.child_id)
    place = within(own.counted_region_code, _prefixes(viewer, filters))
    statement = select(*_columns(own), *extra).where(place, *_conditions(own, filters))
    wanted = _wanted(viewer, filters, own)
    for row in db.session.execute(statement):
        if wanted is None or row.id in wanted:
            facts = row._asdict()
            facts["place_code"] = facts.pop("counted_region_code")
            facts["is_batch"] = facts.pop("batch_id") is not None
            yield Line(**facts, children=0, households=0)


def _group_lines(viewer: Viewer, filters: Filters) -> Iterator[Line]:
    own, extra = AidGroup, (AidGroup.children, AidGroup.households)
    place = within(own.region_code, _prefixes(viewer, filters))
    statement = select(*_columns(own), *extra).where(place, *_conditions(own, filters))
    if filters.desk is not None:
        statement = statement.where(own.desk == filters.desk)
    wanted = _wanted(viewer, filters, own)
    for row in db.session.execute(statement):
        if wanted is None or row.id in wanted:
            yield Line(**row._asdict(), place_code=row.region_code, is_batch=False, child_id=None)


def _wanted(viewer: Viewer, filters: Filters, model: type[AidShare | AidGroup]) -> set[UUID] | None:
    """Return which lines have the kind and the giver that are asked for; None for all.

    Both are sealed, so they are opened here, of lines that are in reach now.
    """
    if filters.kind is None and filters.giver is None:
        return None
    owner = AidShare.child_id if model is AidShare else AidGroup.id
    statement = (
        select(model.id, owner.label("owner"), DataKeyRow.wrapped)
        .add_columns(model.kind.column.label("kind"), model.giver.column.label("giver"))
        .join(DataKeyRow, DataKeyRow.owner_id == owner)
        .where(within(model.region_code, viewer.scope.ranges), *_conditions(model, filters))
    )
    return {row.id for row in db.session.execute(statement) if _fits(model, row, filters)}


def _fits(model: type[AidShare | AidGroup], row: Any, filters: Filters) -> bool:
    place = {"owner": row.owner, "row": row.id}
    if filters.kind is not None:
        kind: str = model.kind.open(row.kind, row.wrapped, **place)
        if kind != filters.kind:
            return False
    if filters.giver is None:
        return True
    if row.giver is None:
        return False
    giver: str | None = model.giver.open(row.giver, row.wrapped, **place)
    return giver is not None and filters.giver in giver
