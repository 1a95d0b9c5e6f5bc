"""What is taken out of texts that are meant for outside, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry


@dataclass(frozen=True)
class PublicationRules:
    """The settings of one edition, as a region has them."""

    version: str
    #: A number of children below this is not written: neighbours know who they are.
    smallest: int
    #: Words that put a label on a child.
    labels: tuple[str, ...]


def read_publication(body: Mapping[str, Any]) -> PublicationRules:
    """Read the settings; refuse unknown keys and a smallest cell of nobody."""
    with Entry(body, "publication.toml") as table:
        for key in ("title", "smallest_source", "labels_source"):
            table.text(key)
        smallest = table.number("smallest")
        if smallest < 1:
            raise table.refusal("smallest 应不少于1")
        return PublicationRules(table.text("version"), smallest, table.texts("labels"))
