"""Sheets about personal data as data: what families are told, what they are asked, who signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class NoticePart:
    """Some sentences under one heading."""

    heading: str
    lines: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class NoticeSheet:
    """One sheet of paper."""

    code: str
    opening: str
    parts: tuple[NoticePart, ...]
    #: What is ticked one by one.
    items: tuple[str, ...]
    closing: str
    #: Who signs for a child under 14, and with one of 14 and more.
    signers: tuple[str, ...]
    own_signers: tuple[str, ...]


@dataclass(frozen=True)
class NoticeRules:
    """The sheets of one edition, as a region has them."""

    version: str
    sheets: Mapping[str, NoticeSheet]
    #: Label by code: how a sheet was given.
    ways: Mapping[str, str]


def read_notices(body: Mapping[str, Any]) -> NoticeRules:
    """Read the sheets; refuse one that nobody signs."""
    with Entry(body, "notices.toml") as table:
        table.text("title")
        table.text("source")
        sheets = [_sheet(each) for each in distinct(table.entries("sheet"))]
        return NoticeRules(
            version=table.text("version"),
            sheets={sheet.code: sheet for sheet in sheets},
            ways=dict(_way(each) for each in distinct(table.entries("way"))),
        )


def _sheet(entry: Entry) -> NoticeSheet:
    with entry:
        sheet = NoticeSheet(
            code=entry.text("code"),
            opening=entry.text("opening"),
            parts=tuple(_part(each) for each in entry.entries("part")),
            items=tuple(_item(each) for each in entry.entries("item")) if entry.has("item") else (),
            closing=entry.text("closing"),
            signers=entry.texts("signers"),
            own_signers=entry.texts("own_signers"),
        )
        if not sheet.signers or not sheet.own_signers:
            raise entry.refusal("没有写由谁签字")
        return sheet


def _part(entry: Entry) -> NoticePart:
    with entry:
        return NoticePart(entry.text("heading"), entry.texts("lines"), entry.text("source"))


def _item(entry: Entry) -> str:
    with entry:
        entry.text("source")
        return entry.text("label")


def _way(entry: Entry) -> tuple[str, str]:
    with entry:
        entry.text("source")
        return entry.text("code"), entry.text("label")
