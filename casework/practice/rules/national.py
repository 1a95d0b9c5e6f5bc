"""The national systems that children are entered in as well, and how their lists are headed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.errors import NotFound
from casework.practice.rules.headers import Field, HeaderBook, read_headers
from casework.practice.rules.parsing import Entry, distinct
from casework.practice.rules.wording import plain

_OWN = ("system", "not_kept", "ended_words", "kept_days")


@dataclass(frozen=True)
class System:
    """One system of the state."""

    code: str
    label: str
    short: str
    #: Which children are entered there: codes of categories, with all below them.
    categories: tuple[str, ...]


@dataclass(frozen=True)
class NationalBook:
    """The systems, the further headings, and what of a list is not kept."""

    version: str
    systems: tuple[System, ...]
    headers: HeaderBook
    #: Codes of columns that are thrown away before anything is stored.
    not_kept: frozenset[str]
    #: How a list says that a child is no longer in the system.
    ended_words: frozenset[str]
    #: So many days a list is kept.
    kept_days: int

    @cached_property
    def by_code(self) -> Mapping[str, System]:
        return {system.code: system for system in self.systems}

    def of(self, code: str) -> System:
        """Return a system; raise NotFound for one that there is not."""
        if code not in self.by_code:
            raise NotFound
        return self.by_code[code]

    def is_ended(self, text: str) -> bool:
        """Say whether a state written in a list means that the child has left it."""
        return any(word in plain(text) for word in self.ended_words)

    def beside(self, ledgers: HeaderBook) -> HeaderBook:
        """Return all headings: those of ledgers, and what these lists have beside them.

        A heading that both know means what these lists mean by it.
        """
        own = {plain(way) for field in self.headers.fields for way in field.alone}
        fields = tuple(_without(field, own) for field in ledgers.fields)
        return HeaderBook(
            version=f"{ledgers.version}+{self.version}",
            groups={**ledgers.groups, **self.headers.groups},
            group_titles={**ledgers.group_titles, **self.headers.group_titles},
            fields=(*fields, *self.headers.fields),
        )


def _without(field: Field, taken: set[str]) -> Field:
    """Return a field of ledgers without the ways of writing that mean something else here."""
    alone = tuple(way for way in field.alone if plain(way) not in taken)
    return Field(field.code, field.label, field.group, field.keep, field.under, alone)


def read_national(body: Mapping[str, Any]) -> NationalBook:
    """Read systems and headings; refuse what contradicts itself."""
    headers = read_headers({key: value for key, value in body.items() if key not in _OWN})
    with Entry({key: body[key] for key in _OWN if key in body}, "national_headers.toml") as table:
        systems = tuple(_system(entry) for entry in distinct(table.entries("system")))
        not_kept = frozenset(table.texts("not_kept"))
        unknown = sorted(not_kept - {field.code for field in headers.fields})
        if unknown:
            raise table.refusal(f"没有这个栏目：{'、'.join(unknown)}")
        return NationalBook(
            version=headers.version,
            systems=systems,
            headers=headers,
            not_kept=not_kept,
            ended_words=frozenset(map(plain, table.texts("ended_words"))),
            kept_days=table.number("kept_days"),
        )


def _system(entry: Entry) -> System:
    with entry:
        return System(
            entry.text("code"), entry.text("label"), entry.text("short"), entry.texts("categories")
        )
