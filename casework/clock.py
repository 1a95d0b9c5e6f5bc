"""What time it is: instants in UTC, days and months in Shanghai.

The one place that tests and ``CASEWORK_TODAY`` may freeze.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, Self
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_MONTHS_A_YEAR = 12
_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")

_fixed_today: date | None = None


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day in Shanghai, where every due date and month is counted."""
    return _fixed_today or now().astimezone(SHANGHAI).date()


def fix_today(day: date | None) -> None:
    """Pretend that today is ``day`` (demonstrations and tests); ``None`` lets time run again."""
    global _fixed_today  # noqa: PLW0603 - the one clock of the process
    _fixed_today = day


def local(instant: datetime) -> datetime:
    """Return an instant as people in China read it."""
    return instant.astimezone(SHANGHAI)


class Term(Protocol):
    """Some days on end, the first and the last of which count: a month, or any other span."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Span:
    """Days on end that are no month."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """The first and the last day."""
        return f"{self.first}—{self.last}"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Shanghai."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that ``day`` lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-10``, of this century or the last; raise ValueError for anything else."""
        if not _MONTH.fullmatch(text):
            message = f"not a month: {text!r}"
            raise ValueError(message)
        return cls(int(text[:4]), int(text[5:]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The month after."""
        return self.plus(1)

    @property
    def previous(self) -> Self:
        """The month before."""
        return self.plus(-1)

    @property
    def label(self) -> str:
        """``2026年10月``."""
        return f"{self.year}年{self.month}月"  # no-catalogue: a format

    def plus(self, months: int) -> Self:
        """Return the month ``months`` later (earlier when negative)."""
        count = self.year * _MONTHS_A_YEAR + self.month - 1 + months
        return type(self)(count // _MONTHS_A_YEAR, count % _MONTHS_A_YEAR + 1)

    def __str__(self) -> str:
        """``2026-10``."""
        return f"{self.year:04d}-{self.month:02d}"
