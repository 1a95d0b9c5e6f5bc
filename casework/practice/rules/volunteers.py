"""Who is reported as which kind of volunteer, how long a query of records holds, the conduct."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry

_FILE = "volunteers.toml"


@dataclass(frozen=True)
class CheckTerm:
    """How long a query of records holds (未成年人保护法 art 62, 98), and when to remind."""

    valid_months: int
    #: Days before the end.
    remind_days: int
    source: str


@dataclass(frozen=True)
class Capacity:
    """How many children one volunteer takes: at most, and when nobody says otherwise."""

    most: int
    usual: int
    source: str


@dataclass(frozen=True)
class Conduct:
    """The code of conduct that is in force; another version is agreed to anew."""

    version: str
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class VolunteerRules:
    """What holds for volunteers in a region."""

    version: str
    #: The kinds that have a column in 附件1, in the order of the form.
    columns: tuple[str, ...]
    #: Whether kinds without a column count in 各类志愿者合计.
    others_in_total: bool
    check: CheckTerm
    capacity: Capacity
    conduct: Conduct

    def is_in_total(self, kind: str) -> bool:
        """Say whether a kind counts in 各类志愿者合计."""
        return self.others_in_total or kind in self.columns


def read_volunteers(body: Mapping[str, Any]) -> VolunteerRules:
    """Read the settings; refuse a column twice, a term of nothing, a conduct without words."""
    with Entry(body, _FILE) as table:
        table.text("title")
        table.text("columns_source")
        columns = table.texts("columns")
        if not columns or len(set(columns)) != len(columns):
            raise table.refusal("columns 要写全，一类只写一次")
        return VolunteerRules(
            version=table.text("version"),
            columns=columns,
            others_in_total=table.flag("others_in_total"),
            check=_check(table.entry("check")),
            capacity=_capacity(table.entry("capacity")),
            conduct=_conduct(table.entry("conduct")),
        )


def _check(entry: Entry) -> CheckTerm:
    with entry:
        term = CheckTerm(
            entry.number("valid_months"), entry.number("remind_days"), entry.text("source")
        )
    if not term.valid_months:
        raise entry.refusal("valid_months 至少是1")
    return term


def _capacity(entry: Entry) -> Capacity:
    with entry:
        capacity = Capacity(entry.number("most"), entry.number("usual"), entry.text("source"))
    if not 1 <= capacity.usual <= capacity.most:
        raise entry.refusal("usual 应在1到 most 之间")
    return capacity


def _conduct(entry: Entry) -> Conduct:
    with entry:
        conduct = Conduct(entry.text("version"), entry.texts("words"), entry.text("source"))
    if not conduct.words:
        raise entry.refusal("words 要写守则的内容")
    return conduct
