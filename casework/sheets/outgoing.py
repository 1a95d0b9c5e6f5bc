"""Values on their way out: what a spreadsheet may hold and must not run."""

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from casework import clock

CellOut: TypeAlias = str | int | float | Decimal | bool | date | datetime | None

LONGEST_CELL = 32_767
"""Characters, the limit of .xlsx; longer text is cut and ends in an ellipsis."""

#: Of 255 characters that the format allows, with room for what stands there already.
_LONGEST_FOOTER = 120
_EXACT_DIGITS = 10**15
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = tuple("=+-@＝＋－＠")


def safe_text(text: str) -> str:
    """The text without what XML forbids, no longer than a cell."""
    kept = _NOT_IN_XML.sub("", text)
    return kept if len(kept) <= LONGEST_CELL else f"{kept[: LONGEST_CELL - 1]}…"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might run the text instead of showing it."""
    return text.startswith(("\t", "\r")) or text.lstrip().startswith(_FORMULA_STARTS)


def fits_number(value: float | Decimal) -> bool:
    """Whether a spreadsheet's number keeps all digits: it has 15 of them."""
    return math.isfinite(value) and -_EXACT_DIGITS < value < _EXACT_DIGITS


def footer_text(text: str) -> str:
    """The text as page headers and footers take it: there a single & begins a code."""
    return safe_text(text)[:_LONGEST_FOOTER].replace("&", "&&")


def yes_no(*, answer: bool) -> str:
    # no-catalogue: read, not shown
    return "是" if answer else "否"


def wall_time(instant: datetime) -> datetime:
    """An aware instant as clocks in China show it: spreadsheets know no zones."""
    return clock.local(instant).replace(tzinfo=None)


def date_text(value: date) -> str:
    if isinstance(value, datetime):
        return wall_time(value).isoformat(" ", "minutes")
    return value.isoformat()
