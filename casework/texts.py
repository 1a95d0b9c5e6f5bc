"""Chinese sentences that remember how they were put together.

Whatever the program says is written in Chinese where it is decided, and shown in the reader's
language where it is drawn.  For that the sentence itself and what varies in it have to stay
apart until then.
"""

from collections.abc import Mapping
from datetime import date
from typing import Self


class Text(str):
    """A Chinese sentence: a string like any other, with its pattern and values at hand.

    ``Text("第%(row)s行：%(why)s", row=5, why=…)``.  Values may be texts again, labelled members,
    dates, months, or lists of them; without values a per cent sign is just itself.
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, /, **values: object) -> Self:
        written = {name: _written(each) for name, each in values.items()}
        self = super().__new__(cls, pattern % written if written else pattern)
        self.pattern, self.values = pattern, values
        return self


def _written(value: object) -> object:
    """What a value is in a Chinese sentence."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"  # no-catalogue: a format
    if isinstance(value, list | tuple):
        return "、".join(str(_written(each)) for each in value)
    return getattr(value, "label", value)
