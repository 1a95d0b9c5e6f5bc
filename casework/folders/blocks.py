"""What a section of a folder is made of: facts, tables, words, pictures, all as they are printed.

The paper is Chinese in every language of the pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from casework.ui.formats import NOTHING, chinese_date

Row = Sequence[Any]


@dataclass(frozen=True)
class Facts:
    """Labels with their values; those that nothing is known of may be left out."""

    rows: Sequence[tuple[str, Any]]
    title: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows under headings that stand on each page again."""

    heads: Sequence[str]
    rows: Sequence[Row]
    title: str | None = None


@dataclass(frozen=True)
class Words:
    """A sentence of its own."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A photo, as an address that holds it whole."""

    address: str
    title: str


Block = Facts | Table | Words | Picture


#: A photo costs as much as so many lines.
_PICTURE = 25


def length(blocks: Iterable[Block]) -> int:
    """Return how many lines blocks are, by which it is known how long a file takes."""
    return sum(_length(block) for block in blocks)


def _length(block: Block) -> int:
    match block:
        case Facts(rows) | Table(_, rows):
            return len(rows)
        case Picture():
            return _PICTURE
        case Words():
            return 1


def said(value: Any) -> str:
    """Return a value as the paper says it; of several, one after the other."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | tuple):
        return "；".join(said(each) for each in value if each not in (None, "")) or NOTHING
    return str(getattr(value, "label", value))


def known(*rows: tuple[str, Any]) -> list[tuple[str, Any]]:
    """Return those facts of which something is known."""
    return [(label, value) for label, value in rows if said(value) != NOTHING]


def table(heads: Sequence[str], rows: Iterable[Row], title: str | None = None) -> list[Block]:
    """Return a table as the blocks of a section; nothing where it has no rows."""
    listed = [list(row) for row in rows]
    return [Table(heads, listed, title)] if listed else []
