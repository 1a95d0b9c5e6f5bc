"""What of a county's signed month is shown to those who get totals, decided by that row alone.

A figure of 1 to 4 could be a known child: then the whole row is withheld. The children who were
*not* visited are a figure too, told by subtraction. Where they alone are so few, the row stays
and says "visited at least" instead of the number: counties that reached nearly everybody would
vanish from the report otherwise.

No decision looks at another county, at another month or at who has signed by now. So the same row
looks the same in every table that somebody sees as more counties sign; and whatever else is shown
(totals, months, trend) is made of what is shown, and tells nothing beyond it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A figure from 1 up to this may point at a known child.
SMALL = 4

#: Headings of the categories shown. They may overlap; none lies above another; and they are not
#: all that there are, so that they need not add up to anybody's total.
CATEGORIES = (
    "orphan",
    "de_facto_unsupported",
    "left_behind_rural",
    "migrant_child",
    "difficulty",
)


@dataclass(frozen=True)
class Counts:
    """What a county signed for a month."""

    in_care: int = 0
    visited: int = 0
    visits: int = 0

    @property
    def unvisited(self) -> int:
        return self.in_care - self.visited


@dataclass(frozen=True)
class Shown:
    """What of it is shown; a figure that is withheld is None."""

    in_care: int | None = None
    visited: int | None = None
    visits: int | None = None
    #: Instead of ``visited``: at least so many.
    at_least: int | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of the row is shown."""
        return self.in_care is None

    @property
    def floor(self) -> int:
        """How many were visited at the least."""
        return (self.at_least or 0) if self.visited is None else self.visited

    @property
    def coverage(self) -> float | None:
        """Visited of those in care, to 4 places; None when nobody is, or beside a hidden count."""
        if not self.in_care or self.visited is None:
            return None
        return round(self.visited / self.in_care, 4)


WITHHELD = Shown()


def is_small(count: int) -> bool:
    """Say whether a figure must not be shown, nor be left to be reckoned."""
    return 1 <= count <= SMALL


def shown(counts: Counts) -> Shown:
    """Decide on one county's row."""
    if any(map(is_small, (counts.in_care, counts.visited, counts.visits))):
        return WITHHELD
    if not is_small(counts.unvisited):
        return Shown(counts.in_care, counts.visited, counts.visits)
    # From 1 to SMALL unvisited, each must be as possible as the others: no number of visited
    # that it stands for may be small itself, and visits, of which there are no fewer than
    # visited, would narrow it.
    at_least = counts.in_care - SMALL
    return Shown(counts.in_care, at_least=at_least) if at_least > SMALL else WITHHELD


def shown_categories(row: Shown, in_care: Mapping[str, int]) -> Mapping[str, int] | None:
    """Decide on the categories of one county: all of them or, as None, none.

    A single one cannot be left out: the others and the whole would narrow it. Who is in no such
    category is a figure too.
    """
    if row.in_care is None:
        return None
    cells = {code: in_care.get(code, 0) for code in CATEGORIES}
    if any(is_small(n) or is_small(row.in_care - n) for n in cells.values()):
        return None
    return cells


def total(rows: Sequence[Shown | None]) -> Shown:
    """Add what is shown of counties; nothing when a county is missing (None) or withheld."""
    known = [row for row in rows if row is not None and not row.is_withheld]
    if not rows or len(known) < len(rows):
        return WITHHELD
    in_care = sum(row.in_care or 0 for row in known)
    visited = sum(row.floor for row in known)
    if any(row.at_least is not None for row in known):
        return Shown(in_care, at_least=visited)
    return Shown(in_care, visited, sum(row.visits or 0 for row in known))


def total_categories(rows: Iterable[Mapping[str, int] | None]) -> Mapping[str, int] | None:
    """Add the categories of counties; None when those of one are not shown."""
    sums = dict.fromkeys(CATEGORIES, 0)
    for row in rows:
        if row is None:
            return None
        for code, number in row.items():
            sums[code] += number
    return sums
