"""Whether a volunteer and a request fit, aspect by aspect, as reasons that can be said in words.

Each aspect is a function of what one side wants and what the other side is; the points of a pair
are the sum of the points of its reasons. The calculation for a whole county adds up the same
functions by table (``costs``), so that what is said is what was reckoned with.

A place that was cut to its township cannot betray a village: who may not know it is given that
(``Wanted.seen_from_afar``), and neither words nor order can hold what was not given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from casework.practice.rules.matching import MatchingRules
from casework.regions.codes import pad, prefix

_COUNTY, _TOWNSHIP, _VILLAGE = 6, 9, 12
#: GB/T 2261.1: what is known of somebody's sex.
_KNOWN_SEXES = frozenset({"1", "2"})


class Word(StrEnum):
    """One thing that can be said of a volunteer and a request; kept, never renamed."""

    SAME_VILLAGE = "same_village"
    SAME_TOWNSHIP = "same_township"
    SAME_COUNTY = "same_county"
    FURTHER = "further"
    #: She goes to one village only, and which one the child's is may not be known here.
    REACH_UNSURE = "reach_unsure"
    BEYOND_REACH = "beyond_reach"
    SERVES = "serves"
    LACKS = "lacks"
    SERVES_NONE = "serves_none"
    SPEAKS = "speaks"
    NO_LANGUAGE = "no_language"
    LANGUAGE_UNSAID = "language_unsaid"
    SEX_AS_WISHED = "sex_as_wished"
    SEX_OTHER = "sex_other"
    SEX_UNSAID = "sex_unsaid"
    TIMES = "times"
    NO_TIME = "no_time"
    TIME_UNSAID = "time_unsaid"
    HAS_NONE_YET = "has_none_yet"
    HAS_OTHERS = "has_others"
    IS_FULL = "is_full"


@dataclass(frozen=True)
class Reason:
    """One reason: its word, its points (None excludes), and the codes that it is about."""

    word: Word
    points: int | None = 0
    codes: tuple[str, ...] = ()

    @property
    def excludes(self) -> bool:
        """Whether the two cannot be paired for this reason."""
        return self.points is None


@dataclass(frozen=True)
class Wanted:
    """What a request asks for."""

    id: UUID
    #: Where the child lives: 12 digits, cut to the township for those who may not know more.
    place: str
    needs: frozenset[str]
    languages: frozenset[str]
    free_times: frozenset[str]
    sex_wish: str | None = None

    def seen_from_afar(self) -> "Wanted":
        """Return the same as those see it who may not know the village."""
        return replace(self, place=pad(self.place[:_TOWNSHIP]))


@dataclass(frozen=True)
class Helper:
    """What a volunteer offers."""

    id: UUID
    base: str
    reach: str
    served: frozenset[str]
    languages: frozenset[str]
    free_times: frozenset[str]
    sex: str | None = None
    capacity: int = 1
    taken: int = 0

    @property
    def room(self) -> int:
        """How many more children she takes."""
        return max(self.capacity - self.taken, 0)


@dataclass(frozen=True)
class Fit:
    """How a volunteer and a request fit."""

    reasons: tuple[Reason, ...]

    @cached_property
    def is_possible(self) -> bool:
        """Whether nothing excludes it."""
        return not any(reason.excludes for reason in self.reasons)

    @cached_property
    def points(self) -> int:
        """What it costs; to compare possible ones by, never to be shown."""
        return sum(reason.points or 0 for reason in self.reasons)


def fit(wanted: Wanted, helper: Helper, rules: MatchingRules) -> Fit:
    """Return how a volunteer and a request fit."""
    return Fit(
        (
            *place((wanted.place,), (helper.base, helper.reach), rules),
            *need(wanted.needs, helper.served, rules),
            *language(wanted.languages, helper.languages, rules),
            *sex(wanted.sex_wish, helper.sex, rules),
            *time(wanted.free_times, helper.free_times, rules),
            room(helper, rules),
        )
    )


def place(wanted: tuple[str], offered: tuple[str, str], rules: MatchingRules) -> Sequence[Reason]:
    """Tell the distance by steps of the region tree, and whether she goes as far."""
    points, (where,), (base, reach) = rules.points["place"], wanted, offered
    here, limit = prefix(where), prefix(reach)
    if not (here.startswith(limit) or limit.startswith(here)):
        return [Reason(Word.BEYOND_REACH, None)]
    near = _distance(here, base, points)
    unsure = Reason(Word.REACH_UNSURE, points["unsure"])
    return [near] if here.startswith(limit) else [near, unsure]


def _distance(here: str, base: str, points: Mapping[str, int]) -> Reason:
    steps = (
        (_VILLAGE, Word.SAME_VILLAGE, "village"),
        (_TOWNSHIP, Word.SAME_TOWNSHIP, "township"),
        (_COUNTY, Word.SAME_COUNTY, "county"),
    )
    for digits, word, name in steps:
        if len(here) >= digits and base.startswith(here[:digits]):
            return Reason(word, points[name])
    return Reason(Word.FURTHER, points["further"])


def need(wanted: frozenset[str], served: frozenset[str], rules: MatchingRules) -> Sequence[Reason]:
    """Tell which needs she can meet, and which not."""
    points = rules.points["need"]
    met, lacks = tuple(sorted(wanted & served)), tuple(sorted(wanted - served))
    missing = points["lacks"] * len(lacks)
    if wanted and not met:
        return [Reason(Word.SERVES_NONE, missing + points["none"], lacks)]
    found = [Reason(Word.SERVES, 0, met)] if met else []
    return [*found, Reason(Word.LACKS, missing, lacks)] if lacks else found


def language(
    spoken: frozenset[str], offered: frozenset[str], rules: MatchingRules
) -> Sequence[Reason]:
    """Tell what both speak; who cannot talk to a child cannot be with it, if that is the rule."""
    points = rules.points["language"]
    if not spoken or not offered:
        return [Reason(Word.LANGUAGE_UNSAID, points["unsaid"])]
    if shared := tuple(sorted(spoken & offered)):
        return [Reason(Word.SPEAKS, 0, shared)]
    return [Reason(Word.NO_LANGUAGE, None if rules.speaks_required else points["none"])]


def sex(wish: str | None, known: str | None, _rules: MatchingRules) -> Sequence[Reason]:
    """Tell whether the wish for a woman or a man is met; it excludes."""
    if wish not in _KNOWN_SEXES:
        return []
    if known not in _KNOWN_SEXES:
        return [Reason(Word.SEX_UNSAID, None)]
    return [Reason(Word.SEX_AS_WISHED) if wish == known else Reason(Word.SEX_OTHER, None)]


def time(wanted: frozenset[str], offered: frozenset[str], rules: MatchingRules) -> Sequence[Reason]:
    """Tell when both have time."""
    points = rules.points["time"]
    if not wanted or not offered:
        return [Reason(Word.TIME_UNSAID, points["unsaid"])]
    if shared := tuple(sorted(wanted & offered)):
        return [Reason(Word.TIMES, 0, shared)]
    return [Reason(Word.NO_TIME, points["none"])]


def room(helper: Helper, rules: MatchingRules) -> Reason:
    """Tell how many she has already: children are spread over those who help."""
    if not helper.room:
        return Reason(Word.IS_FULL, None)
    if not helper.taken:
        return Reason(Word.HAS_NONE_YET)
    return Reason(Word.HAS_OTHERS, rules.spread * helper.taken)
