"""A month of a region: who is due how much, and what is otherwise than the month before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.gathering import Known, gather
from casework.allowances.rules import Change, Entitlement, Judgement, change, judged, total
from casework.children.models import Child
from casework.clock import Month
from casework.labels import LabelledEnum
from casework.practice import queries as practice
from casework.practice.rules.allowances import AllowanceRules
from casework.regions.codes import county_of, pad


class Tab(LabelledEnum):
    """What the page of a month lists."""

    DUE = "due", "应发"
    NEW = "new", "新增"
    STOPPED = "stopped", "停发"
    CHANGED = "changed", "变更"
    TO_CHECK = "to-check", "要核对的"


@dataclass(frozen=True)
class Line:
    """One child in a month."""

    child: Child
    judgement: Judgement
    change: Change | None

    @property
    def due(self) -> Entitlement | None:
        """What the child is due."""
        return self.judgement.entitlement


@dataclass(frozen=True)
class Share:
    """What children of one kind and tier are due together."""

    kind: str
    tier: str
    children: int
    sum: Decimal


@dataclass(frozen=True)
class MonthSheet:
    """The month of a region; each number is the length of a list of it."""

    month: Month
    region_code: str
    rules: AllowanceRules
    lines: Sequence[Line]

    def of(self, tab: Tab) -> list[Line]:
        """Return the lines of one list."""
        if tab is Tab.DUE:
            return [line for line in self.lines if line.due is not None]
        if tab is Tab.TO_CHECK:
            return [line for line in self.lines if line.due is not None and line.due.notes]
        return [line for line in self.lines if line.change and line.change.kind == tab.value]

    @cached_property
    def numbers(self) -> dict[Tab, int]:
        """How long each list is."""
        return {tab: len(self.of(tab)) for tab in Tab}

    @cached_property
    def sum(self) -> Decimal:
        """What is due altogether, in yuan."""
        return total(line.due.amount for line in self.lines if line.due)

    @cached_property
    def shares(self) -> list[Share]:
        """The same by kind and tier, in the order of the practice."""
        due = [line.due for line in self.lines if line.due is not None]
        return [
            Share(kind, tier, len(some), total(each.amount for each in some))
            for kind in self.rules.kinds
            for tier in self.rules.tiers
            if (some := [each for each in due if (each.kind, each.tier) == (kind, tier)])
        ]


def month_sheet(viewer: Viewer, region_code: str, month: Month) -> MonthSheet:
    """Return the month of a region in reach; raise NotFound for another region."""
    known = gather(viewer, region_code).known
    rules = practice.allowances(region_code)
    rates = queries.rates(pad(county_of(region_code)))
    lines = []
    for each in known:
        now = judged(each.facts, rates, rules, month)
        otherwise = change(judged(each.facts, rates, rules, month.previous), now)
        if now.entitlement is not None or otherwise is not None:
            lines.append(Line(each.child, now, otherwise))
    return MonthSheet(month, region_code, rules, lines)


def judge_all(
    known: Iterable[Known], region_code: str, months: Sequence[Month]
) -> list[tuple[Known, Month, Judgement]]:
    """Return the judgements of some children in some months."""
    rules = practice.allowances(region_code)
    rates = queries.rates(pad(county_of(region_code)))
    return [(each, m, judged(each.facts, rates, rules, m)) for each in known for m in months]
