"""How many and how much, as lists write it: “50余人”, “近1.2万元”, “３００人次”. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from casework.sheets.cells import Problem, read_text, says_nothing
from casework.sheets.workbook import Cell

NOT_A_COUNT = Problem("不是数字，请只填数字，如 30")
TOO_MUCH = Problem("数字太大，请核对")
NOT_WHOLE = Problem("人数、场次应是整数，请核对")
NEGATIVE = Problem("不能是负数，请核对")

MOST = 1_000_000
MOST_VALUE = Decimal(1_000_000_000)
_TEN_THOUSAND = 10_000
# no-catalogue: read, not shown
_ABOUT = r"(约|近|大约|将近|超过|逾)?"
# no-catalogue: read, not shown
_MORE = r"(余|多|左右|以上)?"
# no-catalogue: read, not shown
_UNIT = r"(?:人次|人|名|个|位|场次|场|次|元|块|人民币|户|份)*"
# no-catalogue: read, not shown
_WRITTEN = re.compile(
    rf"{_ABOUT}[¥￥]?(-?[0-9]{{1,12}}(?:\.[0-9]{{1,6}})?){_MORE}(万)?{_MORE}{_UNIT}{_MORE}"
)
# no-catalogue: read, not shown
_THOUSANDS = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Told:
    """A number that a list tells, and whether it is only about so."""

    number: Decimal
    is_about: bool = False


def read_count(cell: Cell) -> Told | Problem | None:
    """Return a whole number of people or sessions; None for a cell that says nothing."""
    told = _read(cell)
    if not isinstance(told, Told):
        return told
    if told.number != told.number.to_integral_value():
        return NOT_WHOLE
    return TOO_MUCH if told.number > MOST else told


def read_value(cell: Cell) -> Told | Problem | None:
    """Return an amount in 元 with at most two places; None for a cell that says nothing."""
    told = _read(cell)
    if not isinstance(told, Told):
        return told
    if told.number > MOST_VALUE:
        return TOO_MUCH
    return Told(told.number.quantize(_HUNDREDTH), told.is_about)


def _read(cell: Cell) -> Told | Problem | None:
    if says_nothing(cell):
        return None
    if isinstance(cell, bool):
        return NOT_A_COUNT
    text = unicodedata.normalize("NFKC", read_text(cell) or "")
    plain = _THOUSANDS.sub("", "".join(text.split()))
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        return NOT_A_COUNT
    number = Decimal(match[2]) * (_TEN_THOUSAND if match[4] else 1)
    if number < 0:
        return NEGATIVE
    return Told(number, any((match[1], match[3], match[5], match[6])))
