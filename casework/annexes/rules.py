"""What a cell says, what may be changed about it, and when a form may be signed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.annexes.layout import Column
from casework.errors import RuleBroken
from casework.figures.registry import Entry, Figure, number
from casework.regions.codes import Level
from casework.ui.formats import chinese_date, chinese_day

#: Whose forms are computed; a village has none.
READABLE = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP})
#: Who signs: a township's records are part of the county's form.
SIGNING = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})

MOST = Decimal(1_000_000_000)
_LONGEST_REASON = 200


@dataclass(frozen=True)
class Override:
    """That a cell says another number than the records."""

    cell: str
    number: Decimal
    #: What the records came to on that day.
    computed: Decimal | None
    reason: str
    by: UUID
    at: datetime


@dataclass(frozen=True)
class Cell:
    """One number of a form with the rows that it counts."""

    code: str
    column: Column
    entries: tuple[Entry, ...]
    #: Whether there is nothing to say: a value where nobody knows one.
    is_blank: bool = False
    override: Override | None = None
    #: Of a total with overridden parts: what these add to the number of the records.
    shift: Decimal = Decimal(0)

    @property
    def figure(self) -> Figure:
        """What it counts, as the lists of figures read it."""
        return figure_of(self.column)

    @cached_property
    def computed(self) -> Decimal | None:
        """What the records come to; None where they say nothing."""
        return None if self.is_blank else whole(number(self.figure, self.entries))

    @cached_property
    def shown(self) -> Decimal | None:
        """What the form says."""
        if self.override is not None:
            return whole(self.override.number)
        computed = self.computed
        return None if computed is None else whole(computed + self.shift)

    @property
    def is_changed(self) -> bool:
        """Whether the form says another number than the records."""
        return self.shown != self.computed


def figure_of(column: Column) -> Figure:
    """Return a column as a figure, so that its list is drawn like every other."""
    return Figure(
        code=column.code,
        title=column.title,
        unit=column.unit,
        meaning=column.meaning,
        measure=column.measure,
        since="",
        permission=Permission.ANNEX_READ,
        group="",
        entries=lambda _asked: (),
    )


def whole(amount: Decimal) -> Decimal:
    """Return an amount without places where it has none: 500 yuan are not ``500.00``."""
    rounded = Decimal(amount).to_integral_value()
    return rounded if rounded == amount else Decimal(amount).quantize(Decimal("0.01"))


def overridden(cells: Mapping[str, Cell], overrides: Mapping[str, Override]) -> dict[str, Cell]:
    """Return the cells of a form with what was said instead; totals follow their parts."""
    found = {
        code: cell
        if cell.column.is_total or code not in overrides
        else _with(cell, override=overrides[code])
        for code, cell in cells.items()
    }
    for code, cell in cells.items():
        parts = [found[part] for part in cell.column.adds if part in found]
        shift = sum(
            ((part.shown or Decimal(0)) - (part.computed or Decimal(0)) for part in parts),
            Decimal(0),
        )
        if shift:
            found[code] = _with(cell, shift=shift)
    return found


def _with(cell: Cell, *, override: Override | None = None, shift: Decimal = Decimal(0)) -> Cell:
    return Cell(cell.code, cell.column, cell.entries, cell.is_blank, override, shift)


def check_override(column: Column, number: Decimal | None, reason: str) -> None:
    """Refuse a total, a number that is none of the column's, and a change without a reason."""
    if column.is_total:
        raise RuleBroken("合计由各栏相加，不能单独改，请改要改的那一栏。", "number")
    if number is not None:
        if not 0 <= number <= MOST:
            raise RuleBroken("“改为”应在0到1000000000之间。", "number")
        if column.unit != "元" and number != number.to_integral_value():
            raise RuleBroken("“改为”应为整数。", "number")
    check_reason(reason)


def check_reason(reason: str) -> None:
    """Refuse a reason that says nothing or too much."""
    if not reason.strip():
        raise RuleBroken("请写明原因。", "reason")
    if len(reason) > _LONGEST_REASON:
        raise RuleBroken("原因最多200个字。", "reason")


def held_time(first: date, last: date | None) -> str:
    """Return 活动时间 as the form has it: ``1月20日``, ``1月20日—22日``, ``1月30日—2月2日``."""
    begin = chinese_day(first)
    if last is None or last <= first:
        return begin
    if last.year != first.year:
        return f"{chinese_date(first)}—{chinese_date(last)}"
    if last.month != first.month:
        return f"{begin}—{chinese_day(last)}"
    return f"{begin}—{last.day}日"  # no-catalogue: handed in, so always Chinese


def seen_code(parts: Iterable[object]) -> str:
    """Return what tells whether somebody saw these numbers: short, no secret."""
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]
