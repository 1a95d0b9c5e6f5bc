"""How soon needs are seen to, as data: what urgency makes of the term of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct

_WHOLE = 100


@dataclass(frozen=True)
class Pace:
    """What one urgency makes of the usual term."""

    code: str
    #: So many hundredths of the usual working days, rounded up.
    percent: int
    #: At most so many working days; none at all is today.
    most: int
    source: str

    def working_days(self, usual: int) -> int:
        """Return within how many working days something is due that usually has ``usual``."""
        part = -(-usual * self.percent // _WHOLE)
        return min(part, self.most)


@dataclass(frozen=True)
class NeedRules:
    """The settings of one edition, as a region has them."""

    version: str
    paces: Mapping[str, Pace]
    #: Within how many working days after the closing the family is asked; it only reminds.
    confirm_days: int

    def working_days(self, urgency: str, usual: int) -> int:
        """Return the working days of an urgency; one that is not named changes nothing."""
        pace = self.paces.get(urgency)
        return pace.working_days(usual) if pace else usual


def read_needs(body: Mapping[str, Any]) -> NeedRules:
    """Read the settings; refuse unknown keys and double codes."""
    with Entry(body, "needs.toml") as table:
        for key in ("title", "confirm_source"):
            table.text(key)
        paces = [_pace(entry) for entry in distinct(table.entries("urgency"))]
        return NeedRules(
            version=table.text("version"),
            paces={pace.code: pace for pace in paces},
            confirm_days=table.number("confirm_days"),
        )


def _pace(entry: Entry) -> Pace:
    with entry:
        return Pace(
            code=entry.text("code"),
            percent=entry.number("percent"),
            most=entry.number("most"),
            source=entry.text("source"),
        )
