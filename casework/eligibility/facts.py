"""What is known of a child's parents, as plain values: acts store it, the rule reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from casework.people.models import Part
from casework.practice.rules.conditions import ConditionBook

#: The two of whom the law speaks, in the order of the page.
PARENTS = (Part.FATHER, Part.MOTHER)


@dataclass(frozen=True)
class Paper:
    """A paper that somebody has seen: when and who, where it was said."""

    code: str
    seen_on: date | None = None
    seen_by: str | None = None

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Read what was kept."""
        seen = kept.get("seen_on")
        return cls(kept["code"], date.fromisoformat(seen) if seen else None, kept.get("seen_by"))

    def kept(self) -> dict[str, str | None]:
        """Return it as it is kept."""
        seen = self.seen_on.isoformat() if self.seen_on else None
        return {"code": self.code, "seen_on": seen, "seen_by": self.seen_by}


@dataclass(frozen=True, kw_only=True)
class Known:
    """One condition of one parent, or a fact that decides like one, as it is known now."""

    code: str
    #: The day that the condition counts from (``Threshold.date_label``); None where not known.
    since_on: date | None = None
    #: The first day on which it holds no longer.
    until_on: date | None = None
    #: Kind and grade of a disability (GB/T 26341).
    kind: str | None = None
    grade: str | None = None
    #: The months of a sentence or order.
    months: int | None = None
    #: Whether an illness stands on the local list.
    listed: bool | None = None
    papers: tuple[Paper, ...] = ()
    note: str | None = None
    #: The row that says so.
    id: UUID | None = None

    @property
    def held(self) -> frozenset[str]:
        """The codes of the papers that somebody has seen."""
        return frozenset(paper.code for paper in self.papers)


@dataclass(frozen=True, kw_only=True)
class Parent:
    """One parent as the file of one child knows them."""

    part: Part
    #: Whether the file has somebody in this part.
    is_in_file: bool = True
    known: tuple[Known, ...] = ()
    #: What the ledger or a visit says of them: no condition, but it may point to one.
    situation: str | None = None


@dataclass(frozen=True)
class Law:
    """What the rule reads: the conditions of an edition, and up to which age a category goes."""

    book: ConditionBook
    #: Full years by code of category; a category without one ends by no age.
    age_limits: Mapping[str, int | None]

    @property
    def latest_limit(self) -> int | None:
        """The highest age at which anything can still be proposed; None for no limit."""
        limits = [self.age_limits.get(rule.category) for rule in self.book.proposals]
        known = [limit for limit in limits if limit is not None]
        return max(known) if known and len(known) == len(limits) else None


def both(parents: Sequence[Parent]) -> tuple[Parent, Parent]:
    """Return father and mother; one whom nobody has written down is not in the file."""
    given = {parent.part: parent for parent in parents}
    father, mother = (given.get(part, Parent(part=part, is_in_file=False)) for part in PARENTS)
    return father, mother
