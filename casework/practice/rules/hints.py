"""When a reviewer is pointed to something odd about a visit: figures, no judgement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.practice.rules.parsing import Entry
from casework.practice.rules.visiting import version_of


@dataclass(frozen=True)
class HintRules:
    """From which figures on something is pointed out."""

    version: str
    #: How far back the records of the same author are looked at, and how many at most.
    window: timedelta
    most_visits: int
    #: The same words, of at least so many characters, about so many children.
    same_text_children: int
    same_text_length: int
    #: So many forms within such a time.
    burst: timedelta
    burst_visits: int
    #: The visit was so long before its entry.
    late: timedelta


def read_hints(body: Mapping[str, Any]) -> HintRules:
    """Read the figures; refuse those that would point out everything."""
    with Entry(body, "review.toml") as table:
        table.text("title")
        table.text("source")
        rules = HintRules(
            version=version_of(table),
            window=timedelta(days=table.number("window_days")),
            most_visits=table.number("most_visits"),
            same_text_children=table.number("same_text_children"),
            same_text_length=table.number("same_text_length"),
            burst=timedelta(minutes=table.number("burst_minutes")),
            burst_visits=table.number("burst_visits"),
            late=timedelta(days=table.number("late_days")),
        )
        for key in ("same_text_children", "burst_visits"):
            if table.number(key) < _FEWEST:
                raise table.refusal(f"{key} 应不少于 {_FEWEST}")
    return rules


#: One alone is never odd.
_FEWEST = 2
