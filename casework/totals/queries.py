"""The signed months of the counties of a region, as they are shown to those who get totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import and_, select

from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.expression import Rows
from casework.counting.figures import WHOLE
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.practice.rules.categories import Category
from casework.regions import queries as regions
from casework.regions.codes import Level, pad, parent, prefix
from casework.regions.models import Region
from casework.signoff.models import SignedFigure, SignedMonth
from casework.totals.rules import (
    CATEGORIES,
    WITHHELD,
    Counts,
    Shown,
    shown,
    shown_categories,
    total,
    total_categories,
)

#: Townships and villages are never a row, and have no report of their own.
READABLE = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})

_COUNTY_DEPTH = 6

#: Of a year, and of the same month a year ago.
TREND_MONTHS = 12


@dataclass(frozen=True)
class Line:
    """One county in one month."""

    code: str
    name: str = ""
    is_signed: bool = False
    is_corrected: bool = False
    shown: Shown = WITHHELD
    categories: Mapping[str, int] | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether the county has signed, and nothing of it may be shown."""
        return self.is_signed and self.shown.is_withheld


@dataclass(frozen=True)
class City:
    """The counties of one city; of the province itself where they hang on it."""

    code: str
    name: str
    lines: Sequence[Line]

    @property
    def total(self) -> Shown:
        return _total(self.lines)


@dataclass(frozen=True)
class Table:
    """A region and a month: one line a county."""

    region: Region
    month: Month
    lines: Sequence[Line] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Shown:
        """What is shown of all counties together."""
        return _total(self.lines)

    @property
    def categories(self) -> Mapping[str, int] | None:
        """The categories of all counties together, where all of them are shown."""
        return total_categories(line.categories for line in self.lines) if self.lines else None

    @property
    def missing(self) -> list[Line]:
        """The counties that have not signed yet."""
        return [line for line in self.lines if not line.is_signed]

    @property
    def withheld(self) -> list[Line]:
        """The counties whose row is withheld."""
        return [line for line in self.lines if line.is_withheld]

    @property
    def cities(self) -> list[City]:
        """The lines by city, in the order of codes."""
        found = defaultdict(list)
        for line in self.lines:
            found[parent(line.code) or line.code].append(line)
        return [City(code, self.names.get(code, code), lines) for code, lines in found.items()]


def region_for(viewer: Viewer, code: str) -> Region:
    """Return a region whose totals the viewer may read, by 12 digits or a prefix.

    Raises NotFound for one that does not exist, lies outside, or is too small: one answer for all.
    """
    region = regions.get(pad(code)) if code.isascii() and code.isdigit() else None
    if region is None or not _may_read(viewer, region):
        raise NotFound
    return region


def path_for(viewer: Viewer, region: Region) -> list[Region]:
    """Return the region and those above it that the viewer may read, the largest first."""
    return [each for each in regions.path(region.code) if _may_read(viewer, each)]


def tables(region: Region, month: Month) -> dict[Month, Table]:
    """Return the months that a page tells of: the year up to ``month``, and a year before it."""
    months = [month.plus(-back) for back in reversed(range(TREND_MONTHS + 1))]
    under = prefix(region.code)
    signed = _signed(under, months)
    known = regions.within_prefix(under, (Level.CITY, Level.COUNTY))
    names = {each.code: each.name for each in [region, *known]}
    return {
        each: Table(region, each, _lines(known, region, each, signed.get(str(each), {})), names)
        for each in months
    }


def categories(month: Month) -> list[Category]:
    """Return the headings whose figures are shown, in the order of lists."""
    return [each for each in practice.categories(month.last).counted if each.code in CATEGORIES]


def _may_read(viewer: Viewer, region: Region) -> bool:
    return region.level in READABLE and viewer.scope.covers(region.code)


def _total(lines: Sequence[Line]) -> Shown:
    return total([line.shown if line.is_signed else None for line in lines])


def _lines(
    known: Sequence[Region], region: Region, month: Month, signed: Mapping[str, Line]
) -> list[Line]:
    """One line a county in force at the end of the month, and for every other that signed it."""
    names = {each.code: each.name for each in [*known, region]}
    due = _counties([*known, region], month.last)
    return [
        replace(signed.get(code, Line(code)), name=names.get(code, code))
        for code in sorted({*due, *signed})
    ]


def _counties(known: Iterable[Region], on: date) -> set[str]:
    """Return the counties in force on a day; a city that has none stands for itself."""
    held = [each for each in known if _holds(each, on)]
    counties = {each.code for each in held if each.level is Level.COUNTY}
    above = {parent(code) for code in counties}
    cities = {each.code for each in held if each.level is Level.CITY}
    return counties | (cities - above)


def _holds(region: Region, on: date) -> bool:
    return region.valid_from <= on and (region.valid_until is None or region.valid_until > on)


def _signed(under: str, months: Sequence[Month]) -> dict[str, dict[str, Line]]:
    """Return the signed lines by month and county, without names. One statement."""
    parts: dict[tuple[str, str], dict[str, Counts]] = defaultdict(dict)
    corrected: dict[tuple[str, str], bool] = {}
    for month, code, corrected_at, part, *counts in db.session.execute(_statement(under, months)):
        corrected[month, code] = corrected_at is not None
        if part is not None:
            parts[month, code][part] = Counts(*counts)
    found: dict[str, dict[str, Line]] = defaultdict(dict)
    for (month, code), is_corrected in corrected.items():
        found[month][code] = _line(code, parts[month, code], is_corrected=is_corrected)
    return found


def _line(code: str, parts: Mapping[str, Counts], *, is_corrected: bool) -> Line:
    row = shown(parts.get(WHOLE, Counts()))
    in_care = {part: counts.in_care for part, counts in parts.items()}
    return Line(
        code,
        is_signed=True,
        is_corrected=is_corrected,
        shown=row,
        categories=shown_categories(row, in_care),
    )


def _statement(under: str, months: Sequence[Month]) -> Rows:
    figure = and_(
        SignedFigure.signed_id == SignedMonth.id,
        SignedFigure.region_code == SignedMonth.region_code,
        within(SignedFigure.region_code, (under,)),
        SignedFigure.depth == _COUNTY_DEPTH,
        SignedFigure.part.in_((WHOLE, *CATEGORIES)),
    )
    measures = (SignedFigure.in_care, SignedFigure.visited, SignedFigure.visits)
    return (
        select(
            SignedMonth.month,
            SignedMonth.region_code,
            SignedMonth.corrected_at,
            SignedFigure.part,
            *measures,
        )
        .outerjoin(SignedFigure, figure)
        .where(within(SignedMonth.region_code, (under,)))
        .where(SignedMonth.month.in_([str(month) for month in months]))
        .order_by(SignedMonth.region_code, SignedMonth.month)
    )
