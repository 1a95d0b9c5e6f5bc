"""The one SQL expression of a child in a month.

``child_month`` is the list behind every cell and the input of every sum: nothing else computes
coverage. A child is *in care* when on the last day of the month a stay, an active status and a
membership in a category of care all hold; the region of that stay is the region counted.

No date is reckoned in SQL: the days that decide are computed here, one for each rule.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    func,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from casework.children.models import CategoryMembership, RiskSpell, Status, StatusSpell, Stay
from casework.clock import Term
from casework.counting.rules import DEFAULT_RISK, Basis, RuleSet, cutoff
from casework.db.scope import within
from casework.visits.models import Visit
from casework.visits.queries import counts, in_person

Flag = ColumnElement[int]

_WHOLE_CODE = 12

#: A selection whose columns are known by name.
Rows = Select[*tuple[Any, ...]]

#: What is asked of a child for each flag, by name of the raw column.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "categories": ("categories",),
    "visited": ("visited",),
    "reached": ("reached",),
    "due": ("last_on", "first_due_on", "risk_cutoff", "category_cutoff"),
    "overdue": ("visited", "last_on", "first_due_on", "risk_cutoff", "category_cutoff"),
    "first_visit": ("visited", "last_on"),
    "risk": ("risk",),
}

#: Every flag, and ``categories``: the bits of the categories that the child is in.
FLAGS = tuple(name for name in _NEEDED if name != "risk")

#: No flag: the level of risk on the last day, where it is asked for.
RISK = "risk"


def child_month(
    month: Term, prefixes: Sequence[str], basis: Basis, flags: Collection[str] = FLAGS
) -> Select[Any]:
    """Select the children in care of a month under region prefixes, one row each.

    The columns are ``child_id``, ``region_code`` (counted) and the flags asked for, 0 or 1.
    """
    care = _care(month, prefixes, basis, {raw for flag in flags for raw in _NEEDED[flag]})
    columns = (
        column(care, month).label(flag) for flag, column in _FLAG_OF.items() if flag in flags
    )
    return select(care.c.child_id, care.c.region_code, *columns)


def covers(row: Any, day: date) -> ColumnElement[bool]:
    """Return the condition that a dated row holds on a day."""
    condition: ColumnElement[bool] = and_(
        row.from_on <= day, or_(row.until_on.is_(None), row.until_on > day)
    )
    return condition


def located(column: Any, prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a place lies under prefixes; whole codes, of any number, are told

    in one list.
    """
    if all(len(prefix) == _WHOLE_CODE for prefix in prefixes):
        listed: ColumnElement[bool] = column.in_(prefixes)
        return listed
    return within(column, prefixes)


def in_month(day: Any, month: Term) -> ColumnElement[bool]:
    """Return the condition that a day lies in a month."""
    condition: ColumnElement[bool] = and_(day >= month.first, day <= month.last)
    return condition


def in_care(day: date, prefixes: Sequence[str], allowance_codes: Collection[str]) -> Rows:
    """Select the children in care on a day under region prefixes, one row each, by their stay.

    The columns are ``child_id`` and ``region_code``; more may hang on ``Stay``. Categories that
    only draw an allowance (``Basis.allowance_codes``) put nobody in care.
    """
    statement: Rows = (
        select(Stay.child_id, Stay.region_code)
        .join(StatusSpell, StatusSpell.child_id == Stay.child_id)
        .join(CategoryMembership, CategoryMembership.child_id == Stay.child_id)
        .where(located(Stay.region_code, prefixes), covers(Stay, day))
        .where(StatusSpell.status == Status.ACTIVE, covers(StatusSpell, day))
        .where(CategoryMembership.code.not_in(allowance_codes))
        .where(covers(CategoryMembership, day))
        .group_by(Stay.child_id, Stay.region_code)
    )
    return statement


# --- the raw facts of a child ----------------------------------------------------------------


def _care(month: Term, prefixes: Sequence[str], basis: Basis, wanted: Collection[str]) -> Subquery:
    """Select the children in care with the raw facts wanted."""
    raw = [build(month, basis).label(name) for name, build in _RAW.items() if name in wanted]
    statement = in_care(month.last, prefixes, basis.allowance_codes).add_columns(*raw)
    if {"risk", "risk_cutoff"} & set(wanted):
        on_child = and_(RiskSpell.child_id == Stay.child_id, covers(RiskSpell, month.last))
        statement = statement.outerjoin(RiskSpell, on_child)
    return statement.subquery("care")


def _categories(_month: Term, basis: Basis) -> ColumnElement[int]:
    """The bits of the memberships; each leaf once, however many rows say it."""
    bits = {code: 1 << basis.book.bit(code) for code in basis.care_codes}
    return func.sum(distinct(case(bits, value=CategoryMembership.code, else_=0)))


