"""Psychological care: how soon somebody takes a referral on, what counts as consent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class Consent:
    """How a guardian may have answered, and whether that is a yes."""

    code: str
    label: str
    given: bool


@dataclass(frozen=True)
class PsychologyRules:
    """The settings of a region for psychological care."""

    version: str
    #: Hours in which a counsellor takes on a child who may harm itself.
    urgent_hours: int
    #: Working days in which she takes on anybody else.
    answer_days: int
    #: Days after which somebody looks again at a child whose mood was low.
    watch_days: int
    consents: tuple[Consent, ...]
    #: Label by code.
    ways: Mapping[str, str]

    @property
    def consent_labels(self) -> dict[str, str]:
        """Return how a guardian may have answered, by code."""
        return {each.code: each.label for each in self.consents}

    def is_consent(self, code: str | None) -> bool:
        """Say whether an answer is a yes."""
        return any(each.code == code and each.given for each in self.consents)


_FIGURES = ("urgent_hours", "answer_days", "watch_days")


def read_psychology(body: Mapping[str, Any]) -> PsychologyRules:
    """Read the settings; refuse a list of answers in which none is a yes."""
    with Entry(body, "psychology.toml") as table:
        table.text("title")
        table.text("source")
        figures = table.entry("figure")
        with figures:
            found = {name: _figure(figures.entry(name)) for name in _FIGURES}
        rules = PsychologyRules(
            version=table.text("version"),
            consents=tuple(_consent(each) for each in distinct(table.entries("consent"))),
            ways=dict(_way(each) for each in distinct(table.entries("way"))),
            **found,
        )
    if not any(each.given for each in rules.consents):
        raise table.refusal("consent 里至少要有一项 given = true")
    return rules


def _figure(entry: Entry) -> int:
    with entry:
        entry.text("source")
        return entry.number("value")


def _consent(entry: Entry) -> Consent:
    with entry:
        entry.text("source")
        return Consent(entry.text("code"), entry.text("label"), entry.flag("given"))


def _way(entry: Entry) -> tuple[str, str]:
    with entry:
        entry.text("source")
        return entry.text("code"), entry.text("label")
