"""Dates as ledgers hold them: date cells, serial numbers, and seven ways of writing."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from casework.sheets.texts import Problem, read_text, says_nothing
from casework.sheets.workbook import Cell

NO_SUCH_DATE = Problem("日期不存在，请核对年、月、日")
AMBIGUOUS = Problem("日期写法分不清日和月，请写成 2021-01-05 的样子")
SHORT_YEAR = Problem("日期的年份应写四位数，请写成 2021-01-05 的样子")
INCOMPLETE = Problem("日期不完整，请写明年、月、日")
LUNAR = Problem("请填写公历日期，如 2021-01-05")
UNREADABLE = Problem("日期认不出，请写成 2021-01-05 的样子")
YEAR_OUT_OF_RANGE = Problem("日期的年份不对，请核对")

_YEARS = range(1900, 2101)
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
# Bare numbers are taken for dates from 1920 to 2099 only: a 5 is no date.
_SERIALS = range(7_306, 73_051)

# no-catalogue: read, not shown
_SEPARATOR = r"\s*[-./、。,年月]\s*"
_TIME = r"(?:[\sT]+[0-9]{1,2}:[0-9:.]+Z?)?"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})(?:{_SEPARATOR}|\s+)([0-9]{{1,2}})(?:{_SEPARATOR}|\s+)([0-9]{{1,2}})\s*[日号]?{_TIME}",
    re.ASCII,
)
_YEAR_LAST = re.compile(
    rf"([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}}){_TIME}", re.ASCII
)
_COMPACT = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_SERIAL = re.compile(r"([0-9]{4,5})(?:\.[0-9]+)?", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(
    rf"[0-9]{{2}}{_SEPARATOR}[0-9]{{1,2}}{_SEPARATOR}[0-9]{{1,2}}[日号]?", re.ASCII
)
_YEAR_OR_MONTH = re.compile(
    rf"[0-9]{{4}}年?|[0-9]{{4}}{_SEPARATOR}[0-9]{{1,2}}月?|(?:19|20)[0-9]{{4}}", re.ASCII
)
_LUNAR_WORDS = re.compile("农历|阴历|旧历|正月|腊月|冬月|闰|初[一二三四五六七八九十]|廿")
_DASHES = str.maketrans("–—−‐‑", "-----")


def read_date(
    cell: Cell, *, is_1904: bool = False, day_first: bool | None = None
) -> date | Problem | None:
    """The date a cell means, None for one that says nothing.

    Day and month are never guessed: ``5/1/2021`` is a problem unless somebody has said which
    stands first, ``25/1/2021`` is none.  ``is_1904`` is :attr:`Workbook.is_1904`, for numbers
    without a date format.
    """
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if says_nothing(cell):
        return None
    if isinstance(cell, bool):
        return UNREADABLE
    text = read_text(cell) or ""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    return (
        _from_year_first(plain)
        or _from_serial(plain, is_1904=is_1904)
        or _otherwise(plain, day_first=day_first)
    )


def _from_year_first(text: str) -> date | Problem | None:
    written = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if written is None:
        return None
    return _make(int(written[1]), int(written[2]), int(written[3]))


def _from_serial(text: str, *, is_1904: bool) -> date | Problem | None:
    written = _SERIAL.fullmatch(text)
    epoch = _EPOCH_1904 if is_1904 else _EPOCH_1900
    if written is None or int(written[1]) not in _SERIALS:
        return None
    return _in_range(epoch + timedelta(days=int(written[1])))


def _otherwise(text: str, *, day_first: bool | None) -> date | Problem:
    """A date with the year last where only one reading exists, else the reason why not."""
    year_last = _YEAR_LAST.fullmatch(text)
    if year_last:
        return _year_last(
            int(year_last[1]), int(year_last[2]), int(year_last[3]), day_first=day_first
        )
    if _LUNAR_WORDS.search(text):
        return LUNAR
    if _TWO_DIGIT_YEAR.fullmatch(text):
        return SHORT_YEAR
    return INCOMPLETE if _YEAR_OR_MONTH.fullmatch(text) else UNREADABLE


def _year_last(first: int, second: int, year: int, *, day_first: bool | None) -> date | Problem:
    month_leads, day_leads = _make(year, first, second), _make(year, second, first)
    dates = [each for each in {month_leads, day_leads} if isinstance(each, date)]
    if len(dates) == 1:
        return dates[0]
    if dates and day_first is not None:
        return day_leads if day_first else month_leads
    return AMBIGUOUS if dates else NO_SUCH_DATE


def _make(year: int, month: int, day: int) -> date | Problem:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        return NO_SUCH_DATE


def _in_range(day: date) -> date | Problem:
    return day if day.year in _YEARS else YEAR_OUT_OF_RANGE
