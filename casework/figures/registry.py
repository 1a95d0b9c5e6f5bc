"""Figures that can be opened: each is counted from the rows that its list shows, nothing else.

Packages above register theirs; the pages know none of them by name. The number is made of the
entries, so that it cannot differ from the list.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Self
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
    #: The sum of the amounts of all entries, each 1 or 0: so many of so many.
    RATIO = "ratio"


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
class Value:
    """What a figure comes to."""

    #: For a ratio: so many of ``base``; its share is ``number``.
    number: Decimal | None
    part: Decimal | None = None
    base: Decimal | None = None

    @classmethod
    def ratio(cls, part: Decimal, base: Decimal) -> Self:
        """Return a ratio, to 4 places as every report rounds it; of nobody it has no number."""
        share = (part / base).quantize(_FOUR_PLACES) if base else None
        return cls(share, part, base)


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
    #: Of a ratio, the codes of the figures above and below the line.
    ratio_of: tuple[str, str] | None = None
    #: Some lines of a long list by number of the first and how many, cut by the database: each
    #: entry is one line, in the order of the whole list. Only beside ``tally``.
    cut: Callable[[Asked, int, int], Iterable[Entry]] | None = None
    #: The numbers of this figure and its sisters, by code, with one statement for all of them; the
    #: sisters name the same function.
    together: Callable[[Asked], Mapping[str, Decimal]] | None = None


_FOUR_PLACES = Decimal("0.0001")

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


def value(figure: Figure, asked: Asked) -> Value:
    """Return what a figure comes to; a ratio is made of the figures above and below its line."""
    if figure.ratio_of is None:
        return Value(quick(figure, asked))
    part, base = (quick(_figures[code], asked) for code in figure.ratio_of)
    return Value.ratio(part, base)


def values(figures: Iterable[Figure], asked: Asked) -> dict[str, Value]:
    """Return what several figures come to; sisters are counted together."""
    listed = list(figures)
    together = dict.fromkeys(each.together for each in listed if each.together)
    known = {code: n for act in together for code, n in act(asked).items()}
    return {each.code: _value(each, asked, known) for each in listed}


def _value(figure: Figure, asked: Asked, known: Mapping[str, Decimal]) -> Value:
    if figure.ratio_of and known.keys() >= {*figure.ratio_of}:
        part, base = (known[code] for code in figure.ratio_of)
        return Value.ratio(part, base)
    return Value(known[figure.code]) if figure.code in known else value(figure, asked)


def value_of(figure: Figure, entries: Iterable[Entry]) -> Value:
    """Return what some entries come to."""
    if figure.measure is not Measure.RATIO:
        return Value(number(figure, entries))
    listed = list(entries)
    part = sum((entry.amount for entry in listed), Decimal(0))
    return Value.ratio(part, Decimal(len(listed)))


def quick(figure: Figure, asked: Asked) -> Decimal:
    """Return a figure's number, by the database where the figure can be counted there.

    Raises TypeError for a ratio, which may have none: ask ``value``.
    """
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
    """Return the number that some entries make; bare counts add to distinct ones.

    Raises TypeError for a ratio, which may have none: ask ``value_of``.
    """
    if figure.measure is Measure.RATIO:
        raise TypeError(figure.code)
    listed = list(entries)
    if figure.measure is Measure.SUM:
        return sum((entry.amount for entry in listed), Decimal(0))
    bare = sum((entry.amount for entry in listed if entry.is_bare), Decimal(0))
    named = [entry for entry in listed if not entry.is_bare]
    distinct = figure.measure is Measure.DISTINCT
    return bare + (len({entry.key for entry in named}) if distinct else len(named))