def _visit_in_person(month: Term, _basis: Basis) -> Flag:
    return _flag(_visits_of_child(month).where(in_person()).exists())


def _any_visit(month: Term, _basis: Basis) -> Flag:
    return _flag(_visits_of_child(month).exists())


def _visits_of_child(month: Term) -> Select[Any]:
    return (
        select(Visit.id)
        .where(_filed_under_child(month), counts(), in_month(Visit.visited_on, month))
        .correlate(Stay)
    )


def _filed_under_child(month: Term) -> ColumnElement[bool]:
    """A visit is its child's; before its file was merged into another one, it was that file's."""
    is_here = or_(Visit.filed_until_on.is_(None), Visit.filed_until_on <= month.first)
    return or_(
        and_(Visit.child_id == Stay.child_id, is_here),
        and_(Visit.filed_under_id == Stay.child_id, Visit.filed_until_on > month.first),
    )


def _last_in_person_before(month: Term, _basis: Basis) -> ScalarSelect[Any]:
    return (
        select(func.max(Visit.visited_on))
        .where(_filed_under_child(month), Visit.visited_on < month.first)
        .where(counts(), in_person())
        .correlate(Stay)
        .scalar_subquery()
    )


def _first_due_on(month: Term, _basis: Basis) -> ScalarSelect[Any]:
    """By when the first visit was due since the child last came onto the list."""
    entry = aliased(StatusSpell, name="entry")
    return (
        select(entry.first_due_on)
        .where(entry.child_id == Stay.child_id, entry.from_on <= month.last)
        .where(entry.status == Status.ACTIVE, entry.is_entry.is_(True))
        .order_by(entry.from_on.desc(), entry.id.desc())
        .limit(1)
        .correlate(Stay)
        .scalar_subquery()
    )


def _risk(_month: Term, _basis: Basis) -> ColumnElement[int]:
    return func.max(func.coalesce(RiskSpell.level, DEFAULT_RISK))


def _risk_cutoff(month: Term, basis: Basis) -> ColumnElement[date | None]:
    def of(rules: RuleSet) -> ColumnElement[Any]:
        days = {level: cutoff(month, days) for level, days in rules.by_risk.items()}
        return case(days, value=func.coalesce(RiskSpell.level, DEFAULT_RISK))

    return func.max(_by_region(basis, of))


def _category_cutoff(month: Term, basis: Basis) -> ColumnElement[date | None]:
    def of(rules: RuleSet) -> ColumnElement[Any]:
        days = {code: cutoff(month, days) for code, days in rules.by_category.items()}
        return case(days, value=CategoryMembership.code) if days else _no_day()

    return func.max(_by_region(basis, of))


def _by_region(
    basis: Basis, of: Callable[[RuleSet], ColumnElement[Any]]
) -> ColumnElement[date | None]:
    """Choose by the region counted: where a region has rules of its own, they hold."""
    *own, nation = basis.rule_sets
    if not own:
        return of(nation)
    places = [(within(Stay.region_code, (rules.prefix,)), of(rules)) for rules in own]
    return case(*places, else_=of(nation))


def _no_day() -> ColumnElement[Any]:
    return type_coerce(null(), Date)


_RAW: Mapping[str, Callable[[Term, Basis], Any]] = {
    "categories": _categories,
    "visited": _visit_in_person,
    "reached": _any_visit,
    "last_on": _last_in_person_before,
    "first_due_on": _first_due_on,
    "risk": _risk,
    "risk_cutoff": _risk_cutoff,
    "category_cutoff": _category_cutoff,
}


# --- the flags -------------------------------------------------------------------------------


def _due(care: Subquery, month: Term) -> Flag:
    """Due by the month's end, as it stood before the month; never seen in person: at once,

    unless the entry leaves time until after the month.
    """
    first = or_(care.c.first_due_on.is_(None), care.c.first_due_on <= month.last)
    again = or_(
        care.c.last_on <= care.c.risk_cutoff,
        care.c.last_on <= care.c.category_cutoff,
    )
    return _flag(or_(and_(care.c.last_on.is_(None), first), again))


def _overdue(care: Subquery, month: Term) -> Flag:
    return case((care.c.visited == 1, 0), else_=_due(care, month))


def _first_visit(care: Subquery, _month: Term) -> Flag:
    return _flag(and_(care.c.visited == 1, care.c.last_on.is_(None)))


def _flag(condition: ColumnElement[bool]) -> Flag:
    return case((condition, 1), else_=0)


_FLAG_OF: Mapping[str, Callable[[Subquery, Term], Any]] = {
    "categories": lambda care, _month: care.c.categories,
    "visited": lambda care, _month: care.c.visited,
    "reached": lambda care, _month: care.c.reached,
    "due": _due,
    "overdue": _overdue,
    "first_visit": _first_visit,
    "risk": lambda care, _month: care.c.risk,
}
