"""Entrusted care: what the agreement says, how long it runs, who may not be the carer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class Paper:
    """The names of the agreement and the sentences around its blocks."""

    name: str
    other_names: tuple[str, ...]
    copies: int
    copies_for: str
    opening: str
    #: Guardianship stays with the parents (未成年人保护法 art 22).
    guardian_line: str
    remote_line: str


@dataclass(frozen=True)
class Reason:
    """Why parents entrust somebody; some have to be explained."""

    code: str
    label: str
    needs_note: bool


@dataclass(frozen=True)
class Duty:
    """One sentence that binds a side."""

    code: str
    text: str


@dataclass(frozen=True)
class Bar:
    """What keeps somebody from being entrusted with a child (art 21, 22)."""

    code: str
    #: As it is read out to the carer.
    label: str
    short: str
    source: str


@dataclass(frozen=True)
class Notice:
    """What a school or village is told in writing (art 23)."""

    to: str
    label: str
    text: str


@dataclass(frozen=True)
class CareRules:
    """The settings of a region for entrusted care; ages in full years, terms in days."""

    version: str
    paper: Paper
    owed_to: tuple[str, ...]
    term_months: int
    least_carer_age: int
    opinion_age: int
    contact_days: int
    contact_hint_days: int
    renewal_days: int
    paper_days: int
    warn_carer_age: int
    warn_children: int
    reasons: tuple[Reason, ...]
    parent_duties: tuple[Duty, ...]
    carer_duties: tuple[Duty, ...]
    bars: tuple[Bar, ...]
    notices: tuple[Notice, ...]

    @property
    def bar_labels(self) -> dict[str, str]:
        """Return what is read out, by code, in the order of the law."""
        return {bar.code: bar.label for bar in self.bars}

    def reason(self, code: str | None) -> Reason | None:
        """Return a reason; None where it is not (or no longer) one."""
        return next((reason for reason in self.reasons if reason.code == code), None)


#: Every figure of ``[figure.…]``, each with its source.
_FIGURES = (
    "term_months",
    "least_carer_age",
    "opinion_age",
    "contact_days",
    "contact_hint_days",
    "renewal_days",
    "paper_days",
    "warn_carer_age",
    "warn_children",
)
#: What the law sets and no region may make less strict (民法典 art 17; art 19 and 22).
_BY_LAW = {"least_carer_age": 18}
_SIDES = ("school", "village")


def read_care_agreements(body: Mapping[str, Any]) -> CareRules:
    """Read the settings; refuse a carer who is a minor, a missing bar, an unknown recipient."""
    with Entry(body, "care_agreements.toml") as table:
        table.text("title")
        table.text("source")
        return CareRules(
            version=table.text("version"),
            paper=_paper(table.entry("paper")),
            owed_to=table.texts("owed_to"),
            reasons=tuple(_reason(entry) for entry in distinct(table.entries("reason"))),
            parent_duties=_duties(table, "parent_duty"),
            carer_duties=_duties(table, "carer_duty"),
            bars=_bars(table),
            notices=tuple(_notice(entry) for entry in distinct(table.entries("notice"), "to")),
            **_figures(table.entry("figure")),
        )


def _paper(entry: Entry) -> Paper:
    with entry:
        entry.text("source")
        return Paper(
            name=entry.text("name"),
            other_names=entry.texts("other_names"),
            copies=entry.number("copies"),
            copies_for=entry.text("copies_for"),
            opening=entry.text("opening"),
            guardian_line=entry.text("guardian_line"),
            remote_line=entry.text("remote_line"),
        )


def _figures(table: Entry) -> dict[str, int]:
    with table:
        found = {name: _figure(table.entry(name)) for name in _FIGURES}
    for name, least in _BY_LAW.items():
        if found[name] < least:
            raise table.refusal(f"{name} 不能小于 {least}，这是法律规定")
    return found


def _figure(entry: Entry) -> int:
    with entry:
        entry.text("source")
        return entry.number("value")


def _reason(entry: Entry) -> Reason:
    with entry:
        entry.text("source")
        return Reason(entry.text("code"), entry.text("label"), entry.flag("needs_note"))


def _duties(table: Entry, key: str) -> tuple[Duty, ...]:
    return tuple(_duty(entry) for entry in distinct(table.entries(key)))


def _duty(entry: Entry) -> Duty:
    with entry:
        entry.text("source")
        return Duty(entry.text("code"), entry.text("text"))


def _bars(table: Entry) -> tuple[Bar, ...]:
    bars = tuple(_bar(entry) for entry in distinct(table.entries("bar")))
    if not bars:
        raise table.refusal("缺少 bar：受委托人不能有的情形是法律规定的")
    return bars


def _bar(entry: Entry) -> Bar:
    with entry:
        return Bar(
            code=entry.text("code"),
            label=entry.text("label"),
            short=entry.text("short"),
            source=entry.text("source"),
        )


def _notice(entry: Entry) -> Notice:
    with entry:
        entry.text("source")
        if entry.text("to") not in _SIDES:
            raise entry.refusal("to 应为 school 或 village")
        return Notice(entry.text("to"), entry.text("label"), entry.text("text"))
