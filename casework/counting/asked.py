"""Who is on the list at the end of a period, and who came and left in it: the statements.

For a month they are those of the monthly report; for other days the period stands for the month.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.children.models import CategoryMembership, StatusSpell
from casework.clock import Span
from casework.counting import acts
from casework.counting.expression import RISK, Rows, child_month
from casework.counting.indicators import Indicator
from casework.counting.periods import EARLIEST
from casework.counting.queries import basis_of
from casework.counting.rules import RISK_LABELS, Basis, Measure
from casework.db.base import db
from casework.figures.registry import Asked
from casework.regions.codes import prefix

#: The categories that make a child one in care, in the order of lists. Codes are never dropped
#: (``practice.rules.categories``); a new one gets its figure here.
CATEGORIES = {
    "orphan": "孤儿",
    "orphan_scattered": "社会散居孤儿",
    "orphan_institution": "集中养育孤儿",
    "de_facto_unsupported": "事实无人抚养儿童",
    "left_behind_rural": "农村留守儿童",
    "migrant_child": "流动儿童",
    "difficulty": "困境儿童",
    "diff_poverty": "家庭困境儿童",
    "diff_disability": "自身困境儿童",
    "diff_guardianship": "监护困境儿童",
    "diff_temporary": "临时困境儿童",
    "difficulty_unspecified": "困境儿童（类别待核定）",
    "extreme_poverty_child": "特困儿童",
    "state_ward": "民政兜底监护儿童",
    "street_child": "流浪乞讨未成年人",
}


def term_of(asked: Asked) -> Span:
    """Return the days that are asked for; nothing was recorded before the first of all months."""
    earliest = EARLIEST.first
    return Span(max(asked.first_on, earliest), max(asked.last_on, earliest))


def in_care(measure: Measure, part: str, asked: Asked) -> Rows:
    term = term_of(asked)
    return Indicator(measure, term, prefix(asked.region_code), basis_of(term), part).statement


def count(statement: Callable[[Asked], Rows], asked: Asked) -> Decimal:
    one = statement(asked).subquery("one")
    counted = select(func.count(one.c.child_id.distinct()))
    return Decimal(db.session.execute(counted).scalar_one())


def changed(select_acts: Callable[..., Rows], category: str, asked: Asked) -> Rows:
    """Select who came or left in the period, once a day and place."""
    term = term_of(asked)
    found = select_acts(term, (prefix(asked.region_code),)).add_columns(StatusSpell.from_on)
    if not category:
        return found
    is_leaving = select_acts is acts.exited_in
    return found.where(_belonged(basis_of(term), category, is_leaving=is_leaving))


def _belonged(basis: Basis, category: str, *, is_leaving: bool) -> ColumnElement[bool]:
    """Belong to a category or one below it on the day of coming, or just before one left."""
    known = {each.code for each in basis.book.counted}
    codes = (category, *basis.book.descendants(category)) if category in known else (category,)
    held = CategoryMembership
    mine = select(held.id).where(held.child_id == StatusSpell.child_id, held.code.in_(codes))
    return mine.where(_on_the_day(is_leaving=is_leaving)).correlate(StatusSpell).exists()


def _on_the_day(*, is_leaving: bool) -> ColumnElement[bool]:
    day, held = StatusSpell.from_on, CategoryMembership
    begun = held.from_on < day if is_leaving else held.from_on <= day
    lasting = held.until_on >= day if is_leaving else held.until_on > day
    condition: ColumnElement[bool] = and_(begun, or_(held.until_on.is_(None), lasting))
    return condition


# --- all of them at once -----------------------------------------------------------------------


def standing(asked: Asked) -> Mapping[str, Decimal]:
    """Return the figures of those in care by code: one statement for all categories and levels."""
    term = term_of(asked)
    basis = basis_of(term)
    flags = ("categories", "visited", "overdue", RISK)
    one = child_month(term, (prefix(asked.region_code),), basis, flags).subquery("one")
    sums = func.count(), func.sum(one.c.visited), func.sum(one.c.overdue)
    rows = select(one.c.categories, one.c.risk, *sums).group_by(one.c.categories, one.c.risk)
    found: Counter[str] = Counter()
    for bits, risk, n, visited, overdue in db.session.execute(rows):
        codes = basis.book.with_ancestors(basis.book.leaves(bits))
        found.update({"ind_list": n, "ind_list_visited": visited, "ind_overdue": overdue})
        found.update({f"ind_risk_{risk}": n, **{f"ind_list_{code}": n for code in codes}})
    return {code: Decimal(found[code]) for code in _STANDING}


def changing(asked: Asked) -> Mapping[str, Decimal]:
    """Return the figures of those who came and left by code: one statement for each."""
    basis = basis_of(term_of(asked))
    known = {each.code for each in basis.book.counted}
    found: dict[str, set[Any]] = {code: set() for code in _CHANGING}
    for code, select_acts in _COMING.items():
        for child_id, category in db.session.execute(_with_categories(select_acts, asked)):
            found[code].add(child_id)
            for each in basis.book.with_ancestors([category]) if category in known else ():
                found.get(f"{code}_{each}", set()).add(child_id)
    return {code: Decimal(len(children)) for code, children in found.items()}


def _with_categories(select_acts: Callable[..., Rows], asked: Asked) -> Rows:
    """Select who came or left with each category of that day; without one, with none."""
    is_leaving = select_acts is acts.exited_in
    mine = CategoryMembership.child_id == StatusSpell.child_id
    held = and_(mine, _on_the_day(is_leaving=is_leaving))
    return (
        select_acts(term_of(asked), (prefix(asked.region_code),))
        .with_only_columns(StatusSpell.child_id, CategoryMembership.code)
        .outerjoin(CategoryMembership, held)
    )


_COMING: Mapping[str, Callable[..., Rows]] = {
    "ind_list_entered": acts.entered_in,
    "ind_list_exited": acts.exited_in,
}
_STANDING = (
    "ind_list",
    "ind_list_visited",
    "ind_overdue",
    *(f"ind_list_{code}" for code in CATEGORIES),
    *(f"ind_risk_{level}" for level in RISK_LABELS),
)
_CHANGING = (*_COMING, *(f"{code}_{each}" for code in _COMING for each in CATEGORIES))
