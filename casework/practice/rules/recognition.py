"""How a child is recognised as an orphan or as de facto unsupported: terms, papers, who applies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.practice.rules.parsing import Entry, distinct

_FILE = "recognition.toml"


@dataclass(frozen=True)
class Terms:
    """Working days that the offices have for one category."""

    verify_days: int
    confirm_days: int
    source: str


@dataclass(frozen=True)
class Supplement:
    """What holds while something is asked for that was missing (补正)."""

    #: Working days that the family has for it.
    days: int
    #: Whether the township's own term stands still meanwhile.
    stops_clock: bool
    source: str


@dataclass(frozen=True)
class Material:
    """A paper that is usually looked at."""

    code: str
    label: str
    #: The data of other departments that are asked first; None where only the paper tells.
    matched_with: str | None
    source: str


@dataclass(frozen=True)
class Schooling:
    """Up to which stages of school support goes on after 18; none: the county decides."""

    stages: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Objection:
    """Within what time a refusal may be objected to: review in days, suit in months."""

    review_days: int
    suit_months: int
    source: str


@dataclass(frozen=True)
class RecognitionRules:
    """The procedure as a region has it."""

    version: str
    #: By the code of the category, in the order of the file.
    terms: Mapping[str, Terms]
    materials: Mapping[str, tuple[Material, ...]]
    supplement: Supplement
    #: Label by code.
    applicants: Mapping[str, str]
    after18: Schooling
    objection: Objection

    @cached_property
    def all_materials(self) -> Mapping[str, Material]:
        """Every material of any category, each once."""
        return {each.code: each for some in self.materials.values() for each in some}


def read_recognition(body: Mapping[str, Any]) -> RecognitionRules:
    """Read the procedure; refuse a category without papers or a paper that nobody has named."""
    with Entry(body, _FILE) as table:
        table.text("title")
        terms = _terms(table)
        return RecognitionRules(
            version=table.text("version"),
            terms=terms,
            materials=_materials(table, terms),
            supplement=_supplement(table.entry("supplement")),
            applicants=_applicants(table),
            after18=_schooling(table.entry("after18")),
            objection=_objection(table.entry("objection")),
        )


def _terms(table: Entry) -> dict[str, Terms]:
    found = {}
    with table.entry("terms") as categories:
        for code in categories.values:
            with categories.entry(code) as entry:
                found[code] = Terms(
                    entry.number("verify_days"), entry.number("confirm_days"), entry.text("source")
                )
    if not found:
        raise table.refusal("terms 至少要有一类认定")
    return found


def _materials(table: Entry, terms: Mapping[str, Terms]) -> dict[str, tuple[Material, ...]]:
    known = {}
    for entry in distinct(table.entries("material")):
        with entry:
            material = Material(
                entry.text("code"),
                entry.text("label"),
                entry.text_or_none("hint"),
                entry.text("source"),
            )
        known[material.code] = material
    with table.entry("materials") as asked:
        return {code: _asked(asked, code, known) for code in terms}


def _asked(asked: Entry, category: str, known: Mapping[str, Material]) -> tuple[Material, ...]:
    codes = asked.texts(category)
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise asked.refusal(f"{category} 没有写材料，或者有没登记的材料：{'、'.join(unknown)}")
    return tuple(known[code] for code in codes)


def _supplement(entry: Entry) -> Supplement:
    with entry:
        return Supplement(entry.number("days"), entry.flag("stops_clock"), entry.text("source"))


def _applicants(table: Entry) -> dict[str, str]:
    found = {}
    for entry in distinct(table.entries("applicant")):
        with entry:
            entry.text("source")
            found[entry.text("code")] = entry.text("label")
    return found


def _schooling(entry: Entry) -> Schooling:
    with entry:
        return Schooling(entry.texts("stages"), entry.text("source"))


def _objection(entry: Entry) -> Objection:
    with entry:
        return Objection(
            entry.number("review_days"), entry.number("suit_months"), entry.text("source")
        )
