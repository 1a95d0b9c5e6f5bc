"""Dates and months, picked on a phone or typed as people write them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from casework import clock
from casework.identifiers import to_half_width
from casework.texts import Text
from casework.ui.fields.asked import Asked, Validator

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
_DATE_IN_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?", re.ASCII)
_EARLIEST_YEAR = 1900

_UNREADABLE_DATE = "日期看不懂或不存在，请写成 2026-10-07 或 2026年10月7日"
_UNREADABLE_MONTH = "月份看不懂，请写成 2026-10 或 2026年10月"


def read_date(text: str) -> date:
    """Read 2026-10-7, 2026/10/7, 2026.10.7, 2026年10月7日 or 20261007.

    Raise ValueError for anything else, for days that do not exist and years before 1900.
    """
    plain = "".join(to_half_width(text).split())
    found = _DATE.fullmatch(plain) or _DATE_IN_DIGITS.fullmatch(plain)
    if not found or int(found[1]) < _EARLIEST_YEAR:
        raise ValueError(_UNREADABLE_DATE)
    return date(int(found[1]), int(found[2]), int(found[3]))


def _read_month(text: str) -> clock.Month:
    found = _MONTH.fullmatch("".join(to_half_width(text).split()))
    if not found:
        raise ValueError(_UNREADABLE_MONTH)
    return clock.Month.of(read_date(f"{found[1]}-{found[2]}-1"))


class DateField(Asked):
    """A day.  The browser's own calendar; typed dates are read leniently."""

    demand: ClassVar[str] = "请选择“%(label)s”"
    native_type: ClassVar[str] = "date"
    unreadable: ClassVar[str] = _UNREADABLE_DATE

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; raise ValueError with a plain sentence if that cannot be done."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        try:
            self.data = self.read(typed)
        except ValueError:
            raise ValueError(self.unreadable) from None

    def read(self, text: str) -> Any:
        """The value that a text stands for."""
        return read_date(text)

    @property
    def widget(self) -> TextInput:  # type: ignore[override]
        """The browser's picker, or plain text to show what could not be read."""
        return TextInput(input_type="text" if self.process_errors else self.native_type)

    def _value(self) -> str:
        """What the field shows: after an error what was typed."""
        if self.process_errors and self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class PastDateField(DateField):
    """A day that is not after today in Shanghai."""

    def __init__(self, label: str, validators: Sequence[Validator] = (), **options: Any) -> None:
        super().__init__(label, [_not_after_today, *validators], **options)


class MonthField(DateField):
    """A calendar month; the value is a ``clock.Month``."""

    native_type: ClassVar[str] = "month"
    unreadable: ClassVar[str] = _UNREADABLE_MONTH

    def read(self, text: str) -> Any:
        """The month that a text stands for."""
        return _read_month(text)


def _not_after_today(_form: BaseForm, field: PastDateField) -> None:
    if field.data > clock.today():
        raise ValidationError(Text("%(label)s不能晚于今天，请核对", label=field.label.text))
