"""Sets of figures as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.figures import registry
from casework.figures.registry import Figure, Value
from casework.summaries import digest, queries
from casework.summaries.models import (
    FigureSet,
    SignedFigureEntry,
    SignedFigureSet,
    SignedFigureValue,
)

PAGE_SIZE = 50


@dataclass(frozen=True)
class Signed:
    """A signed set with the numbers that a viewer may see."""

    row: SignedFigureSet
    by: str
    check_code: str
    values: Sequence[SignedFigureValue]

    def number(self, value: SignedFigureValue) -> Value:
        """Return a kept number as a figure's value."""
        part, base, number = map(_decimal, (value.part, value.base, value.number))
        return Value(number, part, base)


@dataclass(frozen=True)
class Rows:
    """Some of the rows behind a signed number."""

    rows: Sequence[SignedFigureEntry]
    start: int
    next_start: int | None


def figures(viewer: Viewer, held: FigureSet) -> list[Figure]:
    """Return the figures of a set that a viewer may ask for, in its order."""
    known = _known(viewer)
    return [known[code] for code in held.codes if code in known]


def signed(viewer: Viewer, held: FigureSet) -> list[Signed]:
    """Return what was signed of a set, the corrections after it."""
    rows, known = queries.signed_of(held), _known(viewer)
    names = accounts.names_of({row.signed_by for row in rows})
    return [
        Signed(
            row,
            names.get(row.signed_by, ""),
            digest.short(row.digest),
            [each for each in queries.values_of(row) if each.code in known],
        )
        for row in rows
    ]


def rows(signed: SignedFigureSet, code: str, start: int) -> Rows:
    """Return a page of the rows of a signed number; a start beyond the end begins anew."""
    first = max(start, 0)
    found = queries.entries_of(signed, code, first, PAGE_SIZE + 1)
    if not found and first:
        return rows(signed, code, 0)
    is_more = len(found) > PAGE_SIZE
    return Rows(found[:PAGE_SIZE], first, first + PAGE_SIZE if is_more else None)


def _known(viewer: Viewer) -> Mapping[str, Figure]:
    return {each.code: each for each in registry.known(viewer)}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
