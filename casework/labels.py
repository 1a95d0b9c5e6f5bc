"""Enumerations that carry the Chinese label next to the stored value."""

from enum import Enum
from typing import Self


class LabelledEnum(Enum):
    """``HOME = "home", "入户"``: member, stored value and label in one line."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of stored value and label, in the order of definition."""
        return [(member.value, member.label) for member in cls]
