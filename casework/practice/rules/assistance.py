"""Assistance: what is single help, what is a donation, what is counted in 份."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry


@dataclass(frozen=True)
class AidRules:
    """The settings of a region for assistance."""

    version: str
    #: Kinds of ``aid_kind`` that are monthly support by a standard, no single help (临时帮扶).
    regular: frozenset[str]
    #: Sources of ``aid_source`` whose gifts are donations (捐赠).
    donated: frozenset[str]
    #: Units of ``aid_unit`` that are counted in 份.
    kits: frozenset[str]
    #: A handing out that is told more days later than this is put up for checking.
    late_days: int


def read_assistance(body: Mapping[str, Any]) -> AidRules:
    """Read the settings; refuse what is missing."""
    with Entry(body, "assistance.toml") as table:
        table.text("title")
        table.text("source")
        return AidRules(
            version=table.text("version"),
            regular=_values(table.entry("regular")),
            donated=_values(table.entry("donated")),
            kits=_values(table.entry("kits")),
            late_days=_number(table.entry("late_days")),
        )


def _values(entry: Entry) -> frozenset[str]:
    with entry:
        entry.text("source")
        return frozenset(entry.texts("values"))


def _number(entry: Entry) -> int:
    with entry:
        entry.text("source")
        return entry.number("value")
