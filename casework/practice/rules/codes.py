"""Short code lists: standards of the state, and our own where there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules import wording
from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class Code:
    """One entry of a list."""

    code: str
    label: str
    source: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class CodeList:
    """One list, such as 民族 or 与儿童的关系."""

    version: str
    name: str
    title: str
    #: The standard, or 本系统建议.
    standard: str
    entries: tuple[Code, ...]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Label by code, in the order of the list."""
        return {entry.code: entry.label for entry in self.entries}

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return wording.index(
            ((entry.code, (entry.label, *entry.synonyms)) for entry in self.entries),
            f"codes/{self.name}.csv",
        )

    def label(self, code: str) -> str:
        """Return the label; refuse a code that the list does not have."""
        try:
            return self.labels[code]
        except KeyError:
            raise RuleBroken(
                "“%(list)s”中没有代码 %(code)s，请重新选择。", self.name, list=self.title, code=code
            ) from None

    def from_synonym(self, text: str) -> str | None:
        """Return the code that somebody means by ``text``, or None."""
        return self._words.get(wording.plain(text))


def read_code_list(body: Mapping[str, Any]) -> CodeList:
    """Read one list; refuse a double code and a word that would mean two codes."""
    with Entry(body, f"codes/{body.get('name', '')}.csv") as table:
        codes = CodeList(
            version=table.text("version"),
            name=table.text("name"),
            title=table.text("title"),
            standard=table.text("standard"),
            entries=tuple(_code(entry) for entry in distinct(table.entries("code"))),
        )
    codes.from_synonym("")  # builds the index: a word of two meanings is refused
    return codes


def _code(entry: Entry) -> Code:
    with entry:
        return Code(
            code=entry.text("code"),
            label=entry.text("label"),
            source=entry.text("source"),
            synonyms=entry.texts("synonyms"),
        )
