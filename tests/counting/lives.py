"""Random lives: moves, pauses, odd ends, visits that do not count, everything back-dated.

Drawn from one seed, not value by value: most children have to be in care and many visited, or the
conditions that matter are never met.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from casework.children.models import Status
from casework.clock import Month
from casework.visits.models import Mode, Outcome, ReviewState
from tests.factories.counting import Belonged, Life, Lived, Risked, Stood, Visited

Term = tuple[date, date | None]

FIRST_DAY = date(2026, 3, 20)
LAST_DAY = date(2026, 12, 5)
MONTHS = [Month(2026, month) for month in range(7, 12)]

#: Where counting can go wrong by a day.
BORDERS = [day for month in MONTHS for day in (month.first, month.last, month.previous.last)]

#: Leaves of one parent, a parent of its own, an allowance without care, categories with rules.
CODES = (
    "orphan",
    "orphan_scattered",
    "orphan_institution",
    "left_behind_rural",
    "migrant_child",
    "diff_poverty",
    "diff_guardianship",
    "adult_supported",
)

_STATUSES = (*[Status.ACTIVE] * 6, Status.CLOSED, *Status)
_MODES = (Mode.HOME, Mode.HOME, Mode.HOME, *Mode)
_OUTCOMES = (Outcome.CHILD_SEEN, Outcome.CHILD_SEEN, Outcome.CHILD_SEEN, *Outcome)
_STATES = (ReviewState.RECEIVED, ReviewState.RECEIVED, ReviewState.ACCEPTED, *ReviewState)


def villages(county: str) -> list[str]:
    """Return the places of a test: three villages of two townships, one of another county."""
    elsewhere = str(int(county) + 1)
    return [f"{county}001001", f"{county}001002", f"{county}002001", f"{elsewhere}001001"]


def population(seed: int, county: str, size: int = 60) -> list[Life]:
    """Return the children in and around a county that a seed stands for."""
    chance = Random(seed)
    return [_life(chance, villages(county)) for _ in range(size)]


def _life(chance: Random, places: Sequence[str]) -> Life:
    visits = [_visit(chance, places) for _ in range(chance.choice([0, 1, 2, 4, 6, 9]))]
    return Life(
        stays=[Lived(chance.choice(places), *term) for term in _chain(chance, 1, 2)],
        statuses=_statuses(chance, places),
        categories=[_membership(chance) for _ in range(chance.choice([0, 1, 1, 1, 2, 3]))],
        risks=[Risked(chance.randint(1, 4), *term) for term in _chain(chance, 0, 2)],
        visits=visits,
    )


def _day(chance: Random) -> date:
    if chance.random() < 0.3:
        return chance.choice(BORDERS)
    return FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))


def _start(chance: Random) -> date:
    """Most histories begin before the months that are counted."""
    return FIRST_DAY if chance.random() < 0.7 else _day(chance)


def _end(chance: Random, after: date) -> date | None:
    end = _day(chance) if chance.random() < 0.25 else None
    return end if end is None or end >= after else None


def _chain(chance: Random, least: int, most: int) -> list[Term]:
    """Return terms that follow one another; the last one is open, as a rule."""
    count = chance.randint(least, most)
    starts = sorted({_start(chance) if n == 0 else _day(chance) for n in range(count)})
    ends: list[date | None] = [*starts[1:], *(_end(chance, start) for start in starts[-1:])]
    return list(zip(starts, ends, strict=True))


def _statuses(chance: Random, places: Sequence[str]) -> list[Stood]:
    """Return the history of a file; it comes onto the list anew after it was closed."""
    found, was_listed = [], False
    for from_on, until_on in _chain(chance, 1, 4):
        status = chance.choice(_STATUSES)
        enters = status is Status.ACTIVE and not was_listed
        was_listed = status is not Status.CLOSED and (was_listed or enters)
        due = _day(chance) if enters and chance.random() < 0.7 else None
        found.append(Stood(status, from_on, until_on, chance.choice(places), enters, due))
    return found


def _membership(chance: Random) -> Belonged:
    """Return a term in a category; terms may overlap and say the same twice."""
    from_on = _start(chance)
    return Belonged(chance.choice(CODES), from_on, _end(chance, from_on))


def _visit(chance: Random, places: Sequence[str]) -> Visited:
    """Return a visit, most of them valid and in person."""
    return Visited(
        on=_day(chance),
        mode=chance.choice(_MODES),
        outcome=chance.choice(_OUTCOMES),
        region=chance.choice(places),
        state=chance.choice(_STATES),
    )
