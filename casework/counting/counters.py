"""Keeping the counters: a month built from nothing, and kept up by the marks of what changed.

One at a time: whoever refreshes or builds holds a lock until the end of the transaction, or an
older count could be written over a newer one. Nobody who reads or works with files waits for it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, select, text, update

from casework import clock
from casework.children.models import StatusSpell, Stay
from casework.clock import Month
from casework.counting import kept
from casework.counting.cells import in_lots, store_places, sum_up
from casework.counting.models import CountedMonth, RegionMonth
from casework.counting.queries import basis_of
from casework.counting.rules import Basis
from casework.counting.spreading import cells_of
from casework.db.base import db
from casework.db.scope import bounds, within
from casework.marks.actions import Taken, take
from casework.regions.models import Region
from casework.visits.models import Visit

#: Marks that one refresh takes, and places that it counts by one statement.
BATCH = 1000

#: The basis of a month whose counters are not complete: no practice has this name.
INCOMPLETE = ""

_COUNTY, _TOWNSHIP = 6, 9
_MANY_PLACES = 1000


# --- keeping up ------------------------------------------------------------------------------


def refresh(limit: int = BATCH, under: str = "") -> int:
    """Work off marks, those of a region or all, the oldest first; return how many there were.

    The marks are taken away first and the places counted by later statements: whoever commits in
    between is counted, and still has a mark. Needs READ COMMITTED on PostgreSQL.
    """
    began = clock.now()
    _lock()
    marks = take(limit, under)
    if marks:
        _count_anew(marks)
    if not under and len(marks) < limit:
        db.session.execute(update(CountedMonth).values(refreshed_at=began))
    return len(marks)


def _lock() -> None:
    # SQLite's writers are alone already.
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE counted_month IN SHARE ROW EXCLUSIVE MODE"))


def _count_anew(marks: Sequence[Taken]) -> None:
    # Which months are kept is asked after the marks were taken: a month that is being built is
    # either among them or has not been counted yet.
    months = {Month.parse(name): state.basis for name, state in kept.states().items()}
    for month, places in cells_of(marks, months).items():
        basis = basis_of(month)
        if months[month] != kept.name_of(basis):
            _set(month, basis=INCOMPLETE)
        for some in in_lots(sorted(places), BATCH):
            store_places(month, some, basis)
        sum_up(month, places)


# --- building --------------------------------------------------------------------------------


def rebuild(month: Month) -> None:
    """Count a whole month from nothing, in the running transaction."""
    basis = begin(month)
    for part in parts_of(month):
        build_part(month, part, basis)
    finish(month, basis)


def begin(month: Month) -> Basis:
    """Let a month be kept up from now on, and say by what practice it is to be counted."""
    _lock()
    basis = basis_of(month)
    state = kept.states().get(str(month))
    if state is None:
        now = clock.now()
        row = CountedMonth(month=str(month), basis=INCOMPLETE, built_at=now, refreshed_at=now)
        db.session.add(row)
        db.session.flush()
    elif state.basis != kept.name_of(basis):
        _set(month, basis=INCOMPLETE)
    return basis


def is_complete(month: Month) -> bool:
    """Say whether a month has counters for every place."""
    state = kept.states().get(str(month))
    return state is not None and state.basis != INCOMPLETE


def parts_of(month: Month, under: str = "") -> list[str]:
    """Return the prefixes that a month is built by, each small enough for one transaction."""
    if len(under) > _COUNTY:
        return [under]
    return [
        part
        for county in _prefixes(month, under, _COUNTY)
        for part in (_prefixes(month, county, _TOWNSHIP) if _is_large(county) else [county])
    ]


def build_part(month: Month, part: str, basis: Basis) -> None:
    """Count the places of a part from nothing."""
    _lock()
    store_places(month, (part,), basis)


def finish(month: Month, basis: Basis) -> None:
    """Add everything up; from now on the month is read from its counters."""
    _lock()
    sum_up(month)
    now = clock.now()
    still_holds = kept.name_of(basis_of(month)) == kept.name_of(basis)
    name = kept.name_of(basis) if still_holds else INCOMPLETE
    _set(month, basis=name, built_at=now, refreshed_at=now)


def forget(month: Month) -> None:
    """Keep a month no longer: it is counted from the records again."""
    _lock()
    for model in (RegionMonth, CountedMonth):
        db.session.execute(
            delete(model).where(model.month == str(month)),
            execution_options={"synchronize_session": False},
        )


def _set(month: Month, **values: Any) -> None:
    db.session.execute(
        update(CountedMonth).where(CountedMonth.month == str(month)).values(values),
        execution_options={"synchronize_session": False},
    )


def _is_large(county: str) -> bool:
    places = select(func.count()).select_from(Region).where(within(Region.code, (county,)))
    return db.session.execute(places).scalar_one() > _MANY_PLACES


def _prefixes(month: Month, under: str, depth: int) -> list[str]:
    """Return the prefixes of a length under which anything lies: a look-up or two for each."""
    columns = (Stay.region_code, StatusSpell.counted_region_code, Visit.counted_region_code)
    found = {prefix for column in columns for prefix in _leap(column, under, depth)}
    mine = RegionMonth.month == str(month), RegionMonth.depth == len("000000000000")
    return sorted(found.union(_leap(RegionMonth.region_code, under, depth, *mine)))


def _leap(column: Any, under: str, depth: int, *conditions: Any) -> Iterator[str]:
    low, end = bounds(under)
    while low < end:
        first = select(func.min(column)).where(column >= low, column < end, *conditions)
        code = db.session.execute(first).scalar_one()
        if code is None:
            return
        yield code[:depth]
        low = bounds(code[:depth])[1]
