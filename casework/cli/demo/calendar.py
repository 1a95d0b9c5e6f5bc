"""The time that the demonstration covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from casework.clock import Month

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Round:
    """A month, as far as it has passed."""

    first: date
    #: Days of it that have passed.
    days: int
    #: Which part of its visits is made: all of them, or about half in the running month.
    done: float

    def day(self, place: float) -> date:
        """Return the day at a place, 0 to 1, of what has passed."""
        return self.first + timedelta(days=min(int(place * self.days), self.days - 1))


@dataclass(frozen=True)
class Span:
    """So many months with the running one, and the month before them, when the register began."""

    today: date
    months: int

    @property
    def beginning(self) -> Month:
        """The month in which the county took its ledgers in."""
        return Month.of(self.today).plus(-self.months)

    @cached_property
    def yesterday(self) -> date:
        """The last day that anything happened: today is the visitor's own."""
        return self.today - _DAY

    @cached_property
    def rounds(self) -> Sequence[Round]:
        """The months that have begun by yesterday, the first one after the beginning."""
        months = [self.beginning.plus(n) for n in range(1, self.months + 1)]
        return [self._round(month) for month in months if month.first <= self.yesterday]

    def _round(self, month: Month) -> Round:
        """Nobody makes half a month's visits on its first days, nor leaves half to its last."""
        if month.last <= self.yesterday:
            return Round(month.first, month.last.day, 1.0)
        days = self.yesterday.day
        return Round(month.first, days, max(min(0.5, 0.06 * days), 0.9 * days / month.last.day))


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier."""
    if (day.month, day.day) == (2, 29):
        day -= _DAY
    return day.replace(year=day.year - years)
