"""Homes, village by village: a child or several, with what became of each file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from casework.children.models import Status
from casework.cli.demo import children, lives
from casework.cli.demo.calendar import Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.fates import CAST, Fate, Start, born_on, fate, start
from casework.cli.demo.lives import Life
from casework.cli.demo.names import FEMALE, MALE, naming
from casework.cli.demo.people import Family, Numbers, Occasion, family
from casework.cli.demo.places import County, Village

#: Brothers and sisters are born so many days apart at least.
_APART = 330
_TRIES = 12


class Homes:
    """Invents the homes of half of a county; each village has chance of its own."""

    def __init__(self, seed: int, county: County, span: Span, half: int) -> None:
        self.seed, self.county, self.span = seed, county, span
        self.numbers = Numbers(half)

    def of(self, village: Village) -> Iterator[list[Life]]:
        """Yield the homes of a village: the lives of the children of one family each."""
        dice = Dice(f"{self.seed}/{village.code}/homes")
        imported_on = self._imported_on(village)
        cast = [*CAST] if village == self.county.shown else []
        left = village.children
        while left > 0:
            chosen = cast.pop(0) if cast else fate(dice)
            home = self._home(
                dice, village, start(dice, chosen, self.span, imported_on=imported_on), left
            )
            left -= len(home)
            yield home

    def _imported_on(self, village: Village) -> date:
        """Return the day on which the township took its ledger in."""
        dice = Dice(f"{self.seed}/{village.township_code}/import")
        return self.span.beginning.first + timedelta(days=dice.below(18))

    def _home(self, dice: Dice, village: Village, first: Start, room: int) -> list[Life]:
        names = naming(dice, rare=first.fate is Fate.RARE_NAME, long=first.fate is Fate.LONG_NAME)
        at = Occasion(first.entered_on, first.birth_on)
        own = family(dice, names, self.numbers, leaf=first.leaves[0], village=village.name, at=at)
        starts = [first, *self._siblings(dice, first, room - 1)]
        return [self._life(dice, village, own, each) for each in starts]

    def _siblings(self, dice: Dice, first: Start, room: int) -> list[Start]:
        if first.fate is not Fate.SIBLINGS:
            return []
        wanted = 2 if dice.happens(0.2) else 1
        births = [first.birth_on]
        for _ in range(_TRIES):
            day = born_on(dice, Fate.ORDINARY, first.leaves, first.entered_on, self.span.today)
            apart = min(abs((day - other).days) for other in births)
            if len(births) <= min(wanted, room) and apart > _APART:
                births.append(day)
        return [replace(first, fate=Fate.ORDINARY, birth_on=day) for day in births[1:]]

    def _life(self, dice: Dice, village: Village, own: Family, start: Start) -> Life:
        facts = children.facts(
            dice,
            own,
            self.numbers,
            village=village,
            sex=dice.one((MALE, FEMALE)),
            birth_on=start.birth_on,
            leaf=start.leaves[0],
            today=self.span.today,
        )
        standings = lives.standings(dice, start, self.span)
        left = standings[-1] if standings[-1].status is Status.CLOSED else None
        held = lives.memberships(dice, start, self.span, left)
        before, moved_on = self._move(dice, village, start)
        return Life(
            start=start,
            facts=facts,
            family=own,
            village=village,
            standings=lives.grown_out(standings, held),
            memberships=held,
            risks=lives.risks(dice, start, self.span),
            before=before,
            moved_on=moved_on,
        )

    def _move(
        self, dice: Dice, village: Village, start: Start
    ) -> tuple[Village | None, date | None]:
        if start.fate is not Fate.MOVED:
            return None, None
        before = dice.one([each for each in self.county.villages if each != village])
        first = start.entered_on + timedelta(days=20)
        return before, dice.day(first, self.span.today - timedelta(days=3))
