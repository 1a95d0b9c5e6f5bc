"""From when to when one condition counts, or what is missing to say so."""

from dataclasses import dataclass
from datetime import date

from casework.eligibility.dates import months_later
from casework.eligibility.facts import Known
from casework.labels import LabelledEnum
from casework.practice.rules.thresholds import Measure, Threshold

#: Where a beginning is not known and none is asked for: always.
ALWAYS = date.min


class Gap(LabelledEnum):
    """Why a condition counts on no day as far as is known."""

    GRADE_UNKNOWN = "grade_unknown", "还不知道残疾类别或者等级"
    GRADE_BELOW = "grade_below", "残疾等级达不到"
    LIST_UNKNOWN = "list_unknown", "还不知道病种在不在当地目录里"
    NOT_LISTED = "not_listed", "病种不在当地目录里"
    TERM_SHORT = "term_short", "期限不够"
    DATE_UNKNOWN = "date_unknown", "还不知道从哪天算起"


#: What can still turn out either way.
OPEN_GAPS = (Gap.GRADE_UNKNOWN, Gap.LIST_UNKNOWN, Gap.DATE_UNKNOWN)


@dataclass(frozen=True)
class Term:
    """A half-open interval; None ends never as far as is known."""

    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Reach:
    """When a condition counts; with a gap, when it holds without counting."""

    term: Term
    gap: Gap | None = None

    def counts_on(self, day: date) -> bool:
        """Say whether the threshold is met on a day."""
        return self.gap is None and self.term.covers(day)

    def is_open_on(self, day: date) -> bool:
        """Say whether it may be met on a day, once more is known."""
        return self.gap in OPEN_GAPS and self.term.covers(day)


def reach_of(known: Known, asks: Threshold) -> Reach:
    """Return when a condition counts by its threshold."""
    gap = _gap(known, asks)
    if gap is not None:
        return Reach(Term(known.since_on or ALWAYS, known.until_on), gap)
    return Reach(Term(_begins(known, asks), known.until_on))


def _gap(known: Known, asks: Threshold) -> Gap | None:
    match asks.measure:
        case Measure.GRADE:
            return _gap_of_grade(known, asks)
        case Measure.LISTED:
            unknown = Gap.LIST_UNKNOWN if known.listed is None else None
            return Gap.NOT_LISTED if known.listed is False else unknown
        case Measure.TERM:
            return _gap_of_term(known, asks.months or 0)
        case Measure.ELAPSED:
            return _gap_of_time(known, asks.months or 0)
        case Measure.AT_ONCE:
            return None


def _gap_of_grade(known: Known, asks: Threshold) -> Gap | None:
    if not any(band.may_hold(known.kind, known.grade) for band in asks.bands):
        return Gap.GRADE_BELOW
    kind, grade = known.kind or "", known.grade or ""
    return None if any(band.holds(kind, grade) for band in asks.bands) else Gap.GRADE_UNKNOWN


def _gap_of_term(known: Known, least: int) -> Gap | None:
    """A term of so many months, "or more" with the number itself (民法典 art 1259)."""
    if known.months is not None:
        return Gap.TERM_SHORT if known.months < least else None
    if known.since_on is None:
        return Gap.DATE_UNKNOWN
    if known.until_on is not None and known.until_on < months_later(known.since_on, least):
        return Gap.TERM_SHORT
    return None


def _gap_of_time(known: Known, least: int) -> Gap | None:
    if known.since_on is None:
        return Gap.DATE_UNKNOWN
    full = months_later(known.since_on, least)
    return Gap.TERM_SHORT if known.until_on is not None and known.until_on <= full else None


def _begins(known: Known, asks: Threshold) -> date:
    if known.since_on is None:
        return ALWAYS
    waits = asks.measure is Measure.ELAPSED
    # Whoever has been held for that long has been held for a term of that length.
    waits |= asks.measure is Measure.TERM and known.months is None and known.until_on is None
    return months_later(known.since_on, asks.months or 0) if waits else known.since_on
