"""Recognising the columns of a ledger by the many ways in which counties head them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.practice.rules import wording
from casework.practice.rules.parsing import Entry, distinct

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_ORNAMENT = re.compile(r"[*:、,。./\-_]")
_SHORTEST_WAY = 2
_KINDS_OF_KEEPING = ("fact", "proposal")


@dataclass(frozen=True)
class Field:
    """What a column means."""

    code: str
    label: str
    group: str
    #: Not a field of the file: "fact" is kept sealed with the child, "proposal" is only shown.
    keep: str | None
    under: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class HeaderBook:
    """Groups and fields of one edition."""

    version: str
    #: Label by code.
    groups: Mapping[str, str]
    group_titles: Mapping[str, str]
    fields: tuple[Field, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Field]:
        return {field.code: field for field in self.fields}

    @cached_property
    def _alone(self) -> Mapping[str, str]:
        return wording.index(
            ((field.code, map(plain_title, field.alone)) for field in self.fields),
            "header_synonyms.toml alone",
        )

    @cached_property
    def _under(self) -> Mapping[str, Mapping[str, str]]:
        return {group: self._titles_under(group) for group in self.groups}

    def label(self, code: str) -> str:
        return self.by_code[code].label

    def group(self, title: str) -> str | None:
        """Return the code of a merged heading such as 监护人, or None."""
        return self.group_titles.get(plain_title(title))

    def field(self, title: str, group_title: str | None = None) -> Field | None:
        """Return what a column means, or None.

        ``group_title`` is the merged heading above it: 姓名 under 父亲 is the father's name. Where
        the heading does not know the title, or there is none, the title must speak for itself.
        """
        plain = plain_title(title)
        group = self.group(group_title) if group_title else None
        code = self._under[group].get(plain) if group else None
        code = code or self._alone.get(plain)
        return self.by_code[code] if code else None

    def resembling(self, title: str, group_title: str | None = None) -> tuple[str, ...]:
        """Return the codes that a heading nobody knows looks most like: a guess, never certain.

        One way of writing is part of the heading (学生姓名 holds 姓名); of several, the longest
        counts. Two codes are two fields that claim it.
        """
        plain = plain_title(title)
        group = self.group(group_title) if group_title else None
        ways = {**self._alone, **(self._under[group] if group else {})}
        held = [way for way in ways if len(way) >= _SHORTEST_WAY and way in plain]
        longest = max(map(len, held), default=0)
        return tuple(dict.fromkeys(ways[way] for way in held if len(way) == longest))

    def _titles_under(self, group: str) -> Mapping[str, str]:
        return wording.index(
            ((f.code, map(plain_title, f.under)) for f in self.fields if f.group == group),
            f"header_synonyms.toml under {group}",
        )


def plain_title(title: str) -> str:
    """Return a heading as it is compared: no blanks, brackets or ornaments, half width."""
    folded = wording.plain(title)
    return _ORNAMENT.sub("", _BRACKETED.sub("", folded)) or folded


def read_headers(body: Mapping[str, Any]) -> HeaderBook:
    """Read groups and fields; refuse a field of an unknown group and a title of two meanings."""
    with Entry(body, "header_synonyms.toml") as table:
        table.text("title")
        table.text("source")
        version = table.text("version")
        groups = distinct(table.entries("group"))
        titles = {entry.text("code"): entry.texts("titles") for entry in groups}
        labels = {entry.text("code"): _label(entry) for entry in groups}
        fields = tuple(_field(entry, labels) for entry in distinct(table.entries("field")))
    by_title = wording.index(
        ((code, map(plain_title, ways)) for code, ways in titles.items()),
        "header_synonyms.toml group",
    )
    book = HeaderBook(version, labels, by_title, fields)
    book.field("", next(iter(by_title), None))  # builds the indexes: two meanings are refused
    return book


def _label(entry: Entry) -> str:
    with entry:
        entry.text("code")
        entry.texts("titles")
        return entry.text("label")


def _field(entry: Entry, groups: Mapping[str, str]) -> Field:
    with entry:
        field = Field(
            code=entry.text("code"),
            label=entry.text("label"),
            group=entry.text("group"),
            keep=entry.text_or_none("keep"),
            under=entry.texts("under"),
            alone=entry.texts("alone"),
        )
    if field.group not in groups:
        raise entry.refusal(f"没有这个大表头：{field.group}")
    if field.keep not in (None, *_KINDS_OF_KEEPING):
        raise entry.refusal("keep 应为 fact 或 proposal")
    return field
