"""What stands in 附件1 and 附件2 of a unit, reckoned from the plan by hand's rules alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.scenarios.warm_walk import (
    CAMPAIGN,
    COLUMNS,
    FIRST,
    LAST,
    MEDIA,
    Held,
    Present,
    Walk,
)

_ORDER = ("cash", "goods", "other")


@dataclass(frozen=True)
class Row:
    """One row of 附件2: an activity and one way of giving, or an activity at which nothing was."""

    title: str
    unit: str
    on: date
    until: date | None
    mode: str | None
    value: Decimal | None
    children: int


def activities_of(walk: Walk, place: str) -> list[Held]:
    """Return what counts for a unit: its own and those of the units below it."""
    return [
        held
        for held in walk.held
        if held.campaign == CAMPAIGN and not held.withdrawn and _is_within(held.unit, place)
    ]


def annex1(walk: Walk, place: str) -> list[int]:
    """Return the 21 numbers of 附件1, in its order."""
    held = activities_of(walk, place)
    columns = _columns(walk, held)
    places = {place_ for each in held for place_ in each.places}
    counties = {place_[:6] for place_ in places} | {e.unit[:6] for e in held if _is_village(e.unit)}
    villages = {place_ for place_ in (*places, *(e.unit for e in held)) if _is_village(place_)}
    media = Counter(
        each.kind
        for each in walk.reported
        if each.counts and each.campaign == CAMPAIGN and _is_within(each.unit, place)
    )
    reports = [media[kind] for kind in MEDIA]
    return [
        *columns,
        sum(columns),
        len(counties) + sum(each.more_counties for each in held),
        len(villages) + sum(each.more_villages for each in held),
        len(_paired(walk, place)),
        sum(each.sessions for each in held),
        sum(sum(each.reached) for each in held),
        *reports,
        sum(reports),
    ]


def annex2(walk: Walk, place: str) -> list[Row]:
    """Return the rows of 附件2, by day; those of one activity in the order of the three ways."""
    rows = [row for held in activities_of(walk, place) for row in _rows(held)]
    return sorted(rows, key=lambda row: (row.on, row.title, row.unit))


def _columns(walk: Walk, held: list[Held]) -> list[int]:
    named = {name for each in held for name in each.volunteers}
    kinds = Counter(walk.volunteers[name].kind for name in named)
    for each in held:
        kinds.update(each.helpers)
    return [kinds[kind] for kind in COLUMNS]


def _paired(walk: Walk, place: str) -> set[int]:
    return {
        pair.child
        for pair in walk.paired
        if pair.began <= LAST
        and (pair.ended is None or pair.ended > FIRST)
        and _is_within(walk.homes[pair.child], place)
    }


def _rows(held: Held) -> list[Row]:
    common = (held.name, held.unit, held.on, held.until)
    if not held.presents:
        return [Row(*common, None, None, len(set(held.children)) + held.counted)]
    by_mode = {
        mode: [each for each in held.presents if each.mode == mode]
        for mode in _ORDER
        if any(each.mode == mode for each in held.presents)
    }
    return [
        Row(*common, mode, _value(presents), _children(presents))
        for mode, presents in by_mode.items()
    ]


def _value(presents: list[Present]) -> Decimal | None:
    """Add what was given in one way: the value told of a child is that of each child."""
    known = [each for each in presents if each.value is not None]
    sums = [(each.value or Decimal(0)) * max(len(each.children), 1) for each in known]
    return sum(sums, Decimal(0)) if known else None


def _children(presents: list[Present]) -> int:
    named = {child for each in presents for child in each.children}
    return len(named) + sum(each.counted for each in presents)


def _is_village(code: str) -> bool:
    return code[9:] != "000"


def _is_within(code: str, place: str) -> bool:
    return code.startswith(place.rstrip("0"))
