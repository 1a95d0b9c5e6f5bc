"""How often a child is visited: days by risk level and category, the shortest interval wins.

No national frequency exists; the numbers are practice, and a region may set its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules.parsing import Entry, distinct

RISK_LEVELS = (1, 2, 3, 4)
#: What fits the column that keeps it: edition, "+", nine digits.
_LONGEST_VERSION = 10


@dataclass(frozen=True)
class Interval:
    """The longest time allowed between two visits, and between two contacts, in days."""

    in_person_days: int
    contact_days: int

    def shortened_by(self, other: "Interval") -> "Interval":
        """Return the stricter of both, each part by itself."""
        return Interval(
            min(self.in_person_days, other.in_person_days),
            min(self.contact_days, other.contact_days),
        )


@dataclass(frozen=True)
class RiskLevel:
    """A risk level: 1 lowest, 4 highest. Its colour differs by place and never stands alone."""

    level: int
    code: str
    label: str
    colour: str
    trigger: str
    source: str
    interval: Interval


@dataclass(frozen=True)
class VisitRules:
    """The visit rules that hold in one region."""

    version: str
    #: Highest first.
    levels: tuple[RiskLevel, ...]
    #: By category code; a parent's entry holds for its descendants.
    categories: Mapping[str, Interval]
    #: Working days after a child comes onto the list.
    first_visit_working_days: int
    first_visit_source: str

    def level(self, risk: int) -> RiskLevel:
        """Return a risk level; refuse what is not one of the four."""
        for level in self.levels:
            if level.level == risk:
                return level
        raise RuleBroken("风险等级应为1至4级。", "risk")

    def interval(self, risk: int, categories: Iterable[str]) -> Interval:
        """Return the interval of a child.

        ``categories`` are the counted codes with their parents
        (``CategoryBook.with_ancestors``): a due date is plain and must not tell a secret one.
        """
        interval = self.level(risk).interval
        for code in categories:
            interval = interval.shortened_by(self.categories.get(code, interval))
        return interval


def read_visit_rules(body: Mapping[str, Any]) -> VisitRules:
    """Read the nation's visit rules."""
    with Entry(body, "visit_rules.toml") as table:
        table.text("title")
        rules = VisitRules(
            version=version_of(table),
            levels=_sorted(_level(entry) for entry in distinct(table.entries("level"), "level")),
            categories=_categories(table),
            first_visit_working_days=table.number("first_visit_working_days"),
            first_visit_source=table.text("first_visit_source"),
        )
    _refuse_contradictions(rules)
    return rules


def overridden(rules: VisitRules, region: str, body: Mapping[str, Any]) -> VisitRules:
    """Return ``rules`` as the region of the prefix ``region`` has set them.

    ``body`` says only what differs. The version tells both the edition and the region.
    """
    where = f"visit_rules.toml override（{region}）"  # no-catalogue: about a seed
    with Entry(body, where) as table:
        table.text("region")
        result = VisitRules(
            version=f"{version_of(table)}+{region}",
            levels=_with_levels(rules, table),
            categories={**rules.categories, **_categories(table)},
            first_visit_working_days=_either(
                table.number_or_none("first_visit_working_days"), rules.first_visit_working_days
            ),
            first_visit_source=table.text_or_none("first_visit_source") or rules.first_visit_source,
        )
    _refuse_contradictions(result)
    return result


def version_of(table: Entry) -> str:
    """Return the version; short enough to be kept beside each due date."""
    version = table.text("version")
    if len(version) > _LONGEST_VERSION:
        raise table.refusal(f"version 不得超过{_LONGEST_VERSION}个字符")
    return version


def _level(entry: Entry) -> RiskLevel:
    with entry:
        return RiskLevel(
            level=entry.number("level"),
            code=entry.text("code"),
            label=entry.text("label"),
            colour=entry.text("colour"),
            trigger=entry.text("trigger"),
            source=entry.text("source"),
            interval=_interval(entry),
        )


def _with_levels(rules: VisitRules, table: Entry) -> tuple[RiskLevel, ...]:
    changed = {level.level: level for level in rules.levels}
    for entry in distinct(table.entries("level"), "level"):
        with entry:
            level = rules.level(entry.number("level"))
            changed[level.level] = replace(
                level,
                label=entry.text_or_none("label") or level.label,
                colour=entry.text_or_none("colour") or level.colour,
                source=entry.text("source"),
                interval=_interval(entry),
            )
    return _sorted(changed.values())


def _categories(table: Entry) -> dict[str, Interval]:
    return {_code(entry): _category(entry) for entry in distinct(table.entries("category"))}


def _code(entry: Entry) -> str:
    return entry.text("code")


def _category(entry: Entry) -> Interval:
    with entry:
        entry.text("code")
        entry.text("source")
        return _interval(entry)


def _interval(entry: Entry) -> Interval:
    interval = Interval(entry.number("in_person_days"), entry.number("contact_days"))
    if not 0 < interval.contact_days <= interval.in_person_days:
        raise entry.refusal("天数应大于0，且 contact_days 不大于 in_person_days")
    return interval


def _sorted(levels: Iterable[RiskLevel]) -> tuple[RiskLevel, ...]:
    return tuple(sorted(levels, key=lambda level: -level.level))


def _refuse_contradictions(rules: VisitRules) -> None:
    if tuple(level.level for level in rules.levels) != tuple(reversed(RISK_LEVELS)):
        # no-catalogue: about a seed
        raise RuleBroken("visit_rules.toml：level 应正好是1、2、3、4级。")
    for higher, lower in zip(rules.levels, rules.levels[1:], strict=False):
        if higher.interval.shortened_by(lower.interval) != higher.interval:
            # no-catalogue: about a seed
            raise RuleBroken(f"visit_rules.toml：{higher.label}的间隔不得长于{lower.label}。")


def _either(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given
