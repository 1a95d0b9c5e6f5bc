"""Which records do an item of a campaign for a child, told in bits that one number holds.

The number (``key``) of a child is gathered by one statement; what it means is said here alone, so
that counts and lists cannot differ. A visit counts as it moves due dates (``visits.rules``): what
was returned, met nobody or has a doubtful date is begun and not done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.labels import LabelledEnum
from casework.practice.rules.campaigns import (
    PAIRING,
    POLICY,
    PSYCH,
    SAFETY,
    VISIT,
    Campaign,
    Item,
    nearest,
)

#: Visits that count: in person, with policy told, with safety checked, with care for the mind.
VISITED, TOLD, CHECKED, CARED = 1, 2, 4, 8
#: The same of visits that do not count (yet).
TRIED = 4  # bits to the left
PAIRED, PAIR_BEGUN = 1 << 8, 1 << 9
TREATED, REFERRED = 1 << 10, 1 << 11
_ACTIVITY = 12
#: As many items with activities fit into the number.
MOST_ITEMS = 18

_DONE_BY = {
    VISIT: VISITED,
    POLICY: TOLD,
    SAFETY: CHECKED,
    PSYCH: CARED | TREATED,
    PAIRING: PAIRED,
}
_BEGUN_BY = {
    VISIT: VISITED << TRIED,
    POLICY: TOLD << TRIED,
    SAFETY: CHECKED << TRIED,
    PSYCH: CARED << TRIED | REFERRED,
    PAIRING: PAIR_BEGUN,
}


class State(LabelledEnum):
    """How far an item is for one child."""

    DONE = "done", "做了"
    BEGUN = "begun", "已开始"
    NONE = "none", "还没有"


@dataclass(frozen=True)
class Asked:
    """One item, and the bits of a key that say how far it is."""

    item: Item
    done: int
    begun: int
    #: The bit of its activities; 0 where it is not done by any.
    activity: int = 0

    def state(self, key: int) -> State:
        """Say how far it is by a child's key."""
        if key & self.done:
            return State.DONE
        return State.BEGUN if key & self.begun else State.NONE


@dataclass(frozen=True)
class Window:
    """The days whose records count."""

    first_on: date
    last_on: date


def asked_of(campaign: Campaign) -> tuple[Asked, ...]:
    """Return the items of a campaign with their bits."""
    return tuple(_asked(n, item) for n, item in enumerate(campaign.items[:MOST_ITEMS]))


def _asked(number: int, item: Item) -> Asked:
    activity = 1 << (_ACTIVITY + number) if item.kinds else 0
    done = activity
    begun = 0
    for record in item.records:
        done |= _DONE_BY[record]
        begun |= _BEGUN_BY[record]
    return Asked(item, done, begun, activity)


def is_complete(asked: Sequence[Asked], key: int) -> bool:
    """Say whether every item is done for a child."""
    return all(key & each.done for each in asked)


def window_of(campaign: Campaign) -> Window:
    """Return the days whose records count for a campaign."""
    return Window(campaign.first_on, campaign.last_on)


def day_of(campaign: Campaign, today: date) -> date:
    """Return the day whose children in care are asked about: today, after the end the last day."""
    return min(today, campaign.last_on)


def usual(campaigns: Sequence[Campaign], today: date) -> Campaign | None:
    """Return the campaign that a page opens with: of those that ask for something, the nearest."""
    return nearest((each for each in campaigns if each.items), today)
