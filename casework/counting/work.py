"""The counters in the hands of the worker: marks every minute, whole months at night."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random
from threading import Event

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.clock import SHANGHAI, Month
from casework.counting import counters, kept
from casework.counting.figures import DEPTHS
from casework.counting.models import RegionMonth
from casework.counting.queries import basis_of
from casework.counting.recount import Difference, differences, recount
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every

#: How many months are kept, the running one among them; older ones are counted from the records.
KEPT_MONTHS = 24

#: When the running month is counted anew, in Shanghai.
NIGHT = time(2)

#: Places that are counted again child by child each night.
SAMPLE = 10

_PURPOSE = "counters"
#: Between two transactions others may write: SQLite has one writer and no queue.
_BREATH_SECONDS = 0.12

log = logging.getLogger(__name__)


@every(timedelta(minutes=1))
def work_off_marks(app: Flask, stopping: Event) -> bool:
    """Count anew what was marked since the last minute."""
    with _transaction(app, stopping):
        return counters.refresh() == counters.BATCH


@every(timedelta(minutes=5))
def keep_months(app: Flask, stopping: Event) -> bool:
    """Build a month that is not kept yet, or by another practice; at night the running one anew.

    After the last of them a few places are compared with the records.
    """
    with _transaction(app, stopping):
        lacking = _lacking()
        for month in _over():
            counters.forget(month)
    if lacking:
        build(app, stopping, lacking[0])
    if len(lacking) == 1 and not stopping.is_set():
        compare_some(app, stopping)
    return len(lacking) > 1


def build(app: Flask, stopping: Event, month: Month, under: str = "") -> None:
    """Build a month part by part, each in a transaction of its own; of a kept one a region alone.

    Broken off, the month is as it was before, or is counted from the records until it is built.
    """
    with _transaction(app, stopping):
        basis = counters.begin(month)
        is_whole = not counters.is_complete(month)
        parts = counters.parts_of(month, "" if is_whole else under)
    for part in parts:
        if stopping.is_set():
            return
        with _transaction(app, stopping):
            counters.build_part(month, part, basis)
    with _transaction(app, stopping):
        counters.finish(month, basis)
        record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE, month=str(month))


@contextmanager
def _transaction(app: Flask, stopping: Event) -> Iterator[None]:
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        yield
        db.session.commit()
        has_one_writer = db.engine.dialect.name == "sqlite"
    if has_one_writer:
        stopping.wait(_BREATH_SECONDS)


def _lacking() -> list[Month]:
    """Return the months to build, the newest first."""
    now, states = Month.of(clock.today()), kept.states()
    return [
        month
        for month in (now.plus(-back) for back in range(KEPT_MONTHS))
        if (state := states.get(str(month))) is None
        or state.basis != kept.name_of(basis_of(month))
        or (month == now and state.built_at < _last_night())
    ]


def _last_night() -> datetime:
    night = datetime.combine(clock.local(clock.now()).date(), NIGHT, SHANGHAI)
    return night if night <= clock.now() else night - timedelta(days=1)


def _over() -> list[Month]:
    first = str(Month.of(clock.today()).plus(1 - KEPT_MONTHS))
    return [Month.parse(name) for name in kept.states() if name < first]


# --- the nightly comparison ------------------------------------------------------------------


def compare_some(app: Flask, stopping: Event) -> None:
    """Compare a few places with the records; a difference is an alarm, and mended."""
    with _transaction(app, stopping):
        while counters.refresh() == counters.BATCH:
            pass
        found = {month: wrong for month in _some_months() if (wrong := _wrong(month))}
    for month, wrong in found.items():
        log.error("counters of %s differed from the records in %d cells", month, len(wrong))
        build(app, stopping, month)


def _some_months() -> list[Month]:
    return [Month.parse(name) for name in _some(kept.states(), 2)]


def _wrong(month: Month) -> list[Difference]:
    basis = basis_of(month)
    found: list[Difference] = []
    for place in _some_places(month):
        again = recount(month, place, basis)
        own = {place: again[place]} if place in again else {}
        found += differences(kept.read(month, place, DEPTHS[-1]), own)
    return found


def _some_places(month: Month) -> list[str]:
    places = (
        select(RegionMonth.region_code)
        .where(RegionMonth.month == str(month), RegionMonth.depth == DEPTHS[-1])
        .distinct()
    )
    return _some(db.session.scalars(places), SAMPLE)


def _some(names: Iterable[str], size: int) -> list[str]:
    known = sorted(names)
    return Random().sample(known, min(size, len(known)))  # noqa: S311 - a sample, no secret
