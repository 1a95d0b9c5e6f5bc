"""Reading a payment file: which row says what, in whatever words a bank heads its columns."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from casework.clock import Month
from casework.errors import RuleBroken
from casework.identifiers import IdNumber, to_half_width
from casework.practice.rules import wording
from casework.practice.rules.allowances import AllowanceRules
from casework.sheets.cells import Problem, read_date, read_id_number, read_number, read_text
from casework.sheets.headers import find_layout
from casework.sheets.reading import read_workbook
from casework.sheets.records import Record, read_records
from casework.sheets.workbook import Cell
from casework.texts import Text

REQUIRED = ("name", "amount")
_MONTH = re.compile(r"(20[0-9]{2})[-/.年]?(0?[1-9]|1[0-2])月?", re.ASCII)
_CENT = Decimal("0.01")

#: Why a row counts for no child, by code.
WHY: Mapping[str, Text] = {
    "nobody": Text("辖区里没有对得上的孩子"),
    "several": Text("对上了不止一个孩子"),
    "amount": Text("金额看不懂"),
    "failed": Text("表里写着没有发成功"),
}


@dataclass(frozen=True)
class PaidRow:
    """One row as it was read; nothing of it is dropped."""

    line: int
    #: Field code, or the heading of a column that means nothing to us, to text.
    cells: Mapping[str, str]
    name: str | None
    id_number: str | None
    month: Month
    #: Yuan; None where it could not be read.
    amount: Decimal | None
    kind: str | None = None
    holder: str | None = None
    number: str | None = None
    bank: str | None = None
    paid_on: date | None = None
    has_failed: bool = False

    def packed(self) -> dict[str, Any]:
        """Return the row as it is kept."""
        told = {name: value for name, value in vars(self).items() if value is not None}
        plain = {name: str(told[name]) for name in _AS_TEXT if name in told}
        return {**told, **plain, "cells": dict(self.cells)}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Self:
        """Return a row that was kept."""
        told = dict(kept)
        for name, read in _AS_TEXT.items():
            if name in told:
                told[name] = read(told[name])
        return cls(**{"name": None, "id_number": None, "amount": None, **told})


#: What is kept as text, and how it is read again.
_AS_TEXT: Mapping[str, Callable[[str], object]] = {
    "month": Month.parse,
    "amount": Decimal,
    "paid_on": date.fromisoformat,
}


def read_payments(
    content: bytes, filename: str, rules: AllowanceRules, month: Month
) -> list[PaidRow]:
    """Return the rows of every sheet that has a name and an amount.

    Raises SheetRefused for a file that cannot be read, RuleBroken for one without those columns.
    """
    rows: list[PaidRow] = []
    is_known = False
    for sheet in read_workbook(content, filename).visible_sheets:
        layout = find_layout(sheet, rules, required=REQUIRED)
        if layout is None or layout.missing:
            continue
        is_known = True
        start = len(rows)
        read = read_records(sheet, layout).records
        rows += [_row(start + n, record, rules, month) for n, record in enumerate(read, 1)]
    if not is_known:
        raise RuleBroken("没有找到“姓名”和“金额”两栏，请核对表头后重新上传。", "file")
    if not rows:
        raise RuleBroken("表头下面一行也没有，请核对后重新上传。", "file")
    return rows


def _row(line: int, record: Record, rules: AllowanceRules, month: Month) -> PaidRow:
    text = dict(_texts(record))
    amount = read_number(record.cells.get("amount"))
    paid_on = read_date(record.cells.get("paid_on"))
    return PaidRow(
        line=line,
        cells=text,
        name=text.get("name"),
        id_number=_id_number(record.cells.get("id_number")),
        month=_month(record.cells.get("month")) or month,
        amount=amount if isinstance(amount, Decimal) and _is_money(amount) else None,
        kind=rules.kind_named(text["kind"]) if "kind" in text else None,
        holder=text.get("holder"),
        number=account_digits(text["account"]) if "account" in text else None,
        bank=text.get("bank"),
        paid_on=paid_on if isinstance(paid_on, date) else None,
        has_failed=wording.plain(text.get("outcome", "")) in rules.failed,
    )


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    for code, cell in (*record.cells.items(), *record.unclaimed.items()):
        text = read_text(cell)
        if text:
            yield code, text


def _id_number(cell: Cell) -> str | None:
    found = read_id_number(cell)
    return found.number if isinstance(found, IdNumber) and found.is_well_formed else None


def _month(cell: Cell) -> Month | None:
    """Return the month that a cell names: a date, 2026-07, 2026年7月 or 202607."""
    if isinstance(cell, date | datetime):
        return Month.of(cell)
    found = _MONTH.fullmatch("".join(to_half_width(read_text(cell) or "").split()))
    if found:
        return Month(int(found[1]), int(found[2]))
    day = read_date(cell)
    return None if day is None or isinstance(day, Problem) else Month.of(day)


def _is_money(amount: Decimal) -> bool:
    return amount == amount.quantize(_CENT)


def account_digits(text: str) -> str:
    """Return an account number without blanks and strokes, as accounts are compared."""
    return "".join(sign for sign in to_half_width(text) if sign.isalnum())


def amount_in(cells: Mapping[str, str]) -> Decimal:
    """Return the amount that a kept row names; nothing where it cannot be read."""
    found = read_number(cells.get("amount"))
    try:
        return found.quantize(_CENT) if isinstance(found, Decimal) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
