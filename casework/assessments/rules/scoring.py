"""What answers add up to, which level they propose, and why: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from casework.practice.rules.assessment import Choice, Indicator, Item, Level, Part, Template

#: So many reasons are named; more would be the form once again.
_MOST_DRIVERS = 5


@dataclass(frozen=True)
class Answered:
    """An item and the answer that was given."""

    item: Item
    choice: Choice

    @property
    def lost(self) -> int:
        """How many points it stays below the best answer."""
        return self.item.points - self.choice.points


@dataclass(frozen=True)
class Subtotal:
    """The points of an indicator or a part, of those that it could have."""

    code: str
    label: str
    points: int
    most: int

    @property
    def ratio(self) -> float:
        return self.points / self.most if self.most else 0.0


@dataclass(frozen=True)
class Result:
    """What is answered, what it adds up to, what it proposes."""

    template: Template
    answered: tuple[Answered, ...]
    #: What nobody has answered yet; as long as there is some, no level is proposed.
    missing: tuple[Item, ...]
    #: By indicator, with its parts.
    subtotals: tuple[tuple[Subtotal, tuple[Subtotal, ...]], ...]

    @property
    def total(self) -> int:
        return sum(each.choice.points for each in self.answered)

    @cached_property
    def level(self) -> Level | None:
        """The proposal: the worse of what the points say and what single answers say."""
        if self.missing:
            return None
        ranks = self.template.ranks
        votes = [each.choice.level for each in self.answered if each.choice.level]
        found = [self.template.level_of(self.total).code, *votes]
        return self.template.level(max(found, key=ranks.__getitem__))

    @property
    def votes(self) -> tuple[Answered, ...]:
        """The answers that propose a level by themselves."""
        return tuple(each for each in self.answered if each.choice.level)

    @cached_property
    def drivers(self) -> tuple[Answered, ...]:
        """Why it is no better: answers that decide alone first, then those that cost most."""
        others = [each for each in self.answered if each.lost and not each.choice.level]
        others.sort(key=lambda each: -each.lost)
        return (*self.votes, *others)[:_MOST_DRIVERS]

    @property
    def alerts(self) -> tuple[Answered, ...]:
        """What asks for something at once, whatever the level."""
        return tuple(each for each in self.answered if each.choice.alert)

    @property
    def scores(self) -> dict[str, int]:
        """The points as they are kept: by code, ``indicator.part`` for a part."""
        kept = {"total": self.total}
        for whole, parts in self.subtotals:
            kept[whole.code] = whole.points
            kept |= {f"{whole.code}.{part.code}": part.points for part in parts}
        return kept


def result(template: Template, answers: Mapping[str, str]) -> Result:
    """Return what answers (code of the choice by code of the item) say on a form.

    An answer that the form does not have counts as missing.
    """
    answered = [
        Answered(item, item.by_code[answers[item.code]])
        for item in template
        if answers.get(item.code) in item.by_code
    ]
    known = {each.item.code: each for each in answered}
    return Result(
        template=template,
        answered=tuple(answered),
        missing=tuple(item for item in template if item.code not in known),
        subtotals=tuple(_of_indicator(each, known) for each in template.indicators),
    )


def _of_indicator(
    indicator: Indicator, known: Mapping[str, Answered]
) -> tuple[Subtotal, tuple[Subtotal, ...]]:
    parts = tuple(_of_part(part, known) for part in indicator.parts)
    points = sum(part.points for part in parts)
    return Subtotal(indicator.code, indicator.label, points, indicator.points), parts


def _of_part(part: Part, known: Mapping[str, Answered]) -> Subtotal:
    points = sum(known[i.code].choice.points for i in part.items if i.code in known)
    return Subtotal(part.code, part.label, points, part.points)


@dataclass(frozen=True)
class Step:
    """How one item stands now and stood before."""

    now: Answered
    before: Answered

    @property
    def gained(self) -> int:
        """Points more than before; below zero where it got worse."""
        return self.now.choice.points - self.before.choice.points


@dataclass(frozen=True)
class Comparison:
    """What got better and worse between two assessments."""

    better: Sequence[Step]
    worse: Sequence[Step]
    #: How many items stand as they stood.
    same: int


def compare(now: Result, before: Result) -> Comparison:
    """Compare what both have answered; items that one edition alone has are left out."""
    old = {each.item.code: each for each in before.answered}
    steps = [Step(each, old[each.item.code]) for each in now.answered if each.item.code in old]
    changed = sorted((each for each in steps if each.gained), key=lambda step: -abs(step.gained))
    return Comparison(
        better=[step for step in changed if step.gained > 0],
        worse=[step for step in changed if step.gained < 0],
        same=len(steps) - len(changed),
    )
