"""Reading a table of a practice file so that every mistake says where it stands."""

from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Any, Self

from casework.errors import RuleBroken


class Entry:
    """One table of a practice file.

    Used as a context: what was not asked for by its end is refused as unknown, so that a
    misspelt key is never silently without effect.
    """

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values = values
        self.where = where
        self._asked: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        unknown = sorted(set(self.values) - self._asked)
        if error is None and unknown:
            raise self.refusal(f"不认识的项目：{'、'.join(unknown)}，请改正或删去")

    def refusal(self, what: str) -> RuleBroken:
        """Return the error that says where and what."""
        return RuleBroken(f"{self.where}：{what}。")

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str) -> str:
        """Return a text that must be there and say something."""
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(f"{key} 应为文字")
        return value

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if self._is_given(key) else None

    def number(self, key: str) -> int:
        """Return a whole number, zero or more."""
        value = self._required(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.refusal(f"{key} 应为不小于0的整数")
        return value

    def number_or_none(self, key: str) -> int | None:
        return self.number(key) if self._is_given(key) else None

    def flag(self, key: str, *, default: bool = False) -> bool:
        if not self._is_given(key):
            return default
        value = self.values[key]
        if not isinstance(value, bool):
            raise self.refusal(f"{key} 应为 true 或 false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty when it is not given."""
        return tuple(self._list(key, str, "文字"))

    def day(self, key: str) -> date:
        return self._date(self.text(key), key)

    def days(self, key: str) -> tuple[date, ...]:
        return tuple(self._date(text, key) for text in self.texts(key))

    def entry(self, key: str) -> "Entry":
        """Return a table inside this one; empty when it is not given."""
        value = self.values[key] if self._is_given(key) else {}
        if not isinstance(value, Mapping):
            raise self.refusal(f"{key} 应为一组“名称 = 值”")
        return Entry(value, f"{self.where} {key}")

    def entries(self, key: str) -> list["Entry"]:
        """Return the tables of a list, each knowing its place and code."""
        tables = self._list(key, Mapping, "表")
        return [Entry(table, self._place(key, n, table)) for n, table in enumerate(tables, 1)]

    def mapping(self, key: str) -> dict[str, str]:
        """Return a table of texts by code; empty when it is not given."""
        with self.entry(key) as entry:
            return {code: entry.text(code) for code in entry.values}

    def _place(self, key: str, n: int, table: Mapping[str, Any]) -> str:
        code = table.get("code")
        return f"{self.where} {key} 第{n}项" + (f"（{code}）" if code else "")

    def _is_given(self, key: str) -> bool:
        self._asked.add(key)
        return key in self.values

    def _required(self, key: str) -> Any:
        if not self._is_given(key):
            raise self.refusal(f"缺少 {key}")
        return self.values[key]

    def _list(self, key: str, kind: type, noun: str) -> list[Any]:
        value = self.values[key] if self._is_given(key) else []
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise self.refusal(f"{key} 应为一列{noun}")
        return value

    def _date(self, text: str, key: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.refusal(f"{key} 的日期“{text}”不对，应写成 2026-01-31") from None


def distinct(entries: list[Entry], key: str = "code") -> list[Entry]:
    """Return the entries; refuse the second one of a code."""
    seen: set[Any] = set()
    for entry in entries:
        value = entry.values.get(key)
        if value in seen:
            raise entry.refusal(f"{key} 与前面的重复")
        seen.add(value)
    return entries
