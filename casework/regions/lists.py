"""A list of regions: reading it, and telling what it changes in the register."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casework.errors import RuleBroken
from casework.regions import codes
from casework.regions.codes import Level

_COLUMNS = frozenset({"code", "name", "level"})
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Listed:
    """One region as a list names it."""

    code: str
    name: str
    level: Level
    valid_from: date | None = None
    valid_until: date | None = None
    replaced_by: str | None = None


def read_list(lines: Iterable[str]) -> list[Listed]:
    """Read CSV with code, name, level and, where known, valid_from, valid_until, replaced_by.

    Raises RuleBroken with the number of the first line that is wrong.
    """
    rows = csv.DictReader(lines)
    if not _COLUMNS.issubset(rows.fieldnames or ()):
        raise RuleBroken("区划文件的第一行应有 code,name,level 三列。")
    listed: dict[str, Listed] = {}
    for row in rows:
        try:
            region = _listed(row)
        except RuleBroken as broken:
            raise RuleBroken(f"第{rows.line_num}行：{broken.message}") from broken
        if region.code in listed:
            raise RuleBroken(f"第{rows.line_num}行：区划代码 {region.code} 重复。")
        listed[region.code] = region
    return list(listed.values())


def missing_parents(listed: Iterable[Listed], known: set[str]) -> Iterator[str]:
    """Yield codes above the listed regions that neither the list nor the register has."""
    all_known = known | {region.code for region in listed}
    for region in listed:
        above = codes.parent(region.code)
        if above is not None and above not in all_known:
            yield above


def vanished(known: set[str], listed: set[str]) -> set[str]:
    """Return the known codes that a new list has dropped.

    What looks like an excerpt drops nothing: below a county, a list that names no more than half
    of what is known there; above, one that reaches into fewer than nine tenths of the counties
    known in the province. With a county goes all in it.
    """
    missing = known - listed
    whole = _whole_counties(known, listed) | _whole_provinces(known, listed)
    gone = {code for code in missing if _area(code) in whole}
    counties = {codes.county_of(code) for code in gone if not _is_below_county(code)}
    return gone | {code for code in missing if codes.county_of(code) in counties}


def successors(
    gone: Iterable[str], names: Mapping[str, str], added: Mapping[str, str]
) -> dict[str, str]:
    """Return new code by vanished code, where one new region bears the name in the same place.

    Place means level, province and the name of the region above.
    """
    all_names = {**names, **added}
    found: dict[tuple[object, ...], list[str]] = {}
    for code in added:
        found.setdefault(_identity(code, all_names), []).append(code)
    matches = {code: found.get(_identity(code, all_names), []) for code in gone}
    return {code: new[0] for code, new in matches.items() if len(new) == 1}


def _listed(row: Mapping[str, str | None]) -> Listed:
    code = codes.check((row["code"] or "").strip())
    name = (row["name"] or "").strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise RuleBroken(f"{code} 的名称应为1至{_LONGEST_NAME}个字。")
    level = codes.level_of(code)
    if level.value != (row["level"] or "").strip():
        raise RuleBroken(f"{code} 的 level 应为 {level.value}。")
    replacement = (row.get("replaced_by") or "").strip()
    return Listed(
        code,
        name,
        level,
        valid_from=_day(row, "valid_from"),
        valid_until=_day(row, "valid_until"),
        replaced_by=codes.check(replacement) if replacement else None,
    )


def _day(row: Mapping[str, str | None], column: str) -> date | None:
    text = (row.get(column) or "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RuleBroken(f"{column} 的日期“{text}”不对，应写成 2026-01-31。") from None


def _whole_counties(known: set[str], listed: set[str]) -> set[str]:
    total = Counter(map(codes.county_of, filter(_is_below_county, known)))
    present = Counter(map(codes.county_of, filter(_is_below_county, known & listed)))
    return {county for county, count in total.items() if 2 * present[county] > count}


def _whole_provinces(known: set[str], listed: set[str]) -> set[str]:
    counties = _counties(known)
    total = Counter(county[:2] for county in counties)
    present = Counter(county[:2] for county in counties & _counties(listed))
    return {province for province, count in total.items() if 10 * present[province] >= 9 * count}


def _counties(codes_: set[str]) -> set[str]:
    """Return the counties that a list reaches into."""
    return {codes.county_of(code) for code in codes_ if _is_below_county(code)}


def _area(code: str) -> str:
    """Return the digits of the county, for what is above it those of the province."""
    return codes.county_of(code) if _is_below_county(code) else code[:2]


def _is_below_county(code: str) -> bool:
    return code[6:].strip("0") != ""


def _identity(code: str, names: Mapping[str, str]) -> tuple[object, ...]:
    above = codes.parent(code)
    return codes.level_of(code), code[:2], above and names.get(above), names[code]
