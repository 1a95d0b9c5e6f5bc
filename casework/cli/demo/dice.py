"""Chance with a seed: the same seed invents the same county."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

Thing = TypeVar("Thing")

#: Without those that are read for one another, as on every case number.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CASE_NUMBER_LENGTH = 12
#: Offices and kitchens alike: from eight in the morning to nine at night, in Shanghai.
_WORKING_SECONDS = 13 * 3600
_VERSION_7 = 7 << 76
_VARIANT = 2 << 62


class Dice(Random):
    """Draws for one part of the county, apart from all others."""

    def happens(self, chance: float) -> bool:
        """Say yes with a chance between 0 and 1."""
        return self.random() < chance

    def below(self, n: int) -> int:
        """Return a whole number from 0 to ``n`` - 1."""
        return int(self.random() * n)

    def one(self, things: Sequence[Thing]) -> Thing:
        """Return one of several, all alike."""
        return things[int(self.random() * len(things))]

    def share(self, shares: Mapping[Thing, float]) -> Thing:
        """Return one of several by their shares."""
        return self.choices(tuple(shares), tuple(shares.values()))[0]

    def day(self, first: date, last: date) -> date:
        """Return a day of a span, both ends in it; the first where the span is empty."""
        return first + timedelta(days=self.below(max(0, (last - first).days) + 1))

    def instant(self, day: date) -> datetime:
        """Return a moment of a working day in Shanghai, which is the same date in UTC."""
        hours, seconds = divmod(self.below(_WORKING_SECONDS), 3600)
        moment = time(hours, seconds // 60, seconds % 60)
        return datetime.combine(day, moment, UTC)

    def row_id(self, at: datetime) -> UUID:
        """Return a UUIDv7 of a moment, as the application makes them."""
        milliseconds = int(at.timestamp()) * 1000 + self.below(1000)
        random = self.getrandbits(74)
        low = random & ((1 << 62) - 1)
        return UUID(int=milliseconds << 80 | _VERSION_7 | (random >> 62) << 64 | _VARIANT | low)

    def case_number(self) -> str:
        """Return a case number."""
        return "".join(self.choices(_LETTERS, k=_CASE_NUMBER_LENGTH))

    def phone(self) -> str:
        """Return a number of the range that no network gives out."""
        return f"19900{self.below(1_000_000):06d}"
