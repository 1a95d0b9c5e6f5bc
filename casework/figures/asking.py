"""For which place and time figures are asked for: read from an address, checked by the reach."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.errors import NotFound
from casework.figures.registry import Asked
from casework.regions import queries as regions
from casework.regions.codes import Level, level_of, parent, prefix
from casework.regions.models import Region
from casework.texts import Text

_COUNTY = 6
_DAY = timedelta(days=1)
#: A day after which there is one more.
_LAST = date.max - _DAY
_QUARTER = 3


@dataclass(frozen=True)
class Period:
    """A time that is often asked for."""

    label: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Place:
    """The place that is asked for, with what lies below and above it in reach."""

    region: Region
    above: Sequence[Region]
    below: Sequence[Region]


#: The times that a region is asked about by name, such as the windows of campaigns.
Offering = Callable[[str], Iterable[Period]]

_offering: list[Offering] = []


def offers_periods(act: Offering) -> Offering:
    """Register who knows further times that are asked for."""
    if act not in _offering:
        _offering.append(act)
    return act


def may_ask(viewer: Viewer) -> bool:
    """Say whether live figures are for somebody: not above a county, who reads what is signed."""
    return bool(viewer.regions) and all(len(prefix(each)) >= _COUNTY for each in viewer.regions)


def asked(viewer: Viewer, address: Mapping[str, str], today: date) -> Asked:
    """Return what an address asks for; this month and one's own place where it does not say.

    Raises NotFound for a place out of reach, and for whoever reads signed totals only.
    """
    if not may_ask(viewer):
        raise NotFound
    code = address.get("region") or viewer.regions[0]
    if not _is_code(code) or not viewer.scope.covers(code):
        raise NotFound
    month = Month.of(today)
    first = _day(address.get("from")) or month.first
    last = _day(address.get("to")) or max(first, month.last)
    if first > last:
        first, last = last, first
    return Asked(viewer, code, first, last + _DAY)


def periods(today: date, region_code: str | None = None) -> list[Period]:
    """Return the times that are asked for most: two months, the quarter, the year.

    Of a region also those that floors above know of it.
    """
    month = Month.of(today)
    before = month.previous
    quarter = Month(month.first.year, (month.first.month - 1) // _QUARTER * _QUARTER + 1)
    year = Month(month.first.year, 1)
    return [
        Period(Text("本月"), month.first, month.last),
        Period(Text("上月"), before.first, before.last),
        Period(Text("本季度"), quarter.first, quarter.plus(_QUARTER - 1).last),
        Period(Text("今年"), year.first, year.plus(11).last),
        *(each for act in _offering if region_code for each in act(region_code)),
    ]


def place(viewer: Viewer, code: str) -> Place:
    """Return a place with what lies around it in reach; raise NotFound where it is unknown."""
    region = regions.get(code)
    above = [each for each in _above(code) if viewer.scope.covers(each)]
    known = regions.by_codes(above) if above else {}
    below = [] if level_of(code) is Level.VILLAGE else regions.children_of(code)
    mine = [each for each in viewer.regions if each != code] if not above else []
    others = regions.by_codes(mine) if mine else {}
    return Place(
        region,
        [known[each] for each in above if each in known],
        [*below, *(others[each] for each in mine if each in others)],
    )


def _above(code: str) -> list[str]:
    above = parent(code)
    return [*_above(above), above] if above else []


def _is_code(code: str) -> bool:
    return len(code) == 12 and code.isascii() and code.isdigit() and code[:2] != "00"


def _day(text: str | None) -> date | None:
    try:
        return min(date.fromisoformat(text), _LAST) if text else None
    except ValueError:
        return None
