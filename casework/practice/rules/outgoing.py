"""What forms of a superior ask for beyond a ledger: more columns, and places above and below."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.practice.rules import wording
from casework.practice.rules.headers import plain_title
from casework.practice.rules.parsing import Entry, distinct

_BLANK = r"[ \u3000]"
# no-catalogue: a pattern
_NOTE = rf"(?:{_BLANK}*(?:（[^（）]*）|\([^()]*\)))?"
# no-catalogue: a pattern
_GAP = r"[\s_\u3000＿年月日]*"
#: What may follow a place that was left open: nothing, or the next label.
_NEXT = r"(?=$|[^\s:：]{2,16}[:：])"


@dataclass(frozen=True)
class OutField:
    """A column that only goes out."""

    code: str
    label: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class OutgoingBook:
    """One edition."""

    version: str
    fields: tuple[OutField, ...]
    placeholders: tuple[OutField, ...]

    @cached_property
    def by_code(self) -> Mapping[str, OutField]:
        return {field.code: field for field in self.fields}

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return wording.index(
            ((field.code, map(plain_title, field.titles)) for field in self.fields),
            "outgoing.toml field",
        )

    @cached_property
    def _places(self) -> Mapping[str, str]:
        return wording.index(
            ((place.code, place.titles) for place in self.placeholders), "outgoing.toml placeholder"
        )

    @cached_property
    def _open_place(self) -> re.Pattern[str]:
        titles = "|".join(map(_spaced, sorted(self._places, key=len, reverse=True)))
        return re.compile(rf"(?P<title>{titles})(?P<note>{_NOTE}){_BLANK}*[:：]{_GAP}{_NEXT}")

    def field(self, title: str) -> OutField | None:
        """Return the column that a heading names, or None."""
        code = self._codes.get(plain_title(title))
        return self.by_code[code] if code else None

    def has_open_place(self, text: str) -> bool:
        """Say whether a text has a place to be filled in: ``填报单位：``."""
        return self._open_place.search(text) is not None

    def filled_in(self, text: str, values: Mapping[str, str]) -> str:
        """Return the text with its open places filled; what is written there already stays."""

        def answer(found: re.Match[str]) -> str:
            value = values.get(self._places[wording.plain(found["title"])])
            if value is None:
                return found[0]
            is_last = found.end() == len(text)
            # no-catalogue: what stands in a superior's form
            return f"{found['title']}{found['note']}：{value}{'' if is_last else '    '}"

        return self._open_place.sub(answer, text)


def read_outgoing(body: Mapping[str, Any]) -> OutgoingBook:
    """Read columns and places; refuse a title of two meanings."""
    with Entry(body, "outgoing.toml") as table:
        table.text("title")
        table.text("source")
        book = OutgoingBook(
            version=table.text("version"),
            fields=_fields(table.entries("field")),
            placeholders=_fields(table.entries("placeholder")),
        )
    book.field("")  # these build the indexes: two meanings are refused
    book.has_open_place("")
    return book


def _fields(entries: Iterable[Entry]) -> tuple[OutField, ...]:
    return tuple(_field(entry) for entry in distinct(list(entries)))


def _field(entry: Entry) -> OutField:
    with entry:
        return OutField(entry.text("code"), entry.text("label"), entry.texts("titles"))


def _spaced(title: str) -> str:
    """Return the pattern of a title, also as 填 报 单 位."""
    return f"{_BLANK}*".join(map(re.escape, title))
