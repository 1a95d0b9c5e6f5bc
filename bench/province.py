"""The pages that people wait for in a province of growing size, from village to province.

The tree of regions is the same at every size and every village has as many children, so that a
page shows as much whether the province has ten thousand children or a million.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from bench.browsers import signed_in
from bench.figures import Figure
from bench.growth import growth
from bench.installations import POSTGRESQL, TODAY, Installation, Workshop
from bench.settling import login_of
from bench.statements import Sent, full_scans, noted, repeated
from bench.timing import median_wall
from casework.accounts.permissions import Role
from casework.clock import Month
from casework.db.base import db
from casework.regions.codes import pad

TITLE = "A province: pages as the number of children grows"

_MONTH = Month.of(TODAY).previous
#: City and province read a month that is signed (``bench.signing``).
_SIGNED, _TOTALS = _MONTH.previous, "/totals"
_REQUESTS = 200
#: Seconds for each page: what takes seconds need not be asked two hundred times.
_PATIENCE = 60.0
_SLOWER = 2.0


@dataclass(frozen=True)
class Page:
    """One page that people wait for, and who opens it."""

    what: str
    role: Role
    #: Digits of the region that the role is granted.
    depth: int
    path: str


PAGES = (
    Page("caseload", Role.CHILD_DIRECTOR, 12, "/today"),
    Page("township table", Role.CHILD_SUPERVISOR, 9, "/township"),
    Page("month of a township", Role.CHILD_SUPERVISOR, 9, f"/reports/coverage?month={_MONTH}"),
    Page("month of a county", Role.COUNTY_CIVIL, 6, f"/reports/coverage?month={_MONTH}"),
    Page("month of a city", Role.CITY_CIVIL, 4, f"{_TOTALS}?month={_SIGNED}"),
    Page("month of the province", Role.PROVINCE_CIVIL, 2, f"{_TOTALS}?month={_SIGNED}"),
)


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield times, slopes and plans on both databases."""
    requests = 2 if quick else _REQUESTS
    village = workshop.province_regions.inhabited(max(workshop.sizes))[0]
    by_size = {size: workshop.province(size) for size in workshop.sizes}
    for place in range(len(workshop.databases)):
        yield from _pages({size: both[place] for size, both in by_size.items()}, village, requests)


def _pages(made: Mapping[int, Installation], village: str, requests: int) -> Iterator[Figure]:
    largest = made[max(made)]
    sent: list[Sent] = []
    for page in PAGES:
        login = login_of(page.role, pad(village[: page.depth]))
        browsers = {size: signed_in(each, login, page.path) for size, each in made.items()}
        for browser in browsers.values():
            browser.open()  # connections, templates, statements
        acts = {str(size): each.open for size, each in browsers.items()}
        times = {int(size): took for size, took in median_wall(acts, requests, _PATIENCE).items()}
        yield from growth(page.what, times, largest.on, of="T1")
        with noted(_engine(largest)) as those:
            browsers[max(made)].open()
        yield Figure(f"{page.what}: statements", len(those), on=largest.on)
        sent += those
    yield from _plans(largest, sent, 1 if requests < _REQUESTS else 7)


def _plans(installation: Installation, sent: Sequence[Sent], loops: int) -> Iterator[Figure]:
    engine, on = _engine(installation), installation.on
    sent = list({each.sql: each for each in sent}.values())
    scans = full_scans(engine, sent, ("child", "visit"))
    what = "pages: full scans of child or visit"
    yield Figure(what, len(scans), 0, on=on, note="; ".join(scans), of="T11")
    if on == POSTGRESQL:
        what = "pages: 20th execution ÷ 3rd, worst statement"
        yield Figure(what, repeated(engine, sent, loops), _SLOWER, on=on, unit="×", of="T11")


def _engine(installation: Installation) -> Engine:
    with installation.app.app_context():
        return db.engine
