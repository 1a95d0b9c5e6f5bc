"""Which allowance which category entitles to, in which months, and what payment files look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from casework.clock import Month
from casework.practice.rules import wording
from casework.practice.rules.headers import plain_title
from casework.practice.rules.parsing import Entry, distinct

_FILE = "allowances.toml"
_NEXT, _SAME = "next_month", "same_month"
_CONTINUE, _STOP = "continue", "stop"
_OLD, _NEW = "old", "new"

#: What a column of the payment file may be.
_FIELDS = frozenset(
    [
        *("serial", "name", "id_number", "township", "village"),
        *("kind", "tier", "month", "amount", "reason"),
        *("holder", "bank", "account"),
    ]
)


@dataclass(frozen=True)
class Ground:
    """A category and what it entitles to; of several the one that stands first holds."""

    category: str
    kind: str
    tier: str


@dataclass(frozen=True)
class MonthRules:
    """How the first and the last month are found."""

    #: A category without a procedure counts from the month after it began, not from that month.
    waits_a_month: bool
    #: A paused file goes on drawing; otherwise not in a month that it was paused throughout.
    goes_on_while_suspended: bool
    #: The county that was left pays for the month of the move.
    old_county_pays: bool
    #: Not beside 低保 by local rule: every line asks to be looked at.
    checks_minimum_living: bool
    #: The category of those who go on after 18 at school.
    adult_category: str


@dataclass(frozen=True)
class SetStandard:
    """An amount that stands in the practice: of a province or a city."""

    kind: str
    tier: str
    from_month: Month
    #: Yuan for each child and month.
    amount: Decimal
    document: str


@dataclass(frozen=True)
class PayColumn:
    """A column of the payment file that goes out."""

    field: str
    heading: str
    width: int


@dataclass(frozen=True)
class PayField:
    """What a column of a payment file that comes in means."""

    code: str


@dataclass(frozen=True)
class AllowanceRules:
    """The settings of one region."""

    version: str
    #: Label by code.
    kinds: Mapping[str, str]
    tiers: Mapping[str, str]
    grounds: tuple[Ground, ...]
    months: MonthRules
    standards: tuple[SetStandard, ...]
    #: The question of the visit that asks about payment, and the answers that say "not received".
    visit_question: str
    not_received: frozenset[str]
    columns: tuple[PayColumn, ...]
    incoming: Mapping[str, tuple[str, ...]]
    failed: frozenset[str]

    @cached_property
    def by_category(self) -> Mapping[str, Ground]:
        """Grounds by the code of the category."""
        return {ground.category: ground for ground in self.grounds}

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each category among those that go before one another."""
        return {ground.category: place for place, ground in enumerate(self.grounds)}

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return wording.index(
            ((code, map(plain_title, ways)) for code, ways in self.incoming.items()),
            f"{_FILE} incoming",
        )

    def group(self, title: str) -> str | None:  # noqa: ARG002 - payment files have no such heading
        """Return the code of a spanning heading; there is none."""
        return None

    def field(self, title: str, group_title: str | None = None) -> PayField | None:  # noqa: ARG002
        """Return what a column of a payment file means, or None."""
        code = self._titles.get(plain_title(title))
        return PayField(code) if code else None

    def kind_named(self, text: str) -> str | None:
        """Return the kind that a cell names, if it names one."""
        plain = wording.plain(text)
        for code, label in self.kinds.items():
            if plain in {code, wording.plain(label)}:
                return code
        return None


def read_allowances(body: Mapping[str, Any]) -> AllowanceRules:
    """Read the settings; refuse a kind, a tier or a rule that nobody has named."""
    with Entry(body, _FILE) as table:
        table.text("title")
        kinds, tiers = _labels(table, "kind"), _labels(table, "tier")
        visit, failed = table.entry("visit"), table.entry("failed")
        for entry in (visit, failed):
            entry.text("source")
        rules = AllowanceRules(
            version=table.text("version"),
            kinds=kinds,
            tiers=tiers,
            grounds=tuple(
                _ground(entry, kinds, tiers)
                for entry in distinct(table.entries("ground"), "category")
            ),
            months=_months(table.entry("months")),
            standards=tuple(_standard(e, kinds, tiers) for e in table.entries("standard")),
            visit_question=visit.text("question"),
            not_received=frozenset(visit.texts("not_received")),
            columns=tuple(map(_column, distinct(table.entries("column"), "field"))),
            incoming=_incoming(table.entry("incoming")),
            failed=frozenset(map(wording.plain, failed.texts("written"))),
        )
    rules.field("")  # builds the index: a title of two meanings is refused
    return rules


def _labels(table: Entry, key: str) -> dict[str, str]:
    found = {}
    for entry in distinct(table.entries(key)):
        with entry:
            entry.text("source")
            found[entry.text("code")] = entry.text("label")
    return found


def _ground(entry: Entry, kinds: Mapping[str, str], tiers: Mapping[str, str]) -> Ground:
    with entry:
        entry.text("source")
        ground = Ground(entry.text("category"), entry.text("kind"), entry.text("tier"))
    _refuse_unknown(entry, ground, kinds, tiers)
    return ground


def _standard(entry: Entry, kinds: Mapping[str, str], tiers: Mapping[str, str]) -> SetStandard:
    with entry:
        entry.text("source")
        try:
            standard = SetStandard(
                kind=entry.text("kind"),
                tier=entry.text("tier"),
                from_month=Month.parse(entry.text("from_month")),
                amount=Decimal(entry.text("amount")),
                document=entry.text("document"),
            )
        except (ValueError, InvalidOperation):
            raise entry.refusal('from_month 应写成 2026-07，amount 应写成 "1350.00"') from None
    _refuse_unknown(entry, standard, kinds, tiers)
    return standard


def _refuse_unknown(
    entry: Entry,
    named: Ground | SetStandard,
    kinds: Mapping[str, str],
    tiers: Mapping[str, str],
) -> None:
    if named.kind not in kinds or named.tier not in tiers:
        raise entry.refusal(f"没有登记过的种类或档次：{named.kind}、{named.tier}")


def _months(entry: Entry) -> MonthRules:
    with entry:
        entry.text("source")
        return MonthRules(
            waits_a_month=_one_of(entry, "start_without_proof", _NEXT, _SAME),
            goes_on_while_suspended=_one_of(entry, "while_suspended", _CONTINUE, _STOP),
            old_county_pays=_one_of(entry, "month_of_move", _OLD, _NEW),
            checks_minimum_living=entry.flag("check_minimum_living"),
            adult_category=entry.text("adult_category"),
        )


def _one_of(entry: Entry, key: str, yes: str, no: str) -> bool:
    said = entry.text(key)
    if said not in (yes, no):
        raise entry.refusal(f"{key} 应为 {yes} 或 {no}")
    return said == yes


def _column(entry: Entry) -> PayColumn:
    with entry:
        column = PayColumn(entry.text("field"), entry.text("heading"), entry.number("width"))
    if column.field not in _FIELDS:
        raise entry.refusal(f"发放清单没有这种栏目：{column.field}")
    return column


def _incoming(entry: Entry) -> dict[str, tuple[str, ...]]:
    with entry:
        return {code: entry.texts(code) for code in entry.values}
