"""The time that the demonstration covers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.clock import Month

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """So many whole months, the month before them in which the register began, and this month."""

    today: date
    months: int

    @property
    def beginning(self) -> Month:
        """The month in which the county took its ledgers in."""
        return Month.of(self.today).plus(-self.months - 1)

    @property
    def yesterday(self) -> date:
        """The last day that anything happened: today is the visitor's own."""
        return self.today - _DAY

    def rounds(self, entered_on: date) -> Iterator[Month]:
        """Yield the months of rounds for a child who came in on a day."""
        month = Month.of(entered_on).next
        while month.first <= self.yesterday:
            yield month
            month = month.next

    def done(self, month: Month) -> float:
        """Return which part of a month's round is made: about half of the running one.

        Nobody makes half a month's visits on its first days, nor leaves half to its last.
        """
        if month.last <= self.yesterday:
            return 1.0
        day = self.yesterday.day
        return max(min(0.5, 0.06 * day), 0.9 * day / month.last.day)

    def day_in(self, month: Month, place: float) -> date:
        """Return the day at a place, 0 to 1, of what has passed of a month."""
        last = min(month.last, self.yesterday)
        return month.first + timedelta(days=min(int(place * last.day), last.day - 1))


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier."""
    if (day.month, day.day) == (2, 29):
        day -= _DAY
    return day.replace(year=day.year - years)
