"""Working days: the published holidays and shifted weekends, Monday to Friday where none are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules.parsing import Entry, distinct

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. A year that was not published counts Monday to Friday."""

    version: str
    #: The notice, by year.
    sources: Mapping[int, str]
    #: Name of the holiday, by day off.
    holidays: Mapping[date, str]
    #: Weekend days that are worked instead.
    shifted: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        if day in self.holidays:
            return False
        return day.weekday() < _SATURDAY or day in self.shifted

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``, which itself is never counted.

        With ``n`` = 0 this is ``day``: a term starts on the day after its cause (民法典 art 201).
        """
        if n < 0:
            raise ValueError("working days are only counted forwards")
        for _ in range(n):
            day = self._next_working_day(day)
        return day

    def working_days_between(self, day: date, until: date) -> int:
        """Count the working days after ``day`` up to and with ``until``; 0 when it is earlier."""
        days = range(1, (until - day).days + 1)
        return sum(self.is_working_day(day + n * _DAY) for n in days)

    def is_published(self, year: int) -> bool:
        """Whether the holidays of the year are known."""
        return year in self.sources

    def warning(self, first: date, last: date) -> str | None:
        """Return the sentence that must stand beside a term over years without data, or None."""
        unknown = [y for y in range(first.year, last.year + 1) if not self.is_published(y)]
        if not unknown:
            return None
        years = "、".join(map(str, unknown))
        return f"{years}年的放假安排还没有录入，按周一至周五计算工作日。"

    def _next_working_day(self, day: date) -> date:
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day


def read_calendar(body: Mapping[str, Any]) -> WorkCalendar:
    """Read the published years; refuse a day outside its year or both free and worked."""
    sources: dict[int, str] = {}
    holidays: dict[date, str] = {}
    shifted: set[date] = set()
    with Entry(body, "holidays.toml") as table:
        table.text("title")
        version = table.text("version")
        for entry in distinct(table.entries("year"), "year"):
            with entry:
                year = entry.number("year")
                sources[year] = entry.text("source")
                holidays.update(_in_year(entry, year, _holidays(entry)))
                shifted.update(_in_year(entry, year, dict.fromkeys(entry.days("working"), "")))
    _refuse_contradictions(holidays, shifted)
    return WorkCalendar(version, sources, holidays, frozenset(shifted))


def _holidays(entry: Entry) -> dict[date, str]:
    days: dict[date, str] = {}
    for holiday in entry.entries("holiday"):
        with holiday:
            name, first, last = holiday.text("name"), holiday.day("first"), holiday.day("last")
            if last < first:
                raise holiday.refusal("last 早于 first")
            days.update({first + n * _DAY: name for n in range((last - first).days + 1)})
    return days


def _in_year(entry: Entry, year: int, days: dict[date, str]) -> dict[date, str]:
    for day in days:
        if day.year != year:
            raise entry.refusal(f"{day} 不在{year}年")
    return days


def _refuse_contradictions(holidays: Mapping[date, str], shifted: set[date]) -> None:
    for day in sorted(shifted):
        if day in holidays or day.weekday() < _SATURDAY:
            raise RuleBroken(f"holidays.toml：{day} 写成了调休上班，但它是假日或者本来就上班。")
