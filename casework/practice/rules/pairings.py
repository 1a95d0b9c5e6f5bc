"""One-to-one pairing: how often they are in touch, and where somebody may complain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class Channel:
    """A number that anybody may call about a volunteer."""

    number: str
    label: str


@dataclass(frozen=True)
class PairingRules:
    """The settings of a region; terms in whole months, the longest text in characters."""

    version: str
    contact_months: int
    meet_months: int
    longest: int
    #: Codes of ``contact_way`` by which they see each other.
    meeting_ways: tuple[str, ...]
    channels: tuple[Channel, ...]


_FIGURES = ("contact_months", "meet_months", "longest")


def read_pairings(body: Mapping[str, Any]) -> PairingRules:
    """Read the settings; refuse a rhythm of no months and a text of no length."""
    with Entry(body, "pairings.toml") as table:
        table.text("title")
        table.text("source")
        return PairingRules(
            version=table.text("version"),
            meeting_ways=table.texts("meeting_ways"),
            channels=tuple(
                _channel(entry) for entry in distinct(table.entries("channel"), "number")
            ),
            **_figures(table.entry("figure")),
        )


def _figures(table: Entry) -> dict[str, int]:
    with table:
        return {name: _figure(table.entry(name)) for name in _FIGURES}


def _figure(entry: Entry) -> int:
    with entry:
        entry.text("source")
        value = entry.number("value")
        if value == 0:
            raise entry.refusal("value 应大于0")
        return value


def _channel(entry: Entry) -> Channel:
    with entry:
        entry.text("source")
        return Channel(entry.text("number"), entry.text("label"))
