"""Chinese sentences that remember how they were put together.

Whatever the program says is written in Chinese where it is decided, and shown in the reader's
language where it is drawn.  For that the sentence itself and what varies in it have to stay
apart until then.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self


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


_PATTERN = "%text"


def pack(told: Any) -> Any:
    """Return something of lists, mappings and texts as JSON keeps it, the parts of texts apart."""
    if isinstance(told, Text):
        return {_PATTERN: told.pattern, **{name: pack(each) for name, each in told.values.items()}}
    if isinstance(told, Mapping):
        return {name: pack(each) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [pack(each) for each in told]
    return told if told is None or isinstance(told, str | int | float) else str(_written(told))


def unpack(kept: Any) -> Any:
    """Return what was packed."""
    if isinstance(kept, Mapping):
        parts = {name: unpack(each) for name, each in kept.items()}
        return Text(parts.pop(_PATTERN), **parts) if _PATTERN in parts else parts
    return [unpack(each) for each in kept] if isinstance(kept, list) else kept
