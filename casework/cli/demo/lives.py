"""What became of each child's file: entry, categories, risk, moves, the way out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

from casework.children.facts import ChildFacts
from casework.children.models import Status
from casework.children.rules import ages_out_on
from casework.cli.demo.calendar import Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.fates import Fate, Start, age_limit
from casework.cli.demo.findings import HIGH_CAUSES, RAISED_CAUSES, Trouble
from casework.cli.demo.people import Family
from casework.cli.demo.places import Village

AGED_OUT = "aged_out"
_EXITS = {
    "parents_returned": 0.5,
    "moved_out": 0.2,
    "not_eligible": 0.12,
    "parent_condition_ended": 0.08,
    "duplicate": 0.05,
    "error": 0.03,
    "adopted": 0.015,
    "deceased": 0.005,
}
_PAUSES = {
    "away": "到父母务工的地方暂住，预计两个月后回来",
    "hospital": "在省城住院治疗",
    "custody": "由救助保护机构临时照料",
    "checking": "户籍情况核实中",
}
_USUAL = 2
_RISKS = {1: 0.25, 2: 0.65, 3: 0.1}
_GUARDED = frozenset({"diff_guardianship", "state_ward", "street_child"})
#: Whose rounds go on to this day, so that a visit can raise the risk on any day.
_STAYING = frozenset({Fate.ORDINARY, Fate.SEVERAL, Fate.SIBLINGS, Fate.MOVED})
_NEW_ENTRY = ("survey", "applied", "referred", "moved_in")
_LOWERED = "情况好转，连续走访照护正常"
_RETURNED = "缺父母务工证明，请补齐后再报"


class Who(Enum):
    """Who did it: the worker in the village, the office above, or nobody but the calendar."""

    WORKER = auto()
    OFFICE = auto()
    CALENDAR = auto()


@dataclass(frozen=True)
class Standing:
    """A status and its term."""

    status: Status
    from_on: date
    until_on: date | None = None
    by: Who = Who.OFFICE
    reason: str | None = None
    note: str | None = None
    is_entry: bool = False


@dataclass(frozen=True)
class Membership:
    """A category and its term."""

    leaf: str
    from_on: date
    entry_reason: str
    until_on: date | None = None
    exit_reason: str | None = None


@dataclass(frozen=True)
class Risk:
    """A risk level and its term; raised by what a visit found, lowered by the office."""

    level: int
    from_on: date
    until_on: date | None = None
    by: Who = Who.OFFICE
    reason: str | None = None
    cause: Trouble | None = None


@dataclass(frozen=True)
class Life:
    """One file in its time, before the visits."""

    start: Start
    facts: ChildFacts
    family: Family
    village: Village
    standings: Sequence[Standing]
    memberships: Sequence[Membership]
    risks: Sequence[Risk]
    #: Where the child lived before, and until when.
    before: Village | None = None
    moved_on: date | None = None

    @property
    def fate(self) -> Fate:
        """What is remarkable about it."""
        return self.start.fate

    @property
    def entered_on(self) -> date:
        """The day on which the file was begun."""
        return self.start.entered_on

    @property
    def exited_on(self) -> date | None:
        """The day on which it was closed."""
        last = self.standings[-1]
        return last.from_on if last.status is Status.CLOSED else None

    def village_on(self, day: date) -> Village:
        """Return where the child lived on a day."""
        return (
            self.before if self.before and self.moved_on and day < self.moved_on else self.village
        )

    def risk_on(self, day: date) -> int:
        """Return the level on a day."""
        return next(risk.level for risk in reversed(self.risks) if risk.from_on <= day)


def standings(dice: Dice, start: Start, span: Span) -> list[Standing]:
    """Return the statuses that a file went through, short of leaving by age."""
    entered = start.entered_on
    if start.fate is Fate.SUBMITTED:
        return [Standing(Status.SUBMITTED, entered, by=Who.WORKER)]
    if start.fate is Fate.RETURNED:
        back = entered + timedelta(days=2)
        proposed = Standing(Status.SUBMITTED, entered, back, by=Who.WORKER)
        return [proposed, Standing(Status.RETURNED, back, reason=_RETURNED)]
    on_list = _onto_list(dice, start, span)
    first = entered + timedelta(days=25)
    if start.fate is Fate.LEFT:
        return _until(on_list, Status.CLOSED, dice.day(first, span.yesterday), dice.share(_EXITS))
    if start.fate is Fate.SUSPENDED:
        day = dice.day(max(first, span.today - timedelta(days=60)), span.yesterday)
        why = dice.one(tuple(_PAUSES))
        return _until(on_list, Status.SUSPENDED, day, why, _PAUSES[why])
    return on_list


def _onto_list(dice: Dice, start: Start, span: Span) -> list[Standing]:
    """Return how the child came onto the list: by ledger, by the office, or proposed first."""
    entered, accepted = start.entered_on, start.entered_on + timedelta(days=1 + dice.below(4))
    if start.imported or accepted > span.yesterday or dice.happens(0.4):
        return [Standing(Status.ACTIVE, entered, is_entry=True)]
    return [
        Standing(Status.SUBMITTED, entered, accepted, by=Who.WORKER),
        Standing(Status.ACTIVE, accepted, is_entry=True),
    ]


def _until(
    before: list[Standing], status: Status, day: date, reason: str, note: str | None = None
) -> list[Standing]:
    day = max(day, before[-1].from_on)
    ended = replace(before[-1], until_on=day)
    by = Who.CALENDAR if reason == AGED_OUT else Who.OFFICE
    return [*before[:-1], ended, Standing(status, day, by=by, reason=reason, note=note)]


def memberships(dice: Dice, start: Start, span: Span, left: Standing | None) -> list[Membership]:
    """Return the categories with their terms; ``left`` is how the child left the list, if so."""
    why = "imported" if start.imported else dice.one(_NEW_ENTRY)
    held = [_membership(leaf, start, span, why) for leaf in start.leaves]
    if start.leaves == ("difficulty_unspecified",) and start.imported and dice.happens(0.5):
        held = _refined(held[0], dice.day(start.entered_on + timedelta(days=10), span.yesterday))
    if start.fate is Fate.GROWN and held[0].until_on:
        held.append(Membership("adult_supported", held[0].until_on, "changed"))
    if left is None:
        return held
    return [_ended(each, left.from_on, left.reason or AGED_OUT) for each in held]


def _membership(leaf: str, start: Start, span: Span, why: str) -> Membership:
    out = ages_out_on(start.birth_on, age_limit(leaf))
    if out > span.today:
        return Membership(leaf, start.entered_on, why)
    return Membership(leaf, start.entered_on, why, max(out, start.entered_on), AGED_OUT)


def _refined(unspecified: Membership, day: date) -> list[Membership]:
    ended = replace(unspecified, until_on=day, exit_reason="refined")
    return [ended, Membership("diff_poverty", day, "refined")]


def _ended(membership: Membership, day: date, why: str) -> Membership:
    if membership.until_on is not None:
        return membership
    return replace(membership, until_on=max(day, membership.from_on), exit_reason=why)


def grown_out(before: list[Standing], held: Sequence[Membership]) -> list[Standing]:
    """Return the statuses of a child whom every category has left by age: off the list."""
    ends = [each.until_on for each in held if each.until_on]
    if before[-1].status is not Status.ACTIVE or len(ends) < len(held):
        return before
    return _until(before, Status.CLOSED, max(ends), AGED_OUT)


def risks(dice: Dice, start: Start, span: Span) -> list[Risk]:
    """Return the risk levels that a file went through."""
    level = 3 if _GUARDED & set(start.leaves) else dice.share(_RISKS)
    if start.fate is Fate.DUE_TODAY:
        return [Risk(_USUAL, start.entered_on)]
    first = Risk(level, start.entered_on)
    if start.fate is Fate.HIGH_RISK:
        day = max(start.entered_on, span.today - timedelta(days=4 + dice.below(40)))
        cause = dice.one(HIGH_CAUSES)
        return [replace(first, until_on=day), Risk(4, day, by=Who.WORKER, cause=cause)]
    if level < 3 and start.imported and start.fate in _STAYING and dice.happens(0.07):
        return _raised_for_a_time(dice, first, span)
    return [first]


def _raised_for_a_time(dice: Dice, first: Risk, span: Span) -> list[Risk]:
    day = dice.day(first.from_on + timedelta(days=20), span.yesterday)
    raised = Risk(3, day, by=Who.WORKER, cause=dice.one(RAISED_CAUSES))
    better = day + timedelta(days=45 + dice.below(75))
    if better > span.yesterday or dice.happens(0.5):
        return [replace(first, until_on=day), raised]
    lowered = Risk(first.level, better, reason=_LOWERED)
    return [replace(first, until_on=day), replace(raised, until_on=better), lowered]
