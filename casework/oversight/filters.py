"""What the township table is narrowed to: read from an address, written into one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

from sqlalchemy import ColumnElement

from casework.children.models import Child
from casework.children.queries.showing import Show, showing
from casework.practice import queries as practice

_CODE_LENGTH = 12


class Sort(StrEnum):
    """In which order."""

    DUE = "due"
    RISK = "risk"
    LAST = "last"
    VILLAGE = "village"


Choice = TypeVar("Choice", Show, Sort)


@dataclass(frozen=True)
class Narrowed:
    """The choices above the table."""

    show: Show = Show.ALL
    sort: Sort = Sort.DUE
    #: The code of a category that is counted.
    category: str | None = None
    #: The code of a village.
    village: str | None = None

    @classmethod
    def parse(cls, asked: Mapping[str, str]) -> Self:
        """Read the choices of an address; one that says nothing known narrows nothing."""
        category, village = asked.get("category"), asked.get("village")
        known = {each.code for each in practice.categories().counted}
        return cls(
            _chosen(Show, asked.get("show"), Show.ALL),
            _chosen(Sort, asked.get("sort"), Sort.DUE),
            category if category in known else None,
            village if village and _is_code(village) else None,
        )

    @property
    def asked(self) -> dict[str, str]:
        """The choices as they stand in an address, without what is usual."""
        told = {
            "show": self.show.value if self.show is not Show.ALL else None,
            "sort": self.sort.value if self.sort is not Sort.DUE else None,
            "category": self.category,
            "village": self.village,
        }
        return {name: value for name, value in told.items() if value}

    def conditions(self, on: date) -> Sequence[ColumnElement[bool]]:
        """Return what the children in the table fulfil on a day."""
        conditions = list(showing(self.show, on))
        if self.category is not None:
            bit = 1 << practice.categories().bit(self.category)
            conditions.append(Child.category_mask.bitwise_and(bit) != 0)
        if self.village is not None:
            conditions.append(Child.region_code == self.village)
        return conditions


def _chosen(kind: type[Choice], told: str | None, default: Choice) -> Choice:
    try:
        return kind(told or default.value)
    except ValueError:
        return default


def _is_code(text: str) -> bool:
    return len(text) == _CODE_LENGTH and text.isascii() and text.isdigit()
