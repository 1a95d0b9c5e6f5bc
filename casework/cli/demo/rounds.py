"""The visits to one child: month by month, denser where the risk is high."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casework.children.models import Status
from casework.cli.demo.calendar import Round, Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.fates import Fate
from casework.cli.demo.findings import Trouble
from casework.cli.demo.lives import Life
from casework.visits.models import Mode, Outcome

#: More in winter and summer, when campaigns run; less in spring and autumn.
_SEASONS = {1: 0.05, 2: 0.07, 3: -0.03, 4: -0.05, 5: -0.03, 7: 0.06, 8: 0.04, 9: -0.03, 10: -0.05}
_LOWEST, _HIGHEST = 0.61, 0.98
_SCHOOL_HOLIDAYS = frozenset({2, 7, 8})
_SCHOOLED = frozenset({"primary", "junior", "senior", "vocational"})
_MID_HIGH, _HIGH = 3, 4
_DAY = timedelta(days=1)
#: As the shipped practice has it for a left-behind child at the usual risk.
_CONTACT_EVERY = timedelta(days=30)


@dataclass(frozen=True)
class Meeting:
    """One visit or attempt, short of what was found."""

    on: date
    mode: Mode = Mode.HOME
    outcome: Outcome = Outcome.CHILD_SEEN
    #: What it found that raised the risk, and to which level.
    cause: Trouble | None = None
    raised_to: int | None = None
    #: The place of the brother's or sister's meeting that it was one visit with.
    together: int | None = None

    @property
    def is_shared(self) -> bool:
        """Whether brothers and sisters are likely to be there."""
        return (self.mode, self.outcome, self.cause) == (Mode.HOME, Outcome.CHILD_SEEN, None)


def meetings(dice: Dice, life: Life, span: Span) -> list[Meeting]:
    """Return every visit and attempt to a child, in order of days."""
    found = [*_first(dice, life, span)]
    place = dice.random()
    for month in span.rounds if found else ():
        if month.first > life.entered_on:
            found += _round(dice, life, span, month, place)
    found += _raising(life)
    found += _watching(dice, life, span)
    return _within_time(dice, life, span, found)


def with_sibling(dice: Dice, life: Life, span: Span, elder: Sequence[Meeting]) -> list[Meeting]:
    """Return the visits to a brother or sister: mostly made in one go."""
    found = [*_raising(life)]
    for place, meeting in enumerate(elder):
        if meeting.is_shared and dice.happens(0.93):
            found.append(replace(meeting, together=place))
        elif dice.happens(0.8):
            found.append(replace(meeting, cause=None, raised_to=None))
    return _within_time(dice, life, span, found)


def _within_time(dice: Dice, life: Life, span: Span, found: Sequence[Meeting]) -> list[Meeting]:
    """Leave out what lies before the entry or after the end; nobody is met who is never met."""
    end = _end(dice, life, span)
    made = [meeting for meeting in found if life.entered_on <= meeting.on < end]
    if life.fate is Fate.NEVER_MET:
        made = [Meeting(each.on, outcome=Outcome.NOT_MET) for each in made if dice.happens(0.4)]
    if life.fate is Fate.DUE_TODAY:
        made.append(Meeting(end))
    return sorted(made, key=lambda meeting: meeting.on)


def _end(dice: Dice, life: Life, span: Span) -> date:
    """Return the first day on which nobody visits any more."""
    last = life.standings[-1]
    if last.status in (Status.CLOSED, Status.SUSPENDED, Status.RETURNED):
        return last.from_on
    if life.fate is Fate.NEGLECTED:
        return span.today - timedelta(days=35 + dice.below(90))
    if life.fate is Fate.DUE_TODAY:
        return span.today - _CONTACT_EVERY
    if life.fate is Fate.GROWN:
        return life.memberships[-1].from_on
    return span.today


def _first(dice: Dice, life: Life, span: Span) -> Iterator[Meeting]:
    """Yield the first visit: within some working days, sometimes late, not yet to the newest."""
    waits = life.fate is Fate.NEW or (life.fate is Fate.SUBMITTED and dice.happens(0.5))
    later = 1 + dice.below(6) if dice.happens(0.95) else 8 + dice.below(15)
    day = life.entered_on + timedelta(days=later)
    if day <= span.yesterday and not waits:
        yield Meeting(day)


def _round(dice: Dice, life: Life, span: Span, month: Round, place: float) -> Iterator[Meeting]:
    """Yield what a month's round brought: a visit, a call instead, an attempt, or nothing.

    ``place`` is where in the month the worker usually comes by.
    """
    own = min(0.999, max(0.0, place + 0.3 * (dice.random() - 0.5)))
    if own >= month.done:
        if dice.happens(0.3):
            yield _call(dice, month.day(dice.random()))
        return
    day = month.day(own / month.done)
    rate = life.village_on(day).rate + _SEASONS.get(day.month, 0.0)
    if dice.happens(min(_HIGHEST, max(_LOWEST, rate))):
        yield _in_person(dice, life, day)
    else:
        yield from _instead(dice, day)
    again = day + timedelta(days=12 + dice.below(4))
    if life.risk_on(day) >= _MID_HIGH and again <= span.yesterday and dice.happens(0.7):
        yield _call(dice, again)


def _in_person(dice: Dice, life: Life, day: date) -> Meeting:
    chance = dice.random()
    at_school = life.facts.school_stage in _SCHOOLED and day.month not in _SCHOOL_HOLIDAYS
    if at_school and chance < 0.12 and day.weekday() < 5:
        return Meeting(day, Mode.SCHOOL)
    if chance > 0.995:
        return Meeting(day, Mode.OTHER)
    return Meeting(day, outcome=Outcome.CARER_SEEN if chance > 0.93 else Outcome.CHILD_SEEN)


def _instead(dice: Dice, day: date) -> Iterator[Meeting]:
    chance = dice.random()
    if chance < 0.55:
        yield _call(dice, day)
    elif chance < 0.7:
        yield Meeting(day, outcome=Outcome.NOT_MET)


def _call(dice: Dice, day: date) -> Meeting:
    chance = dice.random()
    mode = Mode.VIDEO if chance < 0.25 else Mode.PHONE
    if chance > 0.96:
        return Meeting(day, mode, Outcome.NOT_MET)
    return Meeting(day, mode, Outcome.CARER_SEEN if chance > 0.6 else Outcome.CHILD_SEEN)


def _raising(life: Life) -> Iterator[Meeting]:
    """Yield the visits that found what raised the risk."""
    for risk in life.risks:
        if risk.cause is not None:
            yield Meeting(risk.from_on, cause=risk.cause, raised_to=risk.level)


def _watching(dice: Dice, life: Life, span: Span) -> Iterator[Meeting]:
    """Yield what a high risk asks for: someone there each week, a call each second or third day."""
    high = life.risks[-1]
    if high.level != _HIGH:
        return
    day, visit_on = high.from_on, high.from_on + 6 * _DAY
    while (day := day + _DAY * (2 + dice.happens(0.3))) <= span.yesterday:
        if day >= visit_on:
            yield Meeting(day)
            visit_on = day + 6 * _DAY
        elif dice.happens(0.9):
            yield _call(dice, day)
