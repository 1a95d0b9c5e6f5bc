"""Counts and amounts of money."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from casework.identifiers import to_half_width
from casework.texts import Text
from casework.ui.fields.asked import Asked, Validator

_COUNT = re.compile("-?[0-9]{1,9}", re.ASCII)
_AMOUNT = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?", re.ASCII)


class NumberField(Asked):
    """A whole number between two bounds; ``unit`` (人, 次) stands behind the field."""

    kind: ClassVar[str] = "number"
    widget = TextInput()
    written: ClassVar[re.Pattern[str]] = _COUNT
    unreadable: ClassVar[str] = "请只填整数，例如 12"
    keyboard: ClassVar[str] = "numeric"

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        least: int = 0,
        most: int = 999_999_999,
        unit: str = "",
        **options: Any,
    ) -> None:
        drawn = {"inputmode": self.keyboard, "autocomplete": "off"}
        super().__init__(label, [_between, *validators], render_kw=drawn, **options)
        self.least, self.most, self.unit = least, most, unit

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; thousands may be parted by commas."""
        self.data = None
        typed = to_half_width(str(valuelist[0])) if valuelist else ""
        plain = "".join(typed.replace(",", "").split())
        if plain and not self.written.fullmatch(plain):
            raise ValueError(self.unreadable)
        if plain:
            self.data = self.read(plain)

    def read(self, digits: str) -> Any:
        """The value that the digits stand for."""
        return int(digits)

    def _value(self) -> str:
        """What the field shows: after an error what was typed."""
        if self.process_errors and self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class AmountField(NumberField):
    """Yuan with at most two places, as a Decimal."""

    written: ClassVar[re.Pattern[str]] = _AMOUNT
    unreadable: ClassVar[str] = "请只填金额，最多两位小数，例如 1200.50"
    keyboard: ClassVar[str] = "decimal"

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        unit: str = "元",
        **options: Any,
    ) -> None:
        super().__init__(label, validators, unit=unit, **options)

    def read(self, digits: str) -> Any:
        """The amount in yuan."""
        return Decimal(digits)


def _between(_form: BaseForm, field: NumberField) -> None:
    if not field.least <= field.data <= field.most:
        raise ValidationError(
            Text(
                "%(label)s应在%(least)s到%(most)s%(unit)s之间，请核对",
                label=field.label.text,
                least=field.least,
                most=field.most,
                unit=field.unit,
            )
        )
