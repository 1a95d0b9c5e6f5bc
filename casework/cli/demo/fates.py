"""What is remarkable about a child's file, and how it begins because of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from casework.cli.demo.calendar import Span, years_before
from casework.cli.demo.dice import Dice

#: Full years at which a category ends, where it is not 18.
_AGE_LIMITS = {"left_behind_rural": 16, "migrant_child": 16}
_ADULT = 18


class Fate(Enum):
    """What is remarkable about one child's file."""

    ORDINARY = auto()
    SEVERAL = auto()
    SIBLINGS = auto()
    LONG_NAME = auto()
    RARE_NAME = auto()
    HIGH_RISK = auto()
    NEW = auto()
    SUBMITTED = auto()
    RETURNED = auto()
    DUE_TODAY = auto()
    NEGLECTED = auto()
    NEVER_MET = auto()
    SUSPENDED = auto()
    MOVED = auto()
    LEFT = auto()
    NEAR_16 = auto()
    NEAR_18 = auto()
    TURNED_16 = auto()
    GROWN = auto()


#: One of each, for the village that is shown.
CAST = (
    Fate.HIGH_RISK,
    Fate.SIBLINGS,
    Fate.NEW,
    Fate.DUE_TODAY,
    Fate.NEGLECTED,
    Fate.SUBMITTED,
    Fate.SEVERAL,
    Fate.NEAR_16,
    Fate.NEAR_18,
    Fate.MOVED,
    Fate.LONG_NAME,
    Fate.RARE_NAME,
    Fate.NEVER_MET,
    Fate.SUSPENDED,
    Fate.RETURNED,
    Fate.LEFT,
    Fate.TURNED_16,
)
_SHARES = {
    Fate.ORDINARY: 0.6,
    Fate.SIBLINGS: 0.19,
    Fate.LEFT: 0.085,
    Fate.NEGLECTED: 0.03,
    Fate.MOVED: 0.02,
    Fate.TURNED_16: 0.015,
    Fate.HIGH_RISK: 0.01,
    Fate.NEW: 0.01,
    Fate.SUBMITTED: 0.012,
    Fate.SUSPENDED: 0.012,
    Fate.NEAR_16: 0.007,
    Fate.NEAR_18: 0.005,
    Fate.NEVER_MET: 0.005,
    Fate.RETURNED: 0.003,
    Fate.GROWN: 0.003,
}

_LEAVES: Mapping[tuple[str, ...], float] = {
    ("left_behind_rural",): 0.6,
    ("left_behind_rural", "diff_poverty"): 0.06,
    ("left_behind_rural", "diff_disability"): 0.02,
    ("diff_poverty",): 0.07,
    ("de_facto_unsupported",): 0.06,
    ("de_facto_unsupported", "diff_poverty"): 0.02,
    ("diff_disability",): 0.05,
    ("diff_disability", "diff_poverty"): 0.015,
    ("orphan_scattered",): 0.03,
    ("migrant_child",): 0.03,
    ("diff_guardianship",): 0.02,
    ("difficulty_unspecified",): 0.025,
    ("extreme_poverty_child",): 0.015,
    ("diff_temporary",): 0.008,
    ("orphan_institution",): 0.003,
    ("state_ward",): 0.002,
    ("street_child",): 0.001,
    ("hiv_child",): 0.001,
}
_LEAVES_OF: Mapping[Fate, Sequence[tuple[str, ...]]] = {
    Fate.SIBLINGS: (("left_behind_rural",), ("left_behind_rural", "diff_poverty")),
    Fate.SEVERAL: (("de_facto_unsupported", "diff_poverty", "diff_disability"),),
    Fate.HIGH_RISK: (("left_behind_rural",), ("diff_guardianship",)),
    Fate.DUE_TODAY: (("left_behind_rural",),),
    Fate.NEAR_16: (("left_behind_rural",), ("left_behind_rural", "diff_poverty")),
    Fate.NEAR_18: (("de_facto_unsupported",), ("diff_poverty",)),
    Fate.TURNED_16: (("left_behind_rural",), ("left_behind_rural", "diff_poverty")),
    Fate.GROWN: (("de_facto_unsupported",), ("orphan_scattered",)),
}


@dataclass(frozen=True)
class Start:
    """How a file begins."""

    fate: Fate
    leaves: tuple[str, ...]
    entered_on: date
    birth_on: date
    #: Came in with the county's ledger at the beginning.
    imported: bool


def fate(dice: Dice) -> Fate:
    """Return what is remarkable about another child; mostly nothing."""
    return dice.share(_SHARES)


def age_limit(leaf: str) -> int:
    """Return the full years at which a category ends."""
    return _AGE_LIMITS.get(leaf, _ADULT)


def start(dice: Dice, fate: Fate, span: Span, *, imported_on: date) -> Start:
    """Return how a file with a fate begins."""
    leaves = dice.one(_LEAVES_OF[fate]) if fate in _LEAVES_OF else dice.share(_LEAVES)
    entered_on = _entered_on(dice, fate, span, imported_on)
    birth_on = born_on(dice, fate, leaves, entered_on, span.today)
    return Start(fate, leaves, entered_on, birth_on, imported=entered_on == imported_on)


def _entered_on(dice: Dice, fate: Fate, span: Span, imported_on: date) -> date:
    """Return the day of entry: the county's ledger first, later one by one."""
    recent = {
        Fate.NEW: (0, 6),
        Fate.SUBMITTED: (1, 9),
        Fate.RETURNED: (4, 25),
        Fate.NEVER_MET: (12, 40),
    }
    if fate in recent:
        least, most = recent[fate]
        return span.today - timedelta(days=least + dice.below(most - least + 1))
    if fate is Fate.ORDINARY and dice.happens(0.2):
        return dice.day(span.beginning.next.first, span.yesterday)
    return imported_on


def born_on(dice: Dice, fate: Fate, leaves: Sequence[str], entered_on: date, today: date) -> date:
    """Return a day of birth that lets the categories end when the fate says so."""
    near = {Fate.NEAR_16: 16, Fate.NEAR_18: 18}
    passed = {Fate.TURNED_16: 16, Fate.GROWN: 18}
    if fate in near:
        return years_before(today, near[fate]) + timedelta(days=20 + dice.below(30))
    if fate in passed:
        birthday = dice.day(entered_on + timedelta(days=30), today - timedelta(days=32))
        return years_before(birthday, passed[fate])
    limit = min(age_limit(leaf) for leaf in leaves)
    oldest = years_before(today, limit) + timedelta(days=150)
    return dice.day(oldest, entered_on - timedelta(days=40))
