"""What the pages show: a giving with its lines, what a line said before, the ledger's rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.assistance import queries
from casework.assistance.models import AidChange, AidGroup, AidGroupChange, AidShare, Mode
from casework.assistance.queries import Giving, Line
from casework.assistance.rules import FIELDS
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.regions import queries as regions


@dataclass(frozen=True)
class Codes:
    """The words of the code lists."""

    kinds: Mapping[str, str]
    sources: Mapping[str, str]
    units: Mapping[str, str]

    @classmethod
    def today(cls) -> "Codes":
        """Return those in force."""
        return cls(
            practice.codes("aid_kind"), practice.codes("aid_source"), practice.codes("aid_unit")
        )


@dataclass(frozen=True)
class Act:
    """One giving as far as it is in reach."""

    shares: Sequence[AidShare]
    groups: Sequence[AidGroup]
    children: Mapping[UUID, Child]
    villages: Mapping[str, str]
    people: Mapping[UUID, str]

    @property
    def first(self) -> AidShare | AidGroup:
        """A line that says what the others say too."""
        return self.shares[0] if self.shares else self.groups[0]


@dataclass(frozen=True)
class Step:
    """A change of a line as people read it."""

    change: AidChange | AidGroupChange
    who: str | None
    #: Field, what it said, what it says.
    facts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Row:
    """A giving in the ledger."""

    giving: Giving
    #: What it was, from a line that may be opened; None where all its children have left.
    kind: str | None
    item: str | None
    place: str
    #: Whose it is where it is one child's.
    name: str | None


def act(viewer: Viewer, act_id: UUID) -> Act:
    """Return a giving with what of it is in reach; raise NotFound for nothing."""
    shares = queries.shares_of_act(viewer, act_id)
    groups = queries.groups_of_act(viewer, act_id)
    if not shares and not groups:
        raise NotFound
    lines: list[AidShare | AidGroup] = [*shares, *groups]
    return Act(
        shares,
        groups,
        children_of(viewer, {share.child_id for share in shares}),
        village_names({line.region_code for line in lines}),
        accounts.names_of({line.account_id for line in lines}),
    )


def children_of(viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, Child]:
    """Return children in reach by id."""
    if not child_ids:
        return {}
    statement = children.visible_to(viewer).where(Child.id.in_(child_ids))
    return {child.id: child for child in db.session.scalars(statement)}


def village_names(codes: Collection[str]) -> dict[str, str]:
    """Return the names of places."""
    found = regions.by_codes(codes) if codes else {}
    return {code: region.name for code, region in found.items()}


def steps(changes: Sequence[AidChange] | Sequence[AidGroupChange]) -> list[Step]:
    """Return the changes of a line with who made them and what they changed, in words."""
    names = accounts.names_of({change.account_id for change in changes})
    codes = Codes.today()
    return [Step(change, names.get(change.account_id), _facts(change, codes)) for change in changes]


def _facts(change: AidChange | AidGroupChange, codes: Codes) -> list[tuple[str, str, str]]:
    before, after = change.before, change.after
    return [
        (FIELDS[name], _said(name, before.get(name), codes), _said(name, value, codes))
        for name, value in after.items()
        if name in FIELDS
    ]


def _said(name: str, value: Any, codes: Codes) -> str:
    if value is None:
        return "—"
    words = {"kind": codes.kinds, "source": codes.sources, "unit": codes.units}
    if name == "mode":
        return Mode(value).label
    return str(words.get(name, {}).get(value, value))


def rows(viewer: Viewer, found: Sequence[Giving]) -> list[Row]:
    """Return givings of the ledger with what may be opened of them: a fixed number of statements.

    What they were is read from one line of each that is in reach now.
    """
    opened = _opened(viewer, found)
    ids = {line.child_id for line in opened.values() if isinstance(line, AidShare)}
    names = children_of(viewer, ids)
    places = village_names({giving.first.place_code for giving in found})
    return [_row(giving, opened, names, places) for giving in found]


def _opened(viewer: Viewer, found: Sequence[Giving]) -> dict[UUID, AidShare | AidGroup]:
    chosen = [line for giving in found for line in [_readable(viewer, giving.lines)] if line]
    shares = {line.id for line in chosen if not line.is_bare}
    groups = {line.id for line in chosen if line.is_bare}
    return queries.lines_by_id(viewer, shares, groups)


def _readable(viewer: Viewer, found: Iterable[Line]) -> Line | None:
    return next((line for line in found if viewer.scope.covers(line.region_code)), None)


def _row(
    giving: Giving,
    opened: Mapping[UUID, AidShare | AidGroup],
    names: Mapping[UUID, Child],
    places: Mapping[str, str],
) -> Row:
    line = next((opened[each.id] for each in giving.lines if each.id in opened), None)
    one = giving.first.child_id if len(giving.lines) == 1 else None
    codes = {each.place_code for each in giving.lines}
    return Row(
        giving,
        line.kind if line else None,
        line.item if line else None,
        places.get(giving.first.place_code, "") if len(codes) == 1 else "",
        names[one].name if one is not None and one in names else None,
    )
