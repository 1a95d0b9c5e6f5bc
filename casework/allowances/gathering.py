"""What the months of children are found by, gathered for a whole region at once.

Always the same number of statements, however many children. A child with a secret category is
gathered only for those who may know of it: its money would tell.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, union

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.allowances.rules import Facts, Listed, Term
from casework.children.models import CategoryMembership, Child, StatusSpell
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.practice.rules.allowances import AllowanceRules
from casework.recognition import steps
from casework.recognition.models import Recognition, RecognitionStep
from casework.regions.codes import prefix
from casework.transfers.models import Transfer, TransferState

#: Reasons for which a category ends with a month, so that its last day is the one before.
_WITH_A_MONTH = frozenset({"aged_out", "refined"})
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """A child with what its months are found by."""

    child: Child
    facts: Facts


@dataclass(frozen=True)
class Gathered:
    """The children of a region, and the ids of those whom the viewer is not told of."""

    known: Sequence[Known]
    withheld: frozenset[UUID]


def demand_reach(viewer: Viewer, region_code: str) -> str:
    """Return the prefix of a region that the viewer reaches; raise NotFound."""
    if not viewer.scope.covers(region_code):
        raise NotFound
    return prefix(region_code)


def gather(viewer: Viewer, region_code: str, child: Child | None = None) -> Gathered:
    """Return the children of a region who hold, or held, a category that entitles; or one child."""
    under = demand_reach(viewer, region_code)
    rules = practice.allowances(region_code)
    of = _Chosen(under, None if child is None else child.id, rules)
    memberships = _by_child(of.rows(CategoryMembership))
    recognitions = _by_child(of.rows(Recognition).where(Recognition.starts_on.is_not(None)))
    decided = _decided(of)
    spells = _by_child(of.rows(StatusSpell).order_by(StatusSpell.from_on, StatusSpell.id))
    arrived = _arrived(of)
    stages = frozenset(practice.recognition(region_code).after18.stages)
    secret = frozenset(c.code for c in practice.categories().entries if c.secret)
    may_know = viewer.may(Permission.CHILD_SECRET)
    known: list[Known] = []
    withheld: set[UUID] = set()
    for each in [child] if child is not None else of.children():
        terms = terms_of(memberships[each.id], recognitions[each.id], decided)
        if not may_know and any(term.category in secret for term in terms):
            withheld.add(each.id)
            continue
        if not terms:
            continue
        facts = Facts(
            terms=terms,
            listed=tuple(Listed(s.status, s.from_on, s.until_on) for s in spells[each.id]),
            birth_on=each.birth_on,
            is_at_school=each.school_stage in stages,
            arrived_on=arrived.get(each.id),
        )
        known.append(Known(each, facts))
    return Gathered(known, frozenset(withheld))


class _Chosen:
    """The children asked for, as conditions on the tables about them."""

    def __init__(self, under: str, child_id: UUID | None, rules: AllowanceRules) -> None:
        self.under = under
        self._child_id = child_id
        self._codes = sorted(plain_codes(rules))

    def here(self, model: Any) -> ColumnElement[bool]:
        return within(model.region_code, [self.under])

    def rows(self, model: Any) -> Select[Any]:
        return select(model).where(self.here(model), self._is_one(model.child_id))

    def children(self) -> Sequence[Child]:
        statement = select(Child).where(self.here(Child), self._is_one(Child.id))
        unmerged = statement.where(Child.merged_into_id.is_(None))
        return db.session.scalars(unmerged.order_by(Child.region_code, Child.id)).all()

    def _is_one(self, column: Any) -> Any:
        if self._child_id is not None:
            return column == self._child_id
        held = select(CategoryMembership.child_id).where(
            self.here(CategoryMembership), CategoryMembership.code.in_(self._codes)
        )
        decided = select(Recognition.child_id).where(
            self.here(Recognition), Recognition.starts_on.is_not(None)
        )
        return column.in_(union(held, decided))

    def is_one(self, column: Any) -> Any:
        """Return the condition that a column names one of the children."""
        return self._is_one(column)


def plain_codes(rules: AllowanceRules) -> set[str]:
    """Return the codes under which those entitled stand in plain columns."""
    book = practice.categories()
    codes = {*rules.by_category, rules.months.adult_category}
    return {book.counted_as(code) for code in codes if code in book.by_code}


def _by_child(statement: Select[Any]) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in db.session.scalars(statement):
        found[row.child_id].append(row)
    return found


def _decided(of: _Chosen) -> Mapping[tuple[UUID, str], date]:
    """Return the day of each confirming and each ending, by the application."""
    columns = (RecognitionStep.recognition_id, RecognitionStep.act, RecognitionStep.taken_on)
    statement = (
        select(*columns)
        .where(of.here(RecognitionStep), of.is_one(RecognitionStep.child_id))
        .where(RecognitionStep.act.in_([steps.CONFIRM, steps.END]))
        .order_by(RecognitionStep.taken_on, RecognitionStep.id)
    )
    return {(each, act): on for each, act, on in db.session.execute(statement)}


def _arrived(of: _Chosen) -> Mapping[UUID, date]:
    """Return when files came from another county, the last time."""
    statement = (
        select(Transfer.child_id, Transfer.answered_at)
        .where(within(Transfer.to_region_code, [of.under]), of.is_one(Transfer.child_id))
        .where(Transfer.state == TransferState.ACCEPTED, Transfer.answered_at.is_not(None))
        .order_by(Transfer.answered_at)
    )
    return {each: clock.local(at).date() for each, at in db.session.execute(statement) if at}


def left(viewer: Viewer, region_code: str, child_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """Return when files went to another county, of those that are out of reach now."""
    under = demand_reach(viewer, region_code)
    statement = (
        select(Transfer.child_id, Transfer.answered_at)
        .where(within(Transfer.region_code, [under]), Transfer.child_id.in_(child_ids))
        .where(Transfer.state == TransferState.ACCEPTED, Transfer.answered_at.is_not(None))
        .order_by(Transfer.answered_at)
    )
    return {each: clock.local(at).date() for each, at in db.session.execute(statement) if at}


# --- categories and decisions as terms -------------------------------------------------------


def terms_of(
    memberships: Iterable[CategoryMembership],
    recognitions: Iterable[Recognition],
    decided: Mapping[tuple[UUID, str], date],
) -> tuple[Term, ...]:
    """Return what a child held: by a decision where there is one, else by the category alone."""
    by_id = {each.id: each for each in memberships}
    proven: list[Term] = []
    unproven: list[Term] = []
    linked: set[UUID] = set()
    for recognition in recognitions:
        held = by_id.get(recognition.membership_id) if recognition.membership_id else None
        term = _proven(recognition, held, decided)
        proven.append(term)
        if held is not None:
            linked.add(held.id)
            if held.from_on < term.from_on:  # in it before anybody decided
                unproven.append(Term(held.leaf, held.from_on, term.from_on - _DAY))
    unproven += [
        Term(each.leaf, each.from_on, _last_day(each))
        for each in by_id.values()
        if each.id not in linked and not any(_covers(term, each) for term in proven)
    ]
    return tuple(sorted([*proven, *unproven], key=lambda term: (term.from_on, term.category)))


def _proven(
    recognition: Recognition,
    held: CategoryMembership | None,
    decided: Mapping[tuple[UUID, str], date],
) -> Term:
    starts_on = recognition.starts_on
    assert starts_on is not None  # noqa: S101 - only those are gathered
    by_decision = (recognition.id, steps.END) in decided
    last_on = None if held is None else _last_day(held)
    if recognition.ends_on is not None and (by_decision or held is None):
        last_on = recognition.ends_on - _DAY
    confirmed_on = decided.get((recognition.id, steps.CONFIRM))
    return Term(recognition.category, starts_on, last_on, starts_on, confirmed_on)


def _last_day(held: CategoryMembership) -> date | None:
    """Return the last day that counts: what ends in a month holds for that month.

    What happened on a day (death, adoption, a return) ends support from the month after, so that
    the day itself still counts; an ending by age or by another category comes with a month.
    """
    if held.until_on is None:
        return None
    if held.until_on.day == 1 and held.exit_reason in _WITH_A_MONTH:
        return held.until_on - _DAY
    return held.until_on


def _covers(term: Term, held: CategoryMembership) -> bool:
    same = term.category == held.leaf and term.from_on <= held.from_on
    return same and (term.last_on is None or term.last_on >= held.from_on)
