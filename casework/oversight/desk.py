"""The first screen of an office: the number of every tile, as a whole and by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.accounts.viewer import Viewer
from casework.children import attention
from casework.children.attention import Tile
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.regions.models import Region

_TOWNSHIP, _VILLAGE = 9, 12


@dataclass(frozen=True)
class Place:
    """One village of a township, or one township of a county, with its numbers by tile."""

    code: str
    name: str
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Desk:
    """What awaits an office."""

    pressing: Sequence[Tile]
    #: Tiles that count nothing today.
    quiet: Sequence[Tile]
    totals: Mapping[str, int]
    #: By code; only those with something on a tile.
    places: Sequence[Place]
    is_by_village: bool


def desk(viewer: Viewer, on: date) -> Desk:
    """Return the numbers of a day."""
    digits = digits_of(viewer)
    counted = attention.counts(viewer, on, digits)
    totals = {code: sum(by_place.values()) for code, by_place in counted.items()}
    tiles = attention.tiles()
    return Desk(
        pressing=[tile for tile in tiles if totals[tile.code]],
        quiet=[tile for tile in tiles if not totals[tile.code]],
        totals=totals,
        places=_places(counted),
        is_by_village=not is_wide(viewer),
    )


def digits_of(viewer: Viewer) -> int:
    """Return how long the codes of the places are that a viewer's numbers fall apart into."""
    return _TOWNSHIP if is_wide(viewer) else _VILLAGE


def is_wide(viewer: Viewer) -> bool:
    """Say whether a viewer sees to more than townships."""
    return any(len(reach) < _TOWNSHIP for reach in viewer.scope.ranges)


def by_place(viewer: Viewer, tile: Tile, on: date) -> Sequence[Place]:
    """Return the places where a tile counts something, by code."""
    return _places(attention.counts(viewer, on, digits_of(viewer), [tile]))


def prefixes(viewer: Viewer, place: str | None) -> tuple[str, ...] | None:
    """Return what a list is narrowed to; raise NotFound for a place out of reach."""
    if place is None:
        return None
    is_code = len(place) == _VILLAGE and place.isascii() and place.isdigit()
    if not is_code or not viewer.scope.covers(place):
        raise NotFound
    return (prefix(place),)


def _places(counted: Mapping[str, Mapping[str, int]]) -> list[Place]:
    codes = sorted({place for by_place in counted.values() for place in by_place})
    known: Mapping[str, Region] = regions.by_codes(map(pad, codes)) if codes else {}
    return [
        Place(
            pad(code),
            known[pad(code)].name if pad(code) in known else pad(code),
            {tile: found[code] for tile, found in counted.items() if code in found},
        )
        for code in codes
    ]
