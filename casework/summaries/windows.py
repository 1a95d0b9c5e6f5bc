"""The windows of campaigns, as times that figures are asked for."""

from collections.abc import Iterator

from casework.figures.asking import Period, offers_periods
from casework.practice import queries as practice

#: The newest ones are asked for.
_MOST = 3


@offers_periods
def windows(region_code: str) -> Iterator[Period]:
    """Yield the windows of the newest campaigns of a region."""
    for each in practice.campaigns(region_code)[:_MOST]:
        yield Period(each.theme, each.first_on, each.last_on)
