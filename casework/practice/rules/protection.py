"""Emergency protection as data: grounds and placements of the law, limits, papers usually asked.

Every figure here warns; none of them ends a protection or holds one up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class Item:
    """One entry of a list of the law: plain words, the law's own, where they stand."""

    code: str
    label: str
    law: str
    source: str


@dataclass(frozen=True)
class Paper:
    """A paper that is usually asked for afterwards, with the working days until it is owed."""

    code: str
    label: str
    days: int
    source: str


@dataclass(frozen=True)
class ProtectionRules:
    """The settings of one edition, as a region has them."""

    version: str
    #: How long temporary guardianship lasts as a rule, in days; it warns and never ends anything.
    limit_days: int
    limit_source: str
    #: How many days ahead a date is told of.
    warn_days: int
    #: From one review to the next, in days.
    review_days: int
    #: Within how many working days the county decides on what a township has begun.
    decide_days: int
    #: Within how many working days relief that is asked for beside it is seen to.
    relief_days: int
    #: 未成年人保护法 art 92.
    grounds: tuple[Item, ...]
    #: 未成年人保护法 art 94.
    long_grounds: tuple[Item, ...]
    #: 未成年人保护法 art 93, 民法典 art 34; codes of the list ``care_arrangement``.
    placements: tuple[Item, ...]
    papers: tuple[Paper, ...]
    #: Label by code.
    brought_by: Mapping[str, str]

    @cached_property
    def laws(self) -> Mapping[str, Item]:
        """Grounds of both articles by code."""
        return {item.code: item for item in (*self.grounds, *self.long_grounds)}


def read_protection(body: Mapping[str, Any]) -> ProtectionRules:
    """Read the settings; refuse unknown keys, double codes, a list that is empty."""
    with Entry(body, "protection.toml") as table:
        for key in ("title", "warn_source", "review_source", "decide_source", "relief_source"):
            table.text(key)
        return ProtectionRules(
            version=table.text("version"),
            limit_days=table.number("limit_days"),
            limit_source=table.text("limit_source"),
            warn_days=table.number("warn_days"),
            review_days=_some(table, "review_days"),
            decide_days=table.number("decide_days"),
            relief_days=table.number("relief_days"),
            grounds=_items(table, "ground"),
            long_grounds=_items(table, "long_ground"),
            placements=_items(table, "placement"),
            papers=tuple(_paper(entry) for entry in distinct(table.entries("paper"))),
            brought_by=_labels(table, "brought_by"),
        )


def _labels(table: Entry, key: str) -> dict[str, str]:
    found = {}
    for entry in distinct(table.entries(key)):
        with entry:
            found[entry.text("code")] = entry.text("label")
    return found


def _some(table: Entry, key: str) -> int:
    number = table.number(key)
    if number == 0:
        raise table.refusal(f"{key} 应大于0")
    return number


def _items(table: Entry, key: str) -> tuple[Item, ...]:
    entries = distinct(table.entries(key))
    if not entries:
        raise table.refusal(f"缺少 {key}")
    return tuple(_item(entry) for entry in entries)


def _item(entry: Entry) -> Item:
    with entry:
        return Item(
            code=entry.text("code"),
            label=entry.text("label"),
            law=entry.text("law"),
            source=entry.text("source"),
        )


def _paper(entry: Entry) -> Paper:
    with entry:
        return Paper(
            code=entry.text("code"),
            label=entry.text("label"),
            days=entry.number("days"),
            source=entry.text("source"),
        )
