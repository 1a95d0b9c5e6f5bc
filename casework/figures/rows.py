"""A figure's list: what was counted, line by line, so that the lines add up to the number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casework.figures.registry import Asked, Entry, Figure, Measure, Value, quick, value_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """One line of a list."""

    #: The first of the entries that it stands for.
    entry: Entry
    #: How many entries that is.
    times: int
    #: What it adds to the number.
    adds: Decimal


@dataclass(frozen=True)
class Page:
    """Some lines of a list, and the number that all of them make."""

    value: Value
    lines: Sequence[Line]
    #: How many lines there are in all.
    total: int
    #: From which line on this page shows, the first is 0; and the next, if there is one.
    start: int
    next_start: int | None


def lines(figure: Figure, entries: Iterable[Entry]) -> list[Line]:
    """Return the lines of a figure, the earliest first; together they add up to its number.

    What counts once is one line, however often it happened; a bare count is a line of its own.
    """
    ordered = sorted(entries, key=lambda each: (each.on, each.region_code, each.key))
    if figure.measure is not Measure.DISTINCT:
        return [Line(each, 1, _alone(figure, each)) for each in ordered]
    by_key: dict[str, list[Entry]] = {}
    for each in ordered:
        by_key.setdefault(f"{'bare' if each.is_bare else 'named'}:{each.key}", []).append(each)
    found: list[Line] = []
    for several in by_key.values():
        if several[0].is_bare:
            found += [Line(each, 1, each.amount) for each in several]
        else:
            found.append(Line(several[0], len(several), Decimal(1)))
    return found


def page(figure: Figure, entries: Iterable[Entry], start: int = 0) -> Page:
    """Return the lines from ``start`` on; a start beyond the end begins anew."""
    listed = list(entries)
    every = lines(figure, listed)
    first = start if 0 <= start < len(every) else 0
    some = every[first : first + PAGE_SIZE]
    return Page(value_of(figure, listed), some, len(every), first, _next(first, len(every)))


def page_of(figure: Figure, asked: Asked, start: int = 0) -> Page:
    """Return a page of a figure's list, cut by the database where the figure offers that."""
    if figure.cut is None:
        return page(figure, figure.entries(asked), start)
    number = quick(figure, asked)
    total = int(number)
    first = start if 0 <= start < total else 0
    some = [Line(each, 1, Decimal(1)) for each in figure.cut(asked, first, PAGE_SIZE)]
    return Page(Value(number), some, total, first, _next(first, total))


def _next(first: int, total: int) -> int | None:
    after = first + PAGE_SIZE
    return after if after < total else None


def _alone(figure: Figure, entry: Entry) -> Decimal:
    has_amount = figure.measure in {Measure.SUM, Measure.RATIO} or entry.is_bare
    return entry.amount if has_amount else Decimal(1)
