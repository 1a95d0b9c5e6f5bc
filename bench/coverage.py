"""The coverage report of a whole county, counted from the records by the one expression.

Counters that make it independent of the county's size are still to come; until then it grows with
the children, and these figures say how much.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from bench.figures import Figure
from bench.installations import TODAY, Installation, Workshop
from bench.statements import full_scans, noted
from bench.timing import Act, median_wall
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting import queries as counting
from casework.db.base import db
from casework.db.scope import bind_scope

TITLE = "Coverage: the report of a county and of one township, counted from the records"

_CHILDREN = (10_000, 100_000)
_MONTHS = 12
_COUNTY, _TOWNSHIP = "990101000000", "990101001000"
_MONTH = Month.of(TODAY).previous


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield seconds and statements for both sizes on both databases."""
    sizes, months, rounds = ((100, 200), 2, 1) if quick else (_CHILDREN, _MONTHS, 3)
    for size in sizes:
        for installation in workshop.demonstration(size, months):
            with installation.app.app_context():
                yield from _reports(installation, f"{size:,}", rounds)
                db.session.remove()


def _reports(installation: Installation, size: str, rounds: int) -> Iterator[Figure]:
    on = installation.on
    viewer = accounts.viewer_by_login("xian")
    bind_scope(db.session, viewer.scope)
    acts: dict[str, Act] = {
        f"county of {size}": partial(_report, viewer, _COUNTY),
        f"county of {size}, twelve months": partial(_trend, viewer, _COUNTY),
        f"township in a county of {size}": partial(_report, viewer, _TOWNSHIP),
    }
    for what, seconds in median_wall(acts, rounds).items():
        yield Figure(what, seconds, on=on, unit=" s")
    with noted(db.engine) as sent:
        _report(viewer, _TOWNSHIP)
    yield Figure("statements of a report", len(sent), on=on)
    scans = full_scans(db.engine, sent, ("child", "visit"))
    yield Figure("full scans of child or visit", len(scans), on=on, note="; ".join(scans))


def _report(viewer: Viewer, code: str) -> None:
    counting.coverage(viewer, counting.region_for(viewer, code), _MONTH)


def _trend(viewer: Viewer, code: str) -> Sequence[object]:
    return counting.trend(viewer, counting.region_for(viewer, code), _MONTH)
