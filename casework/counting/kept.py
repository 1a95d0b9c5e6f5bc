"""Reading the figures that are kept: look-ups by primary key, as few for a province as a village.

A month may be read from here when its counters are complete and were made by the practice that
holds for it now; else it is counted from the records, as if there were no counters at all.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from casework.clock import Month
from casework.counting.figures import DEPTHS, WHOLE, Figures
from casework.counting.models import CountedMonth, RegionMonth
from casework.counting.rules import Basis, Measure
from casework.counting.stored import COLUMNS, figures_of
from casework.db.base import db
from casework.db.scope import within
from casework.marks.models import Mark
from casework.regions.codes import pad

#: So many marks are worked off while somebody waits for the page; more are left to the worker.
FEW = 500


class State(NamedTuple):
    """By which practice a month was counted, and up to when."""

    basis: str
    built_at: datetime
    refreshed_at: datetime


def states() -> dict[str, State]:
    """Return the months whose counters are kept, by ``2026-10``: one statement."""
    rows = db.session.execute(
        select(
            CountedMonth.month,
            CountedMonth.basis,
            CountedMonth.built_at,
            CountedMonth.refreshed_at,
        )
    )
    return {
        month: State(basis, built_at, refreshed_at) for month, basis, built_at, refreshed_at in rows
    }


def name_of(basis: Basis) -> str:
    """Return what a practice is known again by: all that it says about counting, digested."""
    counted = [(each.code, each.in_care) for each in basis.book.counted]
    told = [
        [(code, in_care, sorted(basis.book.ancestors(code))) for code, in_care in sorted(counted)],
        [(own.prefix, _sorted(own.by_risk), _sorted(own.by_category)) for own in basis.rule_sets],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _sorted(days: Mapping[Any, int]) -> list[tuple[Any, int]]:
    return sorted(days.items())


def waiting(under: str) -> int:
    """Return how many marks lie in a region, counted up to ``FEW``."""
    some = select(Mark.id).where(within(Mark.region_code, (under,))).limit(FEW).subquery("some")
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()


def read(month: Month, under: str, depth: int) -> dict[str, Figures]:
    """Return the figures under a prefix: by prefix of its own level and those below to ``depth``.

    One statement; what was not counted has no entry, as with ``queries.count``.
    """
    depths = [each for each in DEPTHS if len(under) <= each <= depth]
    rows = (
        select(RegionMonth.depth, RegionMonth.region_code, RegionMonth.part, *_columns())
        .where(RegionMonth.month == str(month), RegionMonth.depth.in_(depths))
        .where(within(RegionMonth.region_code, (under,)))
    )
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for level, code, part, *numbers in db.session.execute(rows):
        found[code[:level]].append((part, dict(zip(COLUMNS, numbers, strict=True))))
    return {prefix: figures_of(parts) for prefix, parts in found.items()}


def ratios(months: Iterable[Month], under: str) -> dict[str, Figures]:
    """Return in care and visited of one region in several months, by ``2026-10``: one statement."""
    rows = (
        select(RegionMonth.month, RegionMonth.in_care, RegionMonth.visited)
        .where(RegionMonth.month.in_([str(month) for month in months]))
        .where(RegionMonth.depth == len(under), RegionMonth.region_code == pad(under))
        .where(RegionMonth.part == WHOLE)
    )
    return {
        month: Figures({(Measure.IN_CARE, WHOLE): in_care, (Measure.VISITED, WHOLE): visited})
        for month, in_care, visited in db.session.execute(rows)
    }


def _columns() -> Sequence[Any]:
    return [getattr(RegionMonth, name) for name in COLUMNS]
