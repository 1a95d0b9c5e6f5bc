"""The regions of a province for measuring: invented ones, or a real list where one is at hand.

``BENCH_REGIONS=list.csv`` names a list of regions (code, name, level). Without it a province of the
same shape is invented: 13 cities, 104 counties, 1,300 townships, 25,000 villages.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from casework.regions import codes
from casework.regions.codes import Level
from casework.regions.lists import Listed, read_list

_VARIABLE = "BENCH_REGIONS"
_CITIES, _COUNTIES, _TOWNSHIPS, _VILLAGES = 13, 104, 1_300, 25_000

#: As many children as a province of the study's size has.
FULL = 1_000_000


@dataclass(frozen=True)
class Province:
    """The whole tree; children live in as many of its counties as their number fills."""

    listed: Sequence[Listed]

    @property
    def villages_by_county(self) -> Mapping[str, Sequence[str]]:
        """Village codes by the six digits of their county."""
        found: dict[str, list[str]] = {}
        for region in self.listed:
            if region.level is Level.VILLAGE:
                found.setdefault(codes.county_of(region.code), []).append(region.code)
        return found

    def inhabited(self, children: int) -> Sequence[str]:
        """Return the villages that so many children live in: whole counties, ordinary ones first.

        The tree is the same at every size, so that pages differ in nothing but the children.
        """
        by_county = self.villages_by_county
        usual = mean(map(len, by_county.values()))
        ordinary = sorted(
            by_county, key=lambda county: (abs(len(by_county[county]) - usual), county)
        )
        share = min(1.0, children / FULL)
        chosen = ordinary[: max(1, round(share * len(ordinary)))]
        return [village for county in chosen for village in by_county[county]]


def province(*, small: bool = False) -> Province:
    """Return the province of ``BENCH_REGIONS`` or an invented one; ``small`` is a single county."""
    path = os.environ.get(_VARIABLE)
    if small:
        return Province(list(_invented(1, 1, 2, 10)))
    if path:
        return Province(read_list(Path(path).read_text(encoding="utf-8-sig").splitlines()))
    return Province(list(_invented(_CITIES, _COUNTIES, _TOWNSHIPS, _VILLAGES)))


def mark() -> str:
    """Return what tells a province of one list from that of another."""
    path = os.environ.get(_VARIABLE)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:6] if path else "invented"


def _invented(cities: int, counties: int, townships: int, villages: int) -> Iterator[Listed]:
    """Yield a tree in which each level is shared out evenly over the one above."""
    city = [f"99{n + 1:02}" for n in range(cities)]
    county = _below(city, counties, 2)
    township = _below(county, townships, 3)
    levels = (["99"], city, county, township, _below(township, villages, 3))
    for level, ending, prefixes in zip(Level, "省市县镇村", levels, strict=True):
        for number, prefix in enumerate(prefixes, 1):
            yield Listed(codes.pad(prefix), f"第{number}{ending}", level)


def _below(above: Sequence[str], count: int, digits: int) -> list[str]:
    """Return the prefixes of the next level down."""
    found: list[str] = []
    numbers = dict.fromkeys(above, 0)
    for n in range(count):
        prefix = above[n * len(above) // count]
        numbers[prefix] += 1
        found.append(f"{prefix}{numbers[prefix]:0{digits}}")
    return found
