"""The rows of a report: the regions of the next level down, and what fits none of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from casework.counting.figures import DEPTHS
from casework.regions import queries as regions
from casework.regions.codes import Level, pad, prefix
from casework.regions.models import Region
from casework.texts import Text


@dataclass(frozen=True)
class Place:
    """One row: a region, or what is counted in a region without a closer place."""

    code: str
    name: str
    level: Level | None
    prefix: str

    @classmethod
    def of(cls, region: Region) -> "Place":
        """Make the row of a region."""
        return cls(region.code, region.name, region.level, prefix(region.code))


def below(region: Region, on: date) -> list[Place]:
    """Return the regions of the next level down on a day, by code; a village is its own row."""
    if region.level is Level.VILLAGE:
        return [Place.of(region)]
    return [Place.of(each) for each in regions.children_of(region.code, on)]


def depth_of(places: Sequence[Place]) -> int:
    """Return how many digits of a code it takes to tell the rows apart."""
    return max((len(place.prefix) for place in places), default=DEPTHS[-1])


def with_strays(region: Region, places: Sequence[Place], counted: Collection[str]) -> list[Place]:
    """Add a row for each prefix that was counted and lies in no row, so that nobody is lost.

    These are children kept at the region itself, and places that are no longer in force.
    """
    depth, under = depth_of(places), prefix(region.code)
    known = tuple(place.prefix for place in places)
    strays = [
        each
        for each in counted
        if len(each) == depth and each.startswith(under) and not each.startswith(known)
    ]
    named = regions.by_codes(map(pad, strays))
    found = [_stray(region, named.get(pad(each)), each) for each in strays]
    return sorted([*places, *found], key=lambda place: (place.code, place.prefix))


def _stray(region: Region, own: Region | None, prefix: str) -> Place:
    if own is None or own.code == region.code:
        name = Text("%(region)s（未分到下级）", region=region.name)
        return Place(pad(prefix), name, None, prefix)
    return Place(own.code, Text("%(region)s（已撤销）", region=own.name), own.level, prefix)
