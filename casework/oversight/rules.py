"""How the table of a township names its workers, and when coming of age comes up."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from casework.children.rules import age_on, ages_out_on
from casework.clock import Month


def told_apart(
    names: Mapping[UUID, str], villages: Mapping[UUID, Iterable[str]]
) -> dict[UUID, tuple[str, str]]:
    """Return each worker's name and what tells them from others of that name, empty if nobody.

    It is where their children live; a number, by the order of their ids, where that is the same.
    """
    shared = {name for name, bearers in Counter(names.values()).items() if bearers > 1}
    places = {
        worker: "、".join(sorted(set(villages.get(worker, ())))) if name in shared else ""
        for worker, name in names.items()
    }
    told: dict[UUID, tuple[str, str]] = {}
    for worker in sorted(names):
        mark, number = places[worker], 1
        while (names[worker], mark) in told.values():
            number += 1
            mark = f"{places[worker]} {number}".strip()
        told[worker] = (names[worker], mark)
    return told


#: How far ahead the desk looks for children who come of age, in months.
MONTHS_AHEAD = 3


def birth_years(on: date, limits: Collection[int]) -> set[int]:
    """Return the years of birth of whoever may reach an age limit soon or has just reached it."""
    years = {day.year for day in (on - timedelta(days=31), on, _ahead(on))}
    return {year - limit for year in years for limit in limits}


def turns_out_on(birth_on: date, limits: Collection[int], on: date) -> date | None:
    """Return the first day on which a category no longer holds, where that comes up soon.

    From three months before the birthday until the category has ended.
    """
    ahead = _ahead(on)
    return min(
        (
            ages_out_on(birth_on, limit)
            for limit in limits
            if age_on(birth_on, ahead) >= limit and on < ages_out_on(birth_on, limit)
        ),
        default=None,
    )


def _ahead(on: date) -> date:
    """Return the day three months on; the last of that month where it is shorter."""
    month = Month.of(on).plus(MONTHS_AHEAD)
    return month.first.replace(day=min(on.day, month.last.day))
