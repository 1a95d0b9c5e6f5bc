"""Reading a list of regions, and recognising a place by the ways in which ledgers name it."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casework.errors import RuleBroken
from casework.regions import codes
from casework.regions.codes import Level

_COLUMNS = {"code", "name", "level"}
_LONGEST_NAME = 80

#: Ending and the kind of place it names, longest first: the same kind may be written either way.
_VILLAGE_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("村民委员会", "村"),
    ("居委会", "社区"),
    ("村委会", "村"),
    ("社区", "社区"),
    ("村", "村"),
)
_TOWNSHIP_ENDINGS = (
    ("街道办事处", "街道"),
    ("人民政府", "政府"),
    ("民族乡", "乡"),
    ("办事处", "街道"),
    ("街道", "街道"),
    ("镇", "镇"),
    ("乡", "乡"),
)


@dataclass(frozen=True)
class Listed:
    """One region as a list names it."""

    code: str
    name: str
    level: Level
    valid_from: date | None = None
    valid_until: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True)
class Ambiguous:
    """Several places fit: somebody has to choose."""

    codes: tuple[str, ...]


def read_list(lines: Iterable[str]) -> list[Listed]:
    """Read CSV with code, name, level and, where known, valid_from, valid_until, replaced_by.

    Raises RuleBroken with the number of the first line that is wrong.
    """
    rows = csv.DictReader(lines)
    if not _COLUMNS <= set(rows.fieldnames or ()):
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


def match_village(name: str, candidates: Mapping[str, str]) -> str | Ambiguous | None:
    """Return the code of the village called ``name`` among ``candidates`` (name by code).

    The exact name first; then the same name and kind (羽山村 is 羽山村委会); then the name with
    村, 村委会, 社区 or 居委会 dropped, if one candidate remains. 牛山社区居民委员会 and 牛山村委会
    are two places: 牛山 alone is ambiguous.
    """
    return _match(name, candidates, _VILLAGE_ENDINGS)


def match_township(name: str, candidates: Mapping[str, str]) -> str | Ambiguous | None:
    """Return the code of the township called ``name``: 牛山街道, 牛山街道办事处, 牛山."""
    return _match(name, candidates, _TOWNSHIP_ENDINGS)


def _match(
    name: str, candidates: Mapping[str, str], endings: tuple[tuple[str, str], ...]
) -> str | Ambiguous | None:
    wanted = _Place.of(name, endings)
    if not wanted.name:
        return None
    places = {code: _Place.of(each, endings) for code, each in candidates.items()}
    for fits in (_Place.is_same_name, _Place.is_same_kind, _Place.is_same_stem):
        found = tuple(code for code, place in places.items() if fits(wanted, place))
        if found:
            return found[0] if len(found) == 1 else Ambiguous(found)
    return None


@dataclass(frozen=True)
class _Place:
    """A name taken apart."""

    name: str
    stem: str
    kind: str

    @classmethod
    def of(cls, text: str, endings: tuple[tuple[str, str], ...]) -> "_Place":
        name = "".join(unicodedata.normalize("NFKC", text).split())
        for ending, kind in endings:
            if name.endswith(ending) and name != ending:
                return cls(name, name.removesuffix(ending), kind)
        return cls(name, name, "")

    def is_same_name(self, other: "_Place") -> bool:
        return self.name == other.name

    def is_same_kind(self, other: "_Place") -> bool:
        return bool(self.kind) and (self.stem, self.kind) == (other.stem, other.kind)

    def is_same_stem(self, other: "_Place") -> bool:
        return bool({self.name, self.stem} & {other.name, other.stem})


def _listed(row: Mapping[str, str | None]) -> Listed:
    code = codes.check((row["code"] or "").strip())
    name = (row["name"] or "").strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise RuleBroken(f"{code} 的名称应为1至{_LONGEST_NAME}个字。")
    level = codes.level_of(code)
    if level.value != (row["level"] or "").strip():
        raise RuleBroken(f"{code} 的 level 应为 {level.value}。")
    return Listed(
        code,
        name,
        level,
        valid_from=_day(row, "valid_from"),
        valid_until=_day(row, "valid_until"),
        replaced_by=codes.check(row["replaced_by"]) if row.get("replaced_by") else None,
    )


def _day(row: Mapping[str, str | None], column: str) -> date | None:
    text = (row.get(column) or "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RuleBroken(f"{column} 的日期“{text}”不对，应写成 2026-01-31。") from None


def missing_parents(listed: Iterable[Listed], known: set[str]) -> Iterator[str]:
    """Yield codes above the listed regions that neither the list nor the register has."""
    all_known = known | {region.code for region in listed}
    for region in listed:
        above = codes.parent(region.code)
        if above is not None and above not in all_known:
            yield above


def vanished(known: set[str], listed: set[str]) -> set[str]:
    """Return the known codes that a new list has dropped.

    A list that names fewer than half of what is known of a county, or of a province's counties
    and cities, is taken for an excerpt there and drops nothing. With a county goes all in it.
    """
    whole = _whole_areas(known, listed)
    gone = {code for code in known - listed if _area(code) in whole}
    counties = {codes.county_of(code) for code in gone if not _is_below_county(code)}
    return gone | {code for code in known - listed if codes.county_of(code) in counties}


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


def _whole_areas(known: set[str], listed: set[str]) -> set[str]:
    total = Counter(map(_area, known))
    present = Counter(map(_area, known & listed))
    return {area for area, count in total.items() if 2 * present[area] >= count}


def _area(code: str) -> str:
    """Return the digits of the county, for what is above it those of the province."""
    return codes.county_of(code) if _is_below_county(code) else code[:2]


def _is_below_county(code: str) -> bool:
    return code[6:].strip("0") != ""


def _identity(code: str, names: Mapping[str, str]) -> tuple[object, ...]:
    above = codes.parent(code)
    return codes.level_of(code), code[:2], above and names.get(above), names[code]
