"""The month of a whole province: read from counters, counted from the records, counted anew.

Statements are noted as the product sends them and sent again on one connection, in turns.
"""

import time
from collections.abc import Iterator
from functools import partial
from statistics import median
from uuid import UUID

from sqlalchemy import insert, select

from bench.figures import Figure
from bench.installations import TODAY, Installation, Workshop
from bench.statements import Sent, again, noted
from bench.timing import Act
from casework.children.models import Child
from casework.clock import Month
from casework.counting import counters, kept
from casework.counting import queries as counting
from casework.counting.figures import Cell, Figures
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.marks.models import Mark

TITLE = "The month of a province: counters, records, counting anew"

_MONTH = Month.of(TODAY).previous
#: The digits of a city: the rows of the province's report.
_CITIES = 4

#: How many times as long the records take as the counters, at least, by number of children.
_RECORDS = {10_000: 100.0, 100_000: 1_000.0, 1_000_000: 10_000.0}
_ONE, _ONES = Sent("SELECT 1", ()), 10.0

#: Marks that one refresh works off, each in a village of its own where there are so many.
_MARKS, _REFRESH = 1_000, 0.15
#: From so many children on, a thousand villages are few, and the records are asked but once.
_LARGE = 1_000_000


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield ratios at every size on both databases."""
    rounds = 5 if quick else 1_000
    province = workshop.province_regions.listed[0].code[:2]
    for size in workshop.sizes:
        for installation in workshop.province(size):
            with installation.app.app_context():
                bind_scope(db.session, SystemScope("bench"))
                yield from _read(installation, province, size, rounds)
                yield from _anew(installation, size)
                db.session.remove()


# Read, or counted from the records


def _read(installation: Installation, province: str, size: int, rounds: int) -> Iterator[Figure]:
    on, label = installation.on, f"{size:,}"
    from_records, from_counters = (
        partial(_from_records, province),
        partial(_from_counters, province),
    )
    records, read = _sent_by(from_records), _sent_by(from_counters)
    unlike = _differences(from_records(), from_counters())
    yield Figure(f"{label}: cells of counters unlike the records", unlike, 0, on=on, of="T3")
    db.session.rollback()
    slow = again(db.engine, {"records": records}, 1 if size >= _LARGE else 3)["records"]
    fast = again(db.engine, {"counters": read, "one": [_ONE]}, rounds)
    yield Figure(f"{label}: counted from the records", slow, on=on, unit=" s")
    yield Figure(f"{label}: read from the counters", fast["counters"] * 1e3, on=on, unit=" ms")
    times, least = slow / fast["counters"], _RECORDS.get(size)
    yield Figure(f"{label}: records ÷ counters", times, at_least=least, on=on, unit="×", of="T2")
    ones = fast["counters"] / fast["one"]
    yield Figure(f"{label}: counters ÷ SELECT 1", ones, _ONES, on=on, unit="×", of="T2")


def _sent_by(act: Act) -> list[Sent]:
    with noted(db.engine) as sent:
        act()
    return sent


def _from_records(province: str) -> dict[str, Figures]:
    """Count the whole province by city as if nothing were kept."""
    return counting.count(_MONTH, province, _CITIES, counting.basis_of(_MONTH))


def _from_counters(province: str) -> dict[str, Figures]:
    """Read the same from what is kept."""
    return kept.read(_MONTH, province, _CITIES)


def _differences(counted: dict[str, Figures], read: dict[str, Figures]) -> int:
    """Return how many figures of the province and its cities differ."""
    return len(_told(counted) ^ _told(read))


def _told(figures: dict[str, Figures]) -> set[tuple[str, Cell, int | None]]:
    return {
        (place, cell, number)
        for place, own in figures.items()
        for cell, number in own.cells.items()
        if number and place
    }


# Counted anew


def _anew(installation: Installation, size: int) -> Iterator[Figure]:
    """Yield a refresh of a thousand villages ÷ the whole month from nothing."""
    on, label, month = installation.on, f"{size:,}", Month.of(TODAY)
    whole, part, marks = [], [], 0
    for _ in range(1 if size >= _LARGE else 3):
        whole.append(_timed(partial(counters.rebuild, month)))
        marks = _mark(month)
        part.append(_timed(partial(counters.refresh, _MARKS)))
    yield Figure(f"{label}: a month counted from nothing", median(whole), on=on, unit=" s")
    ratio = median(part) / median(whole)
    at_most = _REFRESH if size >= _LARGE else None
    what = f"{label}: refresh of {marks:,} marks ÷ month from nothing"
    yield Figure(what, ratio, at_most, on=on, unit="×", of="T6")


def _mark(month: Month) -> int:
    """Mark a child in each of a thousand villages, or in every one; return how many."""
    rows = db.session.execute(select(Child.region_code, Child.id).execution_options(yield_per=500))
    chosen: dict[str, UUID] = {}
    for village, child_id in rows.tuples():
        chosen.setdefault(village, child_id)
        if len(chosen) == _MARKS:
            break
    rows.close()
    marks = [
        {"region_code": village, "child_id": child_id, "from_on": month.first}
        for village, child_id in chosen.items()
    ]
    db.session.execute(insert(Mark), marks)
    db.session.commit()
    return len(marks)


def _timed(act: Act) -> float:
    started = time.perf_counter()
    act()
    db.session.commit()
    return time.perf_counter() - started
