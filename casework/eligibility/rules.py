"""The rule: orphan, de facto unsupported, or not, on any day, and why.

The law itself (conditions, thresholds, which groups of the parents make which category, ages) is
data: ``config/conditions.toml`` and ``config/categories.toml``. What papers there are changes
nothing of the outcome: they are asked for, and what holds without them is said to hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.eligibility.dates import comes_of_age, is_of_age
from casework.eligibility.explanation import (
    ELIGIBLE,
    UNCERTAIN,
    Bar,
    Explanation,
    Item,
    Outcome,
    ParentFinding,
    Stand,
    State,
)
from casework.eligibility.facts import Known, Law, Parent, both
from casework.eligibility.reaching import ALWAYS, Reach, Term, reach_of
from casework.practice.rules.conditions import Condition
from casework.practice.rules.proposing import About, Group, Proposing

_STAND_OF = {Group.GONE: Stand.GONE, Group.UNABLE: Stand.UNABLE}
_GROUP_OF = {stand: group for group, stand in _STAND_OF.items()}


def explain(
    birth_on: date | None,
    parents: Sequence[Parent],
    on: date,
    law: Law,
    adopted: Sequence[Term] = (),
) -> Explanation:
    """Say what the rule proposes for a child on a day, why, since when and until when.

    ``parents`` may lack one or both: who is not written down is said to be so. ``adopted`` are
    the terms in which the child is somebody else's by adoption.
    """
    case = _Case(birth_on, both(parents), law, tuple(adopted))
    outcome, rule, bar = case.on(on)
    stretch = case.stretch(on)
    begins = stretch.from_on if stretch else None
    ends = stretch.until_on if stretch else None
    father, mother = (case.finding(parent, on) for parent in case.parents)
    return Explanation(
        on=on,
        outcome=outcome,
        parents=(father, mother),
        bar=bar,
        rule=rule,
        qualifies_on=None if begins == ALWAYS else begins,
        due=None if begins is None else case.on(begins)[0],
        ends_on=ends,
        ends_by_age=ends is not None and ends in case.ages(),
        edition=law.book.version,
    )


@dataclass(frozen=True)
class _Case:
    """One child: what holds on a day, and on which days that can change."""

    birth_on: date | None
    parents: tuple[Parent, Parent]
    law: Law
    adopted: tuple[Term, ...]

    def on(self, day: date) -> tuple[Outcome, Proposing | None, Bar | None]:
        """Return the outcome of a day with the sentence that holds, or what bars everything."""
        bar = self._bar(day)
        if bar is not None:
            return Outcome.NOT_ELIGIBLE, None, bar
        one, other = (self.stand(parent, day) for parent in self.parents)
        if Stand.NONE in (one, other):
            return Outcome.NOT_ELIGIBLE, None, None
        if one in UNCERTAIN or other in UNCERTAIN:
            return Outcome.CANNOT_TELL, None, None
        return self._proposed(_GROUP_OF[one], _GROUP_OF[other], day)

    def _proposed(
        self, one: Group, other: Group, day: date
    ) -> tuple[Outcome, Proposing | None, Bar | None]:
        for rule in self.law.book.proposals:
            if rule.holds(one, other):
                if self._is_past(self.law.age_limits.get(rule.category), day):
                    return Outcome.NOT_ELIGIBLE, None, Bar.ADULT
                return Outcome(rule.category), rule, None
        return Outcome.NOT_ELIGIBLE, None, None

    def _bar(self, day: date) -> Bar | None:
        if self.birth_on and day < self.birth_on:
            return Bar.UNBORN
        if any(term.covers(day) for term in self.adopted):
            return Bar.ADOPTED
        return Bar.ADULT if self._is_past(self.law.latest_limit, day) else None

    def _is_past(self, limit: int | None, day: date) -> bool:
        return (
            limit is not None and self.birth_on is not None and is_of_age(self.birth_on, limit, day)
        )

    def stand(self, parent: Parent, day: date) -> Stand:
        """Say how one parent counts on a day: what weighs most, then what may."""
        reaches = [(c, reach_of(k, c.asks)) for c, k in self._conditions(parent)]
        met = {c.group for c, reach in reaches if reach.counts_on(day)}
        for group in (Group.GONE, Group.UNABLE):
            if group in met:
                return _STAND_OF[group]
        if any(reach.is_open_on(day) for _, reach in reaches):
            return Stand.OPEN
        if any(term.covers(day) for term in self._unknown(parent)):
            return Stand.UNKNOWN
        return Stand.NONE if parent.is_in_file or parent.known else Stand.NOT_RECORDED

    def _conditions(self, parent: Parent) -> Iterator[tuple[Condition, Known]]:
        for known in parent.known:
            condition = self.law.book.condition(known.code)
            if condition is not None:
                yield condition, known

    def _unknown(self, parent: Parent) -> Iterator[Term]:
        standings = self.law.book.standings
        for known in parent.known:
            if known.code in standings and standings[known.code].about is About.PARENT:
                yield Term(known.since_on or ALWAYS, known.until_on)

    def finding(self, parent: Parent, day: date) -> ParentFinding:
        """Return what the page shows of one parent."""
        told = {known.code for known in parent.known}
        hinted = self.law.book.condition(parent.situation or "")
        return ParentFinding(
            part=parent.part,
            stand=self.stand(parent, day),
            items=tuple(_item(c, known, day) for c, known in self._conditions(parent)),
            hinted=hinted if hinted and hinted.code not in told else None,
        )

    def ages(self) -> set[date]:
        """Return the birthdays on which something ends."""
        if self.birth_on is None:
            return set()
        limits = {self.law.age_limits.get(rule.category) for rule in self.law.book.proposals}
        return {comes_of_age(self.birth_on, limit) for limit in limits if limit is not None}

    def _changes(self) -> list[date]:
        """Return the days on which the outcome may change, in order."""
        terms = [*self.adopted]
        for parent in self.parents:
            terms += [reach_of(known, c.asks).term for c, known in self._conditions(parent)]
            terms += self._unknown(parent)
        days = {ALWAYS, *self.ages(), *(term.from_on for term in terms)}
        days |= {term.until_on for term in terms if term.until_on}
        return sorted(days | ({self.birth_on} if self.birth_on else set()))

    def stretch(self, on: date) -> Term | None:
        """Return the time of one outcome that proposes something: that of the day, or the next."""
        found: list[tuple[Outcome, date]] = []
        for day in self._changes():
            outcome = self.on(day)[0]
            if not found or found[-1][0] is not outcome:
                found.append((outcome, day))
        ends = [day for _, day in found[1:]]
        for (outcome, begins), until in zip(found, [*ends, None], strict=True):
            if outcome in ELIGIBLE and (until is None or until > on):
                return Term(begins, until)
        return None


def _item(condition: Condition, known: Known, day: date) -> Item:
    reach = reach_of(known, condition.asks)
    begins = reach.term.from_on if reach.gap is None and reach.term.from_on != ALWAYS else None
    state = _state(known, reach, day)
    waits = begins is not None and state in (State.COUNTING, State.TO_COME)
    return Item(
        condition=condition,
        known=known,
        state=state,
        met_on=begins,
        days_left=(begins - day).days if waits and begins else None,
        gap=reach.gap,
        missing=_missing(condition, known),
    )


def _state(known: Known, reach: Reach, day: date) -> State:
    if known.until_on is not None and day >= known.until_on:
        return State.ENDED
    if known.since_on is not None and day < known.since_on:
        return State.TO_COME
    if reach.gap is not None:
        return State.OPEN if reach.is_open_on(day) else State.BELOW
    return State.MET if reach.counts_on(day) else State.COUNTING


def _missing(condition: Condition, known: Known) -> tuple[tuple[str, ...], ...]:
    """Return what is missing of each group of papers; nothing where one is whole."""
    lacking = [
        tuple(paper for paper in group if paper not in known.held)
        for group in condition.asks.proofs
    ]
    return () if not all(lacking) else tuple(lacking)
