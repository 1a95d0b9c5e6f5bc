"""How volunteers and requests are matched, as data: what serves which need, what weighs how much.

Points are costs: fewer are better. They are our own proposal and are shown to nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct

#: No number of points is larger: sums of them stay below what excludes a pair.
MOST = 5_000

#: What may be told of a volunteer and a request, by table, each with its points.
_TABLES = {
    "place": ("village", "township", "county", "further", "unsure"),
    "need": ("lacks", "none"),
    "language": ("none", "unsaid"),
    "time": ("none", "unsaid"),
}


@dataclass(frozen=True)
class Serving:
    """Which skills and which reporting kinds serve one need."""

    skills: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True)
class MatchingRules:
    """The settings of one edition, as a region has them."""

    version: str
    #: Points of a request that nobody is matched to.
    unmatched: int
    #: Points of each child that a volunteer has already.
    spread: int
    #: Whether no language in common excludes.
    speaks_required: bool
    #: Points by table and word (``_TABLES``).
    points: Mapping[str, Mapping[str, int]]
    #: By code of ``pairing_service``.
    services: Mapping[str, Serving]

    def served(self, skills: Iterable[str], kind: str) -> frozenset[str]:
        """Return the needs that somebody of these skills and this kind serves."""
        known = frozenset(skills)
        return frozenset(
            code
            for code, serving in self.services.items()
            if kind in serving.kinds or known & serving.skills
        )


def read_matching(body: Mapping[str, Any]) -> MatchingRules:
    """Read the settings; refuse unknown keys, double codes, points that are no points."""
    with Entry(body, "matching.toml") as table:
        for key in ("title", "source"):
            table.text(key)
        return MatchingRules(
            version=table.text("version"),
            unmatched=_number(table, "unmatched"),
            spread=_number(table, "spread"),
            speaks_required=table.flag("speaks_required"),
            points={name: _points(table.entry(name), words) for name, words in _TABLES.items()},
            services=dict(_serving(entry) for entry in distinct(table.entries("service"))),
        )


def _points(table: Entry, words: Iterable[str]) -> dict[str, int]:
    with table:
        return {word: _number(table, word) for word in words}


def _number(table: Entry, key: str) -> int:
    number = table.number(key)
    if number > MOST:
        raise table.refusal(f"{key} 应不大于{MOST}")
    return number


def _serving(entry: Entry) -> tuple[str, Serving]:
    with entry:
        skills, kinds = entry.texts("skills"), entry.texts("kinds")
        return entry.text("code"), Serving(frozenset(skills), frozenset(kinds))
