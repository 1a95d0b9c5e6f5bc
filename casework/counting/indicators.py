"""A number is a list: an indicator gives its count and its rows from the same statement."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, func, or_, select

from casework.children.models import Child, StatusSpell, Stay
from casework.clock import Term
from casework.counting import acts
from casework.counting.expression import RISK, child_month
from casework.counting.figures import WHOLE
from casework.counting.queries import FLAG_OF
from casework.counting.rules import RISK_LABELS, RISK_OF, Basis, Measure
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import RuleBroken
from casework.visits.models import Mode, Visit

PAGE_SIZE = 50

#: Measures that are told apart by category; visits are told apart by mode.
BY_CATEGORY = frozenset({Measure.IN_CARE, Measure.UNVISITED, *FLAG_OF})


class Entry(NamedTuple):
    """One of what was counted: a child, or a visit to one."""

    region_code: str
    #: Of the visit where visits are counted, else of the child.
    id: UUID
    child_id: UUID


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this entry."""

    region_code: str
    id: UUID

    def __str__(self) -> str:
        """Return the key as it stands in an address."""
        return f"{self.region_code}{self.id.hex}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key from an address; raise RuleBroken."""
        try:
            return cls(text[:12], UUID(text[12:]))
        except ValueError:
            raise RuleBroken("翻页的地址不完整，请回到第一页重新翻。", "after") from None


@dataclass(frozen=True)
class Indicator:
    """One figure of a report: a measure, or a part of it, of a region and a month."""

    measure: Measure
    #: A month, or other days that are asked for as a month would be.
    month: Term
    #: The prefix of the region.
    under: str
    basis: Basis
    #: A category code, ``risk-4`` or the mode of visits; empty for the whole.
    part: str = WHOLE

    def __post_init__(self) -> None:
        """Refuse a part that the measure does not have."""
        known = self.part == WHOLE or self.part in self._parts()
        if not known:
            raise RuleBroken("没有这个类别或走访方式，请从月报重新点开。", "part")

    def _parts(self) -> frozenset[str]:
        if self.measure is Measure.VISITS:
            return frozenset(mode.value for mode in Mode)
        levels = RISK_OF if self.measure is Measure.IN_CARE else ()
        return frozenset((*self.basis.care_codes, *levels) if self.measure in BY_CATEGORY else ())

    @property
    def part_label(self) -> str:
        """Name the part; empty for the whole."""
        if not self.part:
            return ""
        if self.measure is Measure.VISITS:
            return Mode(self.part).label
        level = RISK_OF.get(self.part)
        return RISK_LABELS[level] if level else self.basis.book.label(self.part)

    @cached_property
    def statement(self) -> Select[Any]:
        """What is counted: region code, id and child id, each of them once."""
        if self.measure is Measure.VISITS:
            return self._visits()
        if self.measure is Measure.ENTERED:
            return _each_child_once(acts.entered_in(self.month, (self.under,)))
        if self.measure is Measure.EXITED:
            return _each_child_once(acts.exited_in(self.month, (self.under,)))
        return self._in_care()

    def count(self) -> int:
        """Return the figure."""
        counted = select(func.count()).select_from(self.statement.subquery("counted"))
        return db.session.execute(counted).scalar_one()

    def page(self, after: Key | None = None, size: int = PAGE_SIZE) -> Page[Entry]:
        """Return some entries, by region and age of the row."""
        one = self.statement.subquery("counted")
        rows = select(one).order_by(one.c.region_code, one.c.id).limit(size + 1)
        if after is not None:
            rows = rows.where(_is_after(one, after))
        entries = [Entry(*row) for row in db.session.execute(rows)]
        return cut(entries, size, lambda entry: Key(entry.region_code, entry.id))

    def case_numbers(self, child_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the case numbers of children that were counted, whoever may open their files."""
        witness, place = self._witness()
        rows = (
            select(Child.id, Child.case_number)
            .join(witness, witness.child_id == Child.id)
            .where(within(place, (self.under,)), Child.id.in_(child_ids))
            .distinct()
        )
        return dict(db.session.execute(rows).all())

    def _witness(self) -> tuple[Any, Any]:
        """Return the rows by which a child counts here, and their region."""
        if self.measure is Measure.VISITS:
            return Visit, Visit.counted_region_code
        if self.measure in (Measure.ENTERED, Measure.EXITED):
            return StatusSpell, StatusSpell.counted_region_code
        return Stay, Stay.region_code

    def _in_care(self) -> Select[Any]:
        flag = "visited" if self.measure is Measure.UNVISITED else FLAG_OF.get(self.measure)
        level = RISK_OF.get(self.part)
        of_part = RISK if level else "categories" if self.part else None
        flags = [name for name in (flag, of_part) if name]
        one = child_month(self.month, (self.under,), self.basis, flags).subquery("one")
        statement = select(one.c.region_code, one.c.child_id.label("id"), one.c.child_id)
        if flag:
            statement = statement.where(one.c[flag] == int(self.measure is not Measure.UNVISITED))
        if level:
            statement = statement.where(one.c[RISK] == level)
        elif self.part:
            bits = one.c.categories.bitwise_and(self.basis.mask_of(self.part))
            statement = statement.where(bits != 0)
        return statement

    def _visits(self) -> Select[Any]:
        one = acts.visits_in(self.month, (self.under,)).subquery("one")
        statement = select(one.c.region_code, one.c.visit_id.label("id"), one.c.child_id)
        return statement.where(one.c.mode == Mode(self.part)) if self.part else statement


def _each_child_once(statement: Select[Any]) -> Select[Any]:
    one = statement.subquery("one")
    place = func.min(one.c.region_code).label("region_code")
    return select(place, one.c.child_id.label("id"), one.c.child_id).group_by(one.c.child_id)


def _is_after(one: Subquery, key: Key) -> Any:
    same_place = and_(one.c.region_code == key.region_code, one.c.id > key.id)
    return or_(one.c.region_code > key.region_code, same_place)
