"""Cells as text, and the words that say nothing."""

from dataclasses import dataclass
from datetime import datetime

from casework.identifiers import clean_text, to_half_width
from casework.sheets.workbook import Cell

# no-catalogue: read, not shown
SAYS_NOTHING = frozenset(
    ["", "无", "不详", "未知", "暂无", "没有", "空", "/", "\\", "-", "—", "——"]
)
"""What people write into a field they have nothing for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be read; the text follows the column's name and never quotes it."""

    message: str


def read_text(cell: Cell) -> str | None:
    """The cell as clean text; whole numbers without a decimal point."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        # no-catalogue: read, not shown
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(cell)) or None


def says_nothing(cell: Cell) -> bool:
    """Blank, or one of the words of :data:`SAYS_NOTHING`."""
    text = read_text(cell)
    return text is None or text in SAYS_NOTHING


def bare(text: str) -> str:
    """Text as headings and totals are compared: half-width, without any blanks."""
    return "".join(to_half_width(text).split())
