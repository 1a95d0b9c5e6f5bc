"""What holds a parent from caring: eligibility conditions, and the plain situations of ledgers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules import wording
from casework.practice.rules.parsing import Entry, distinct
from casework.practice.rules.proposing import (
    Adult,
    Group,
    Proposing,
    Standing,
    group_of,
    read_adult,
    read_proposals,
    read_standings,
)
from casework.practice.rules.thresholds import Threshold, read_threshold

__all__ = ["Condition", "ConditionBook", "Group", "Situation", "read_conditions"]


@dataclass(frozen=True)
class Condition:
    """An eligibility condition with its threshold (source: 民发〔2019〕62号、民发〔2020〕125号)."""

    code: str
    label: str
    group: Group
    #: The threshold in words, as people read it.
    threshold: str
    #: The same as the rule reads it.
    asks: Threshold
    #: Codes of the papers that prove it.
    evidence: tuple[str, ...]
    source: str
    synonyms: tuple[str, ...]

    @property
    def months(self) -> int | None:
        """How many months it must have; None where no term is asked."""
        return self.asks.months


@dataclass(frozen=True)
class Situation:
    """What a ledger or a visit says of a parent, without any legal meaning."""

    code: str
    label: str
    source: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class ConditionBook:
    """The conditions and situations of one edition."""

    version: str
    conditions: tuple[Condition, ...]
    situations: tuple[Situation, ...]
    #: Label by code of evidence.
    evidence: Mapping[str, str]
    #: Which groups of the two parents make which category.
    proposals: tuple[Proposing, ...]
    standings: Mapping[str, Standing]
    adult: Adult

    @cached_property
    def by_code(self) -> Mapping[str, Condition | Situation]:
        entries: tuple[Condition | Situation, ...] = (*self.situations, *self.conditions)
        return {entry.code: entry for entry in entries}

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return wording.index(
            ((entry.code, (entry.label, *entry.synonyms)) for entry in self.by_code.values()),
            "conditions.toml",
        )

    def label(self, code: str) -> str:
        return self.get(code).label

    def get(self, code: str) -> Condition | Situation:
        """Return a condition or situation; refuse an unknown code."""
        try:
            return self.by_code[code]
        except KeyError:
            raise RuleBroken(
                "没有这种父母情形：%(code)s，请重新选择。", "situation", code=code
            ) from None

    def condition(self, code: str) -> Condition | None:
        """Return the eligibility condition of that code; None for a plain situation."""
        entry = self.by_code.get(code)
        return entry if isinstance(entry, Condition) else None

    def choices(self) -> list[tuple[str, str]]:
        """Pairs of code and label, situations first: what a form offers."""
        return [(entry.code, entry.label) for entry in self.by_code.values()]

    def from_synonym(self, text: str) -> str | None:
        """Return the code that a ledger means by ``text``, or None."""
        return self._words.get(wording.plain(text))


def read_conditions(body: Mapping[str, Any]) -> ConditionBook:
    """Read conditions and situations; refuse a proof that is not listed and a double code."""
    with Entry(body, "conditions.toml") as table:
        table.text("title")
        evidence = table.mapping("evidence")
        conditions = table.entries("condition")
        situations = table.entries("situation")
        distinct(conditions + situations)
        book = ConditionBook(
            version=table.text("version"),
            conditions=tuple(_condition(entry, evidence) for entry in conditions),
            situations=tuple(_situation(entry) for entry in situations),
            evidence=evidence,
            proposals=read_proposals(table),
            standings=read_standings(table),
            adult=read_adult(table),
        )
    book.from_synonym("")  # builds the index: a word of two meanings is refused
    return book


def _condition(entry: Entry, evidence: Mapping[str, str]) -> Condition:
    with entry:
        papers = _papers(entry, evidence)
        return Condition(
            code=entry.text("code"),
            label=entry.text("label"),
            group=group_of(entry, entry.text("group")),
            threshold=entry.text("threshold"),
            asks=read_threshold(entry, papers),
            evidence=papers,
            source=entry.text("source"),
            synonyms=entry.texts("synonyms"),
        )


def _situation(entry: Entry) -> Situation:
    with entry:
        return Situation(
            code=entry.text("code"),
            label=entry.text("label"),
            source=entry.text("source"),
            synonyms=entry.texts("synonyms"),
        )


def _papers(entry: Entry, evidence: Mapping[str, str]) -> tuple[str, ...]:
    proofs = entry.texts("evidence")
    unknown = [proof for proof in proofs if proof not in evidence]
    if unknown or not proofs:
        raise entry.refusal(f"evidence 不在 [evidence] 中：{'、'.join(unknown) or '未填'}")
    return proofs
