"""What a month is counted by: the measures, and how long a child may go without a visit.

Definitions: design "Coverage of month M, region R"; the intervals are practice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.clock import Term
from casework.labels import LabelledEnum
from casework.practice.rules.categories import CategoryBook
from casework.practice.rules.visiting import VisitRules

#: The level of a child whose risk was never set.
DEFAULT_RISK = 2

#: The levels, the highest first.
RISK_LABELS: Mapping[int, str] = {4: "高风险", 3: "中高风险", 2: "中低风险", 1: "低风险"}


class Measure(LabelledEnum):
    """One thing that is counted for a region and a month."""

    IN_CARE = "in_care", "在册儿童"
    VISITED = "visited", "已走访"
    UNVISITED = "unvisited", "未走访"
    REACHED = "reached", "已联系"
    VISITS = "visits", "走访人次"
    DUE = "due", "本月应访"
    OVERDUE = "overdue", "到期未访"
    FIRST_VISITS = "first_visits", "首次走访"
    ENTERED = "entered", "新增"
    EXITED = "exited", "退出"


@dataclass(frozen=True)
class RuleSet:
    """The longest time between two visits in person, in days, under one region prefix."""

    #: Empty for the nation.
    prefix: str
    by_risk: Mapping[int, int]
    #: By counted code; a parent's rule holds for its descendants, the shorter one wins.
    by_category: Mapping[str, int]
    #: The edition of the visit rules.
    version: str

    @classmethod
    def of(cls, prefix: str, rules: VisitRules, book: CategoryBook) -> "RuleSet":
        """Take from a region's visit rules what a count needs."""
        return cls(
            prefix,
            {level.level: level.interval.in_person_days for level in rules.levels},
            _days_by_category(rules, book),
            rules.version,
        )

    def days(self, risk: int | None, codes: Sequence[str]) -> int:
        """Return the strictest interval of a child."""
        by_code = [self.by_category[code] for code in codes if code in self.by_category]
        return min([self.by_risk[risk or DEFAULT_RISK], *by_code])


@dataclass(frozen=True)
class Basis:
    """The practice that one month is counted by."""

    book: CategoryBook
    #: Longest prefix first, the nation last: the first that fits a region holds there.
    rule_sets: tuple[RuleSet, ...]

    @classmethod
    def of(cls, book: CategoryBook, rules: Sequence[tuple[str, VisitRules]]) -> "Basis":
        """Take the practice of a day (``practice.queries.all_visit_rules``)."""
        return cls(book, tuple(RuleSet.of(prefix, own, book) for prefix, own in rules))

    @property
    def care_codes(self) -> tuple[str, ...]:
        """The counted codes that make a child one in care, in the order of lists."""
        return tuple(category.code for category in self.book.counted if category.in_care)

    @property
    def allowance_codes(self) -> tuple[str, ...]:
        """The codes that only draw an allowance: they put nobody in care."""
        return tuple(category.code for category in self.book.counted if not category.in_care)

    def rules_at(self, region_code: str) -> RuleSet:
        """Return the rules that hold in a region."""
        return next(own for own in self.rule_sets if region_code.startswith(own.prefix))

    def mask_of(self, code: str) -> int:
        """Return the bits of a category and everything below it."""
        codes = (code, *self.book.descendants(code))
        return sum(1 << self.book.bit(each) for each in codes)


def risk_part(level: int) -> str:
    """Return how the children of a level of risk are named as a part of those in care."""
    return f"risk-{level}"


#: The level that a part stands for.
RISK_OF: Mapping[str, int] = {risk_part(level): level for level in RISK_LABELS}


def cutoff(month: Term, days: int) -> date:
    """Return the day up to which a last visit makes the next one due by the month's end."""
    return month.last - timedelta(days=days)


def _days_by_category(rules: VisitRules, book: CategoryBook) -> dict[str, int]:
    found = {}
    for category in book.counted:
        codes = (category.code, *book.ancestors(category.code))
        days = [rules.categories[code].in_person_days for code in codes if code in rules.categories]
        if days:
            found[category.code] = min(days)
    return found
