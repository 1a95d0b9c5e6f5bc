"""What the product answers when it is asked for a figure: the number, and every row behind it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from casework.accounts.viewer import Viewer
from casework.figures import registry, rows
from casework.figures.registry import Asked, Entry


@dataclass(frozen=True)
class Opened:
    """One figure as it is opened, all pages of it."""

    number: Decimal
    lines: tuple[rows.Line, ...]
    entries: tuple[Entry, ...]

    @property
    def keys(self) -> Counter[str]:
        """How often each key stands in the rows; without bare counts."""
        return Counter(entry.key for entry in self.entries if not entry.is_bare)

    @property
    def bare(self) -> Decimal:
        """What bare counts add."""
        return sum((line.adds for line in self.lines if line.entry.is_bare), Decimal(0))


def opened(viewer: Viewer, code: str, region: str, first_on: date, last_on: date) -> Opened:
    """Open a figure page by page; what its pages say fits together."""
    figure = registry.get(viewer, code)
    asked = Asked(viewer, region, first_on, last_on + timedelta(days=1))
    entries = tuple(figure.entries(asked))
    page = rows.page_of(figure, asked)
    lines, value = [*page.lines], page.value
    while page.next_start is not None:
        page = rows.page_of(figure, asked, page.next_start)
        assert page.value == value
        lines += page.lines
    assert len(lines) == page.total
    number = sum((line.adds for line in lines), Decimal(0))
    assert number == value.number == registry.quick(figure, asked)
    return Opened(number, tuple(lines), entries)
