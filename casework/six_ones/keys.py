"""The statement that gathers a child's key: what was recorded for it in a window, in bits."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select

from casework.activities.models import ActivityChild
from casework.children.models import Stay
from casework.counting.expression import in_care
from casework.counting.rules import Basis
from casework.pairings.models import Pairing, PairingState
from casework.practice import queries as practice
from casework.psychology.models import PsychologyAct, PsychologyCase
from casework.psychology.rules import OPEN_CASES
from casework.six_ones import rules
from casework.six_ones.rules import Asked, Window
from casework.visits.models import Visit
from casework.visits.queries import in_person, moves_due

#: A pairing that was asked for and where they have not met.
BEGINNING = (PairingState.PROPOSED, PairingState.APPROVED)


def keyed(
    asked: Sequence[Asked], window: Window, day: date, prefixes: Sequence[str]
) -> Select[Any]:
    """Select the children in care on a day: ``child_id``, ``region_code`` (of their stay), ``key``.

    One row each, whatever was recorded; a few probes of indexes a child.
    """
    basis = Basis.of(practice.categories(day), ())
    parts = [_visits(window), _pairings(window), _treated(window), _referred(window)]
    if any(each.activity for each in asked):
        parts.append(_activities(asked, window))
    return in_care(day, prefixes, basis.allowance_codes).add_columns(
        reduce(add, parts).label("key")
    )


def has(column: ColumnElement[int], bits: int) -> ColumnElement[bool]:
    """Return the condition that a key has one of some bits."""
    found: ColumnElement[bool] = column.bitwise_and(bits) != 0
    return found


def complete(column: ColumnElement[int], asked: Sequence[Asked]) -> ColumnElement[bool]:
    """Return ``rules.is_complete`` as a condition."""
    return and_(*(has(column, each.done) for each in asked))


def _bits(*facts: tuple[int, Any]) -> ColumnElement[int]:
    """Return the sum of the bits whose condition some row meets; 0 where there is no row."""
    parts = [func.coalesce(func.max(case((met, bit), else_=0)), 0) for bit, met in facts]
    return reduce(add, parts)


def _visits(window: Window) -> ColumnElement[int]:
    flags = {
        rules.VISITED: in_person(),
        rules.TOLD: Visit.policy_told.is_(True),
        rules.CHECKED: Visit.safety_checked.is_(True),
        rules.CARED: Visit.psych_care.is_(True),
    }
    sure = [(bit, and_(moves_due(), met)) for bit, met in flags.items()]
    tried = [(bit << rules.TRIED, and_(not_(moves_due()), met)) for bit, met in flags.items()]
    return (
        select(_bits(*sure, *tried))
        .where(Visit.child_id == Stay.child_id, _in(Visit.visited_on, window))
        .correlate(Stay)
        .scalar_subquery()
    )


def _activities(asked: Sequence[Asked], window: Window) -> ColumnElement[int]:
    facts = [
        (each.activity, ActivityChild.kind.in_(each.item.kinds)) for each in asked if each.activity
    ]
    return (
        select(_bits(*facts))
        .where(ActivityChild.child_id == Stay.child_id, _in(ActivityChild.held_on, window))
        .where(ActivityChild.withdrawn_on.is_(None))
        .correlate(Stay)
        .scalar_subquery()
    )


def lived(window: Window) -> ColumnElement[bool]:
    """Return the condition that a pairing was lived on a day of a window, as figures count it."""
    return and_(
        Pairing.began_on <= window.last_on,
        or_(Pairing.ended_on.is_(None), Pairing.ended_on > window.first_on),
    )


def _pairings(window: Window) -> ColumnElement[int]:
    began = and_(Pairing.state.in_(BEGINNING), Pairing.proposed_on <= window.last_on)
    return (
        select(_bits((rules.PAIRED, lived(window)), (rules.PAIR_BEGUN, began)))
        .where(Pairing.child_id == Stay.child_id)
        .correlate(Stay)
        .scalar_subquery()
    )


def _treated(window: Window) -> ColumnElement[int]:
    return (
        select(_bits((rules.TREATED, literal(value=True))))
        .where(PsychologyAct.child_id == Stay.child_id, _in(PsychologyAct.on_day, window))
        .correlate(Stay)
        .scalar_subquery()
    )


def _referred(window: Window) -> ColumnElement[int]:
    is_open = PsychologyCase.state.in_(OPEN_CASES)
    return (
        select(_bits((rules.REFERRED, is_open)))
        .where(PsychologyCase.child_id == Stay.child_id)
        .where(PsychologyCase.referred_on <= window.last_on)
        .correlate(Stay)
        .scalar_subquery()
    )


def _in(column: Any, window: Window) -> ColumnElement[bool]:
    return and_(column >= window.first_on, column <= window.last_on)
