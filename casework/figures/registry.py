"""Figures that can be opened: each is counted from the rows that its list shows, nothing else.

Packages above register theirs; the pages know none of them by name. The number is made of the
entries, so that it cannot differ from the list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.errors import NotFound


class Measure(Enum):
    """How entries become a number."""

    #: Different keys: persons, villages, households.
    DISTINCT = "distinct"
    #: The entries: times (人次, 场次, 件).
    ROWS = "rows"
    #: The sum of the amounts: money, quantities, bare counts.
    SUM = "sum"


@dataclass(frozen=True)
class Asked:
    """What a figure is asked for: a region in the viewer's reach and days ``[first, until)``."""

    viewer: Viewer
    #: 12 digits; the prefix of it that counts is that of its level.
    region_code: str
    first_on: date
    until_on: date

    @property
    def last_on(self) -> date:
        """The last day that counts, as people name it."""
        return self.until_on - timedelta(days=1)

    def holds(self, day: date | None) -> bool:
        """Say whether a day lies in the period."""
        return day is not None and self.first_on <= day < self.until_on


@dataclass(frozen=True)
class Entry:
    """One row that a figure counts."""

    #: What is counted once: the id of a child, a village's code, a batch.
    key: str
    region_code: str
    on: date
    #: What happened, as people read it; no name and nothing sealed that the list may not show.
    about: str
    #: The file that it belongs to, if it is one child's; the page shows its name by the rights.
    child_id: UUID | None = None
    amount: Decimal = Decimal(1)
    #: Where it is opened: endpoint and its values; None where there is no page of its own.
    endpoint: str | None = None
    values: dict[str, object] = field(default_factory=dict)
    #: Whether it is a bare count without names (``amount`` persons): it adds, it is never distinct.
    is_bare: bool = False


@dataclass(frozen=True)
class Figure:
    """One figure, with what it means."""

    #: ``ind_…`` of the field's list of indicators.
    code: str
    title: str
    #: 人, 人次, 份, 场, 元 …
    unit: str
    #: What exactly is counted, in a sentence, and how.
    meaning: str
    measure: Measure
    #: Since which edition of the definitions it is counted so.
    since: str
    permission: Permission
    #: Under which heading it stands.
    group: str
    #: What it counts, with a fixed number of statements.
    entries: Callable[[Asked], Iterable[Entry]]
    #: The same number counted by the database, for lists too long to be read for a number alone;
    #: the package that offers it proves that both are equal.
    tally: Callable[[Asked], Decimal] | None = None


_figures: dict[str, Figure] = {}


def register(*figures: Figure) -> None:
    """Offer figures."""
    for figure in figures:
        _figures[figure.code] = figure


def known(viewer: Viewer) -> list[Figure]:
    """Return the figures that a viewer may ask for, by group and then in the order of coming."""
    return [figure for figure in _figures.values() if viewer.may(figure.permission)]


def groups(viewer: Viewer) -> dict[str, list[Figure]]:
    """Return the figures that a viewer may ask for by their heading."""
    found: dict[str, list[Figure]] = {}
    for figure in known(viewer):
        found.setdefault(figure.group, []).append(figure)
    return found


def every() -> list[Figure]:
    """Return every figure, whoever may ask for it, in the order of coming."""
    return list(_figures.values())


def quick(figure: Figure, asked: Asked) -> Decimal:
    """Return a figure's number, by the database where the figure can be counted there."""
    if figure.tally is not None:
        return figure.tally(asked)
    return number(figure, figure.entries(asked))


def get(viewer: Viewer, code: str) -> Figure:
    """Return one figure that a viewer may ask for; raise NotFound."""
    figure = _figures.get(code)
    if figure is None or not viewer.may(figure.permission):
        raise NotFound
    return figure


def number(figure: Figure, entries: Iterable[Entry]) -> Decimal:
    """Return the number that some entries make; bare counts add to distinct ones."""
    listed = list(entries)
    if figure.measure is Measure.SUM:
        return sum((entry.amount for entry in listed), Decimal(0))
    bare = sum((entry.amount for entry in listed if entry.is_bare), Decimal(0))
    named = [entry for entry in listed if not entry.is_bare]
    distinct = figure.measure is Measure.DISTINCT
    return bare + (len({entry.key for entry in named}) if distinct else len(named))
