"""What a cell means: ID numbers, yes and no, amounts, as people write them.

Each reader returns the value, None for a cell that says nothing, or a :class:`Problem`.
Dates have a module of their own; all readers can be imported from here.
"""

import re
from datetime import date
from decimal import Decimal

from casework.identifiers import (
    IdNumber,
    check_id_number,
    normalise_id_number,
    to_half_width,
)
from casework.sheets.dates import read_date
from casework.sheets.texts import SAYS_NOTHING, Problem, read_text, says_nothing
from casework.sheets.workbook import Cell

__all__ = [
    "ID_LOST_DIGITS",
    "NOT_AN_ID_NUMBER",
    "NOT_A_NUMBER",
    "NOT_YES_OR_NO",
    "Problem",
    "read_date",
    "read_id_number",
    "read_number",
    "read_text",
    "read_yes_no",
    "says_nothing",
]

# no-catalogue: read, not shown
_YES = frozenset(["是", "有", "对", "已", "√", "✓", "✔", "☑", "1", "y", "yes", "true"])
# no-catalogue: read, not shown
_NO = frozenset(["否", "无", "没有", "不是", "未", "×", "✗", "✘", "☒", "0", "n", "no", "false"])

_ROUNDED = "000"
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}", re.ASCII | re.IGNORECASE)
_AMOUNT = re.compile(r"[¥￥]?(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)(?:元|人|岁|%)?", re.ASCII)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", re.ASCII)


ID_LOST_DIGITS = Problem("Excel 已把身份证号末位变成0，请把该列设为“文本”后重新填写")
NOT_AN_ID_NUMBER = Problem("不是身份证号，请把该列设为“文本”后重新填写")
# no-catalogue: read, not shown
NOT_YES_OR_NO = Problem("应填“是”或“否”")
NOT_A_NUMBER = Problem("不是数字，请只填数字，如 1800")


def read_id_number(cell: Cell, *, today: date | None = None) -> IdNumber | Problem | None:
    """An ID number taken apart, whatever its own problem is.

    A spreadsheet keeps 15 digits of a number: an 18-digit ID number kept as a number has
    lost its end, and nothing can bring it back.
    """
    if says_nothing(cell):
        return None
    if isinstance(cell, float) or (isinstance(cell, str) and _lost_digits(cell)):
        return ID_LOST_DIGITS
    if isinstance(cell, (bool, date)):
        return NOT_AN_ID_NUMBER
    found = check_id_number(str(cell), today=today)
    return ID_LOST_DIGITS if _ends_in_lost_digits(found) else found


def _lost_digits(text: str) -> bool:
    return _SCIENTIFIC.fullmatch(normalise_id_number(text)) is not None


def _ends_in_lost_digits(number: IdNumber) -> bool:
    """Whether it is a number that Excel has rounded and a text table then spelt out."""
    return number.is_well_formed and not number.check_digit_ok and number.number.endswith(_ROUNDED)


def read_yes_no(cell: Cell) -> bool | Problem | None:
    """是 or 否 in any of their forms.  无 is a no here."""
    text = read_text(cell)
    if text is None:
        return None
    answer = to_half_width(text).strip().lower()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    return None if answer in SAYS_NOTHING else NOT_YES_OR_NO


def read_number(cell: Cell) -> Decimal | Problem | None:
    """An amount or a count, with or without its unit and thousands separators."""
    if says_nothing(cell):
        return None
    if isinstance(cell, (bool, date)):
        return NOT_A_NUMBER
    text = _THOUSANDS.sub("", to_half_width(str(cell)).replace(" ", ""))
    amount = _AMOUNT.fullmatch(text)
    return Decimal(amount[1]) if amount else NOT_A_NUMBER
