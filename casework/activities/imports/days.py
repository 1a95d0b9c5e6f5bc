"""When an activity was held, as lists write it: a day, some days, a part of a month. Pure.

附件2 asks for 活动时间 and gets “1月20日”, “2021.1.20”, “1月20日—22日”, “1月下旬”. The year is not
written where everybody knows it: it is that of the campaign, or of the list's title.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from casework.sheets.cells import Problem, read_date, read_text, says_nothing
from casework.sheets.workbook import Cell

NO_DAY = Problem("没有填写")
NO_YEAR = Problem("没有写哪一年，请写成 2026-01-20 的样子")
UNREADABLE = Problem("认不出是哪一天，请写成 2026-01-20 的样子")
NO_SUCH_DAY = Problem("没有这一天，请核对月和日")
BACKWARDS = Problem("结束的日期在开始的日期以前，请核对")
#: A spreadsheet has made a number of “1.20”: whether it was the 2nd or the 20th nobody knows.
A_NUMBER = Problem("成了小数，分不清是几月几日，请把这一栏设为“文本”后重新填写")


@dataclass(frozen=True)
class Held:
    """From which day to which; the same twice for a single day."""

    first: date
    last: date
    #: Whether only a part of a month was told, or a year was guessed: somebody has to look.
    is_vague: bool = False


@dataclass(frozen=True)
class Year:
    """Which year a day without one belongs to."""

    #: The window of the campaign, ``(first, last)``.
    window: tuple[date, date] | None = None
    #: The year in the list's title.
    title: int | None = None
    today: date | None = None

    def of(self, month: int, day: int) -> tuple[int, bool] | None:
        """Return the year, and whether it is a guess; None where nothing tells."""
        if self.window is not None:
            for year in range(self.window[0].year, self.window[1].year + 1):
                told = _day(year, month, day)
                if told is not None and self.window[0] <= told <= self.window[1]:
                    return year, False
            return self.window[0].year, True
        if self.title is not None:
            return self.title, False
        if self.today is not None:
            told = _day(self.today.year, month, day)
            is_past = told is not None and told <= self.today
            return self.today.year if is_past else self.today.year - 1, True
        return None


_DIGITS = "([0-9]{1,2})"
# no-catalogue: read, not shown
_Y = r"(?:([0-9]{4})\s*[-./年]\s*)?"
# no-catalogue: read, not shown
_M = rf"{_DIGITS}\s*[-./月]\s*"
# no-catalogue: read, not shown
_D = rf"{_DIGITS}\s*[日号]?"
# no-catalogue: read, not shown
_TO = r"\s*(?:-{1,3}|~|至|到|、|和|—+|–+)\s*"
# no-catalogue: read, not shown
_ONE = re.compile(rf"{_Y}{_M}{_D}", re.ASCII)
# no-catalogue: read, not shown
_RANGE = re.compile(rf"{_Y}{_M}{_D}{_TO}(?:{_Y}{_M})?{_D}", re.ASCII)
# no-catalogue: read, not shown
_MONTH = re.compile(rf"{_Y}{_DIGITS}\s*月\s*(上旬|中旬|下旬|初|中|底|末|份)?", re.ASCII)
# no-catalogue: read, not shown
_MONTHS = re.compile(rf"{_Y}{_DIGITS}\s*月?{_TO}(?:([0-9]{{4}})年)?{_DIGITS}\s*月份?", re.ASCII)
# no-catalogue: read, not shown
_WEEKDAY = re.compile(r"[((]?(?:星期|周|礼拜)[一二三四五六日天][))]?|上午|下午|晚上|全天")
# no-catalogue: read, not shown
_TIME = re.compile(r"\s*[0-9]{1,2}[:：时点][0-9]{0,2}分?.*$")
# no-catalogue: read, not shown
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, 31)}
# no-catalogue: read, not shown
_PARTS |= {"底": (21, 31), "末": (21, 31), "份": (1, 31), "": (1, 31)}


def read_days(cell: Cell, year: Year, *, is_1904: bool = False) -> Held | Problem:
    """Return when an activity was held, or why that cannot be told."""
    if isinstance(cell, (datetime, date)) or says_nothing(cell):
        found = read_date(cell, is_1904=is_1904)
        return Held(found, found) if isinstance(found, date) else found or NO_DAY
    text = _plain(read_text(cell) or "")
    if isinstance(cell, float) and not cell.is_integer():
        # A serial number with a time of day is a date; 1.2 is not.
        found = read_date(cell, is_1904=is_1904)
        return Held(found, found) if isinstance(found, date) else A_NUMBER
    return _read(text, year) or _as_date(text, is_1904=is_1904)


def _plain(text: str) -> str:
    half = unicodedata.normalize("NFKC", text)
    bare = _TIME.sub("", _WEEKDAY.sub("", half))
    # no-catalogue: read, not shown
    return "".join(bare.split()).removesuffix("开展").removesuffix("左右")


def _as_date(text: str, *, is_1904: bool) -> Held | Problem:
    found = read_date(text, is_1904=is_1904)
    if isinstance(found, date):
        return Held(found, found)
    return found if isinstance(found, Problem) and found.message else UNREADABLE


def _read(text: str, year: Year) -> Held | Problem | None:
    for pattern, read in (
        (_RANGE, _range),
        (_ONE, _one),
        (_MONTHS, _months),
        (_MONTH, _month),
    ):
        match = pattern.fullmatch(text)
        if match is not None:
            return read(match, year)
    return None


def _one(match: re.Match[str], year: Year) -> Held | Problem:
    told = _dated(match[1], int(match[2]), int(match[3]), year)
    return told if isinstance(told, Problem) else Held(told[0], told[0], told[1])


def _range(match: re.Match[str], year: Year) -> Held | Problem:
    first = _dated(match[1], int(match[2]), int(match[3]), year)
    if isinstance(first, Problem):
        return first
    month = int(match[5] or match[2])
    last_year = match[4] or str(first[0].year + (month < first[0].month))
    last = _dated(last_year, month, int(match[6]), year)
    if isinstance(last, Problem):
        return last
    return BACKWARDS if last[0] < first[0] else Held(first[0], last[0], first[1])


def _month(match: re.Match[str], year: Year) -> Held | Problem:
    month = int(match[2])
    begin, end = _PARTS[match[3] or ""]
    return _span(_dated(match[1], month, begin, year), month, end)


def _months(match: re.Match[str], year: Year) -> Held | Problem:
    first = _dated(match[1], int(match[2]), 1, year)
    return _span(first, int(match[4]), 31, match[3])


def _span(
    first: tuple[date, bool] | Problem, month: int, end: int, told_year: str | None = None
) -> Held | Problem:
    """Return a part of the calendar: somebody has to say which day it was."""
    if isinstance(first, Problem):
        return first
    if month not in range(1, 13):
        return NO_SUCH_DAY
    year = int(told_year) if told_year else first[0].year + (month < first[0].month)
    last = date(year, month, min(end, monthrange(year, month)[1]))
    return BACKWARDS if last < first[0] else Held(first[0], last, is_vague=True)


def _dated(told: str | None, month: int, day: int, year: Year) -> tuple[date, bool] | Problem:
    known = (int(told), False) if told else year.of(month, day)
    if known is None:
        return NO_YEAR
    found = _day(known[0], month, day)
    return NO_SUCH_DAY if found is None else (found, known[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
