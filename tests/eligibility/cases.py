"""The table of hand-written cases, and how one of its cells is read.

A parent's cell: ``-`` for somebody of the file in no condition, ``?`` for nobody in the file, and
else conditions by blanks: ``code@since~until*months#kind/grade!listed+paper+paper``.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from casework.eligibility.explanation import Explanation
from casework.eligibility.facts import Known, Law, Paper, Parent
from casework.eligibility.reaching import Term
from casework.eligibility.rules import explain
from casework.people.models import Part
from casework.practice.rules.categories import read_categories
from casework.practice.rules.conditions import read_conditions
from tests.practice.shipped import body_of

_TABLE = Path(__file__).parents[1] / "data" / "eligibility_cases.csv"
_CELL = re.compile(
    r"(?P<code>\w+)(@(?P<since>[\d-]+))?(~(?P<until>[\d-]+))?(\*(?P<months>\d+))?"
    r"(#(?P<kind>\d?)/(?P<grade>\d?))?(!(?P<listed>yes|no))?(?P<papers>(\+\w+)*)"
)


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    birth_on: date | None
    parents: tuple[Parent, Parent]
    adopted: tuple[Term, ...]
    on: date
    outcome: str
    reasons: tuple[str, ...]
    qualifies_on: date | None
    source: str

    def explained(self) -> Explanation:
        """Return what the rule says of it."""
        return explain(self.birth_on, self.parents, self.on, shipped(), self.adopted)


@cache
def shipped() -> Law:
    """Return the law that the product ships."""
    categories = read_categories(body_of("categories"))
    limits = {each.code: each.age_limit for each in categories.entries}
    return Law(read_conditions(body_of("conditions")), limits)


@cache
def cases() -> tuple[Case, ...]:
    """Return the whole table."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_case(row) for row in csv.DictReader(file))


def _case(row: dict[str, str]) -> Case:
    begins, _, ends = row["adopted"].partition("~")
    return Case(
        name=row["case"],
        birth_on=_day(row["birth_on"]),
        parents=(_parent(Part.FATHER, row["father"]), _parent(Part.MOTHER, row["mother"])),
        adopted=(Term(date.fromisoformat(begins), _day(ends)),) if begins else (),
        on=date.fromisoformat(row["on"]),
        outcome=row["outcome"],
        reasons=tuple(row["reasons"].split()),
        qualifies_on=_day(row["qualifies_on"]),
        source=row["source"],
    )


def _parent(part: Part, cell: str) -> Parent:
    told = cell.removeprefix("?").removeprefix("-")
    return Parent(part=part, is_in_file=not cell.startswith("?"), known=tuple(_known(told)))


def _known(cell: str) -> Iterator[Known]:
    for told in cell.split():
        found = _CELL.fullmatch(told)
        assert found, told
        yield Known(
            code=found["code"],
            since_on=_day(found["since"]),
            until_on=_day(found["until"]),
            kind=found["kind"] or None,
            grade=found["grade"] or None,
            months=int(found["months"]) if found["months"] else None,
            listed={"yes": True, "no": False}.get(found["listed"]),
            papers=tuple(Paper(code) for code in found["papers"].split("+") if code),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
