"""Region codes: 12 digits, province 2, city 4, county 6, township 9, village 12 (GB/T 2260 and 统计用区划代码)."""

from casework.labels import LabelledEnum

LENGTH = 12


class Level(LabelledEnum):
    """How deep a region lies."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（区）"
    TOWNSHIP = "township", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"


#: Digits of a code that name a region of each level.
DIGITS = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}


def prefix(code: str) -> str:
    """Return the digits under which everything of a region lies: ``320722000000`` → ``320722``."""
    for digits in DIGITS.values():
        if code[digits:].strip("0") == "":
            return code[:digits]
    return code


def level_of(code: str) -> Level:
    """Return how deep a code lies."""
    digits = len(prefix(code))
    return next(level for level, length in DIGITS.items() if length == digits)


def pad(digits: str) -> str:
    """Return the 12-digit code of a prefix."""
    return digits.ljust(LENGTH, "0")


def ancestor(code: str, level: Level) -> str:
    """Return the 12-digit code of the region of ``level`` that holds ``code``."""
    return pad(code[: DIGITS[level]])
