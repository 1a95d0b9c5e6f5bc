"""Region codes: twelve digits, two a province, two a city, two a county, three and three below.

GB/T 2260 and the 统计用区划代码. A level is told by the last group of digits that is not zero,
never by cutting zeros off the end (3210… is a city, not 321). Levels may be left out: a township
of a city without counties (4419 00 003) hangs on the city itself, a county under the direct rule
of a province on the province.
"""

from typing import Final

from casework.errors import RuleBroken
from casework.labels import LabelledEnum

LENGTH: Final = 12
#: Where each level's digits end, from province to village.
_ENDS: Final = (2, 4, 6, 9, 12)


class Level(LabelledEnum):
    """A level of administration."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"


_LEVELS: Final = tuple(Level)


def check(code: str) -> str:
    """Return ``code``; refuse what is not a region code."""
    if len(code) != LENGTH or not (code.isascii() and code.isdigit()) or code[:2] == "00":
        raise RuleBroken("区划代码“%(code)s”不对，应为12位数字。", "region_code", code=code)
    return code


def level_of(code: str) -> Level:
    """Return the level of a region."""
    return _LEVELS[_depth(code)]


def prefix(code: str) -> str:
    """Return the digits that all regions within ``code`` begin with: 2, 4, 6, 9 or 12."""
    return code[: _ENDS[_depth(code)]]


def pad(prefix: str) -> str:
    """Return the code of a prefix: zeros to twelve digits."""
    return prefix.ljust(LENGTH, "0")


def parent(code: str) -> str | None:
    """Return the code of the region above; None for a province."""
    depth = _depth(code)
    return pad(code[: _ENDS[depth - 1]]) if depth else None


def ancestors(code: str) -> list[str]:
    """Return the codes above, province first."""
    above = parent(code)
    return [*ancestors(above), above] if above else []


def county_of(code: str) -> str:
    """Return the six digits of the county, or of the city or province itself where it is one."""
    return code[:6]


def _depth(code: str) -> int:
    starts = (0, *_ENDS)
    groups = [code[starts[n] : end] for n, end in enumerate(_ENDS)]
    return max(n for n, group in enumerate(groups) if n == 0 or group.strip("0"))
