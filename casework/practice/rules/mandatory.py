"""What is reported at once, to whom, and within how many hours each step is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from casework.practice.rules.parsing import Entry, distinct

_STEPS = ("acknowledge", "scene", "outcome", "police_feedback")


@dataclass(frozen=True)
class Situation:
    """One of the nine situations: as the law words it, and as people say it."""

    code: str
    label: str
    plain: str
    source: str


@dataclass(frozen=True)
class ReportRecipient:
    """An authority that a report is handed to, and what it does there."""

    code: str
    label: str
    does: str
    source: str


@dataclass(frozen=True)
class Hotline:
    """A number to call, and when."""

    number: str
    label: str
    when: str
    source: str


@dataclass(frozen=True)
class ReportClock:
    """Hours since the report in which each step is expected; holidays do not stop them."""

    acknowledge: timedelta
    scene: timedelta
    outcome: timedelta
    #: Since the report was handed to the police.
    police_feedback: timedelta
    #: After so many missed steps the whole office of the county sees the report.
    office_level: int
    source: str


@dataclass(frozen=True)
class MandatoryRules:
    """The settings of one region."""

    version: str
    situations: tuple[Situation, ...]
    recipients: tuple[ReportRecipient, ...]
    hotlines: tuple[Hotline, ...]
    clock: ReportClock

    @cached_property
    def plain(self) -> Mapping[str, str]:
        """Plain words by the code of a situation."""
        return {each.code: each.plain for each in self.situations}

    @cached_property
    def recipient_labels(self) -> Mapping[str, str]:
        """Label by the code of a recipient."""
        return {each.code: each.label for each in self.recipients}


def read_mandatory(body: Mapping[str, Any]) -> MandatoryRules:
    """Read the settings; refuse a double code and hours that run out before they begin."""
    with Entry(body, "mandatory_reports.toml") as table:
        table.text("title")
        table.text("source")
        return MandatoryRules(
            version=table.text("version"),
            situations=tuple(map(_situation, distinct(table.entries("situation")))),
            recipients=tuple(map(_recipient, distinct(table.entries("recipient")))),
            hotlines=tuple(map(_hotline, distinct(table.entries("hotline"), "number"))),
            clock=_clock(table.entry("clock")),
        )


def _situation(entry: Entry) -> Situation:
    with entry:
        return Situation(*(entry.text(key) for key in ("code", "label", "short", "source")))


def _recipient(entry: Entry) -> ReportRecipient:
    with entry:
        return ReportRecipient(*(entry.text(key) for key in ("code", "label", "hint", "source")))


def _hotline(entry: Entry) -> Hotline:
    with entry:
        return Hotline(*(entry.text(key) for key in ("number", "label", "prompt", "source")))


def _clock(entry: Entry) -> ReportClock:
    with entry:
        hours = {name: entry.number(f"{name}_hours") for name in _STEPS}
        for name, given in hours.items():
            if given < 1:
                raise entry.refusal(f"{name}_hours 应不少于 1")
        return ReportClock(
            **{name: timedelta(hours=given) for name, given in hours.items()},
            office_level=entry.number("office_level"),
            source=entry.text("source"),
        )
