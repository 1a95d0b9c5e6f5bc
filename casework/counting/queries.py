"""The figures of a region and a month, and who may read which."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.clock import Month, Term
from casework.counting import acts, kept
from casework.counting.expression import FLAGS, child_month
from casework.counting.figures import DEPTHS, WHOLE, Cell, Figures, summed, with_children
from casework.counting.places import Place, below, depth_of, with_strays
from casework.counting.rules import Basis, Measure
from casework.db.base import db
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.regions.models import Region

#: The flag of the expression behind each measure that is a sum over children in care.
FLAG_OF: Mapping[Measure, str] = {
    Measure.VISITED: "visited",
    Measure.REACHED: "reached",
    Measure.DUE: "due",
    Measure.OVERDUE: "overdue",
    Measure.FIRST_VISITS: "first_visit",
}

#: What a coverage ratio is made of.
RATIO = ("visited",)

TREND_MONTHS = 12

#: The digits of a county.
_COUNTY = 6

Counted = Mapping[str, Figures]


@dataclass(frozen=True)
class Line:
    """One row of a report."""

    place: Place
    figures: Figures


@dataclass(frozen=True)
class Coverage:
    """The report of a region and a month."""

    region: Region
    month: Month
    figures: Figures
    lines: tuple[Line, ...]
    basis: Basis
    #: Up to when changes are in the figures; None where all of them are.
    as_of: datetime | None = None


@dataclass(frozen=True)
class TrendPoint:
    """How a region stood at the end of a month."""

    month: Month
    figures: Figures


def region_for(viewer: Viewer, code: str) -> Region:
    """Return a region that the viewer may count, by 12 digits or a prefix.

    Raises NotFound for one that does not exist or lies outside the viewer's scope, and for
    somebody who gets signed totals only: one answer for all.
    """
    region = regions.get(pad(code)) if code.isascii() and code.isdigit() else None
    if region is None or not may_count(viewer, region):
        raise NotFound
    return region


def may_count(viewer: Viewer, place: Region | Place) -> bool:
    """Say whether the viewer may read the report of a region, or of a row of another report."""
    is_place = place.level is not None
    return is_place and sees_children(viewer) and viewer.scope.covers(place.code)


def path_for(viewer: Viewer, region: Region) -> list[Region]:
    """Return the region and those above it that the viewer may count, the largest first."""
    return [each for each in regions.path(region.code) if may_count(viewer, each)]


def sees_children(viewer: Viewer) -> bool:
    """Say whether the children behind a figure may be listed; others get signed totals only."""
    return viewer.may(Permission.REPORT_NAMED)


def basis_of(month: Term) -> Basis:
    """Return the practice that held at the end of a month, or of other days."""
    return Basis.of(practice.categories(month.last), practice.all_visit_rules(month.last))


def coverage(viewer: Viewer, region: Region, month: Month) -> Coverage:
    """Count a region that ``region_for`` gave: its figures, and one line a region below it.

    Raises NotFound for somebody who gets signed totals only, as all that counts live does.
    """
    _check_named(viewer)
    basis, places = basis_of(month), below(region, month.last)
    counted, as_of = _kept_or_counted(month, prefix(region.code), depth_of(places), basis)
    places = with_strays(region, places, counted)
    lines = tuple(Line(place, counted.get(place.prefix, Figures())) for place in places)
    return Coverage(region, month, _at(counted, region), lines, basis, as_of)


def trend(viewer: Viewer, region: Region, month: Month) -> list[TrendPoint]:
    """Return the twelve months up to ``month``: children in care and visited only."""
    _check_named(viewer)
    months = [month.plus(-back) for back in reversed(range(TREND_MONTHS))]
    known = _kept_ratios(months, prefix(region.code))
    return [
        TrendPoint(each, known[each] if each in known else _ratio_figures(region, each))
        for each in months
    ]


def _kept_or_counted(
    month: Month, under: str, depth: int, basis: Basis
) -> tuple[Counted, datetime | None]:
    """Return the figures that are kept, and up to when; else count the records.

    A county and what is smaller is counted anew where marks wait: its figures open to lists, which
    are always of now.
    """
    state = kept.states().get(str(month))
    if state is None or state.basis != kept.name_of(basis):
        return count(month, under, depth, basis), None
    is_behind = kept.waiting(under) > 0
    if is_behind and len(under) >= _COUNTY:
        return count(month, under, depth, basis), None
    return kept.read(month, under, depth), state.refreshed_at if is_behind else None


def kept_of(months: Sequence[Month]) -> list[Month]:
    """Return the months whose counters are complete and of the practice that holds for them."""
    states = kept.states()
    return [
        each
        for each in months
        if (state := states.get(str(each))) and state.basis == kept.name_of(basis_of(each))
    ]


def _kept_ratios(months: Sequence[Month], under: str) -> dict[Month, Figures]:
    known = kept_of(months)
    ratios = kept.ratios(known, under) if known else {}
    return {each: ratios.get(str(each), Figures()) for each in known}


def _ratio_figures(region: Region, month: Month) -> Figures:
    under = prefix(region.code)
    return _at(summed(_in_care(month, under, len(under), basis_of(month), RATIO)), region)


def _check_named(viewer: Viewer) -> None:
    if not sees_children(viewer):
        raise NotFound


def _at(counted: Counted, region: Region) -> Figures:
    return counted.get(prefix(region.code), Figures())


# --- counting --------------------------------------------------------------------------------


def count(month: Month, under: str, depth: int, basis: Basis) -> dict[str, Figures]:
    """Count everything under a prefix: figures by prefix of every level down to ``depth`` digits.

    What was not counted has no entry. Four statements.
    """
    cells = _in_care(month, under, depth, basis, FLAGS)
    for place, cell, number in _visits(month, (under,), depth):
        cells.setdefault(place, Counter())[cell] += number
    entered = _children(acts.entered_in(month, (under,)), depth)
    exited = _children(acts.exited_in(month, (under,)), depth)
    figures = with_children(summed(cells), Measure.ENTERED, entered)
    return with_children(figures, Measure.EXITED, exited)


def by_place(month: Month, prefixes: Sequence[str], basis: Basis) -> dict[str, Figures]:
    """Count each place by itself, without what lies around it. Four statements.

    ``prefixes`` may be any number of whole codes, or a few that are shorter.
    """
    cells = _summed_care(month, prefixes, DEPTHS[-1], basis, FLAGS)
    for place, cell, number in _visits(month, prefixes, DEPTHS[-1]):
        cells.setdefault(place, Counter())[cell] += number
    for measure, statement in (
        (Measure.ENTERED, acts.entered_in(month, prefixes)),
        (Measure.EXITED, acts.exited_in(month, prefixes)),
    ):
        one = statement.subquery("one")
        per_place = select(one.c.region_code, func.count()).group_by(one.c.region_code)
        for place, number in db.session.execute(per_place):
            cells.setdefault(place, Counter())[measure, WHOLE] += number
    return {place: Figures(counter) for place, counter in cells.items()}


def _in_care(
    month: Month, under: str, depth: int, basis: Basis, flags: Sequence[str]
) -> dict[str, Counter[Cell]]:
    """Sum the children in care and their flags by place, and by category where that is asked."""
    return _summed_care(month, (under,), depth, basis, flags)


def _summed_care(
    month: Month, prefixes: Sequence[str], depth: int, basis: Basis, flags: Sequence[str]
) -> dict[str, Counter[Cell]]:
    one = child_month(month, prefixes, basis, flags).subquery("one")
    by_category = "categories" in flags
    groups = [_place(one, depth), *([one.c.categories] if by_category else [])]
    summed_flags = [flag for flag in FLAGS if flag in flags and flag != "categories"]
    sums = [func.sum(one.c[flag]).label(flag) for flag in summed_flags]
    measures = [Measure.IN_CARE, *(_MEASURE_OF[flag] for flag in summed_flags)]
    statement = select(func.count().label("n"), *sums, *groups).group_by(*_names(groups))
    cells: dict[str, Counter[Cell]] = {}
    for row in db.session.execute(statement):
        numbers = dict(zip(measures, row, strict=False))
        parts = _parts(basis, row.categories) if by_category else (WHOLE,)
        added = {(measure, part): n for measure, n in numbers.items() for part in parts}
        cells.setdefault(row.place, Counter()).update(added)
    return cells


def _parts(basis: Basis, categories: int) -> list[str]:
    """Return the whole and every category, with its parents, that some bits stand for."""
    return [WHOLE, *sorted(basis.book.with_ancestors(basis.book.leaves(categories)))]


def _visits(month: Month, prefixes: Sequence[str], depth: int) -> Iterator[tuple[str, Cell, int]]:
    one = acts.visits_in(month, prefixes).subquery("one")
    statement = select(_place(one, depth), one.c.mode, func.count()).group_by("place", one.c.mode)
    for place, mode, number in db.session.execute(statement):
        yield place, (Measure.VISITS, WHOLE), number
        yield place, (Measure.VISITS, mode.value), number


def _children(statement: Select[Any], depth: int) -> Iterator[tuple[UUID, str]]:
    for child_id, region_code in db.session.execute(statement):
        yield child_id, region_code[:depth]


def _place(one: Subquery, depth: int) -> Any:
    return func.substr(one.c.region_code, 1, depth).label("place")


def _names(columns: Sequence[Any]) -> list[str]:
    return [column.name for column in columns]


_MEASURE_OF = {flag: measure for measure, flag in FLAG_OF.items()}
