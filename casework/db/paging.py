"""Pages of a list by key, without COUNT and OFFSET."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list and the key after which the next page begins."""

    rows: Sequence[T]
    after: str | None = None


def cut(rows: Sequence[T], size: int, key: Callable[[T], Any]) -> Page[T]:
    """Make a page of ``size`` out of ``size + 1`` rows or fewer; ``key`` names a row."""
    if len(rows) <= size:
        return Page(rows)
    return Page(rows[:size], str(key(rows[size - 1])))
