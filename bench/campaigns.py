"""What was done for each child in a campaign, in a county of 20,000 and a city of 100,000 children.

Statements, and processor time a child against the same page with a tenth of the children: the
page counts children, so that it may grow as they do and no faster. A measurement of its own for
each part of campaigns stands in functions of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from bench.browsers import Browser, signed_in
from bench.figures import Figure
from bench.installations import Installation, Workshop
from bench.population import COUNTY, employ, enrol, lay_regions, township_code, village_code
from bench.statements import noted
from bench.tables import table_of
from bench.timing import least_cpu
from casework import clock
from casework.accounts.permissions import Role
from casework.children.models import CategoryMembership, Child, Status, StatusSpell, Stay
from casework.db.base import db, new_id
from casework.db.scope import SystemScope, bind_scope
from casework.visits.models import Mode, Outcome, ReviewState, Visit

TITLE = "Campaigns: what was done for each child, against a tenth of the children"

_TOWNSHIPS, _TENTH = 20, 10
_SIZES = (20_000, 100_000)
_STATEMENTS, _RATIO = 20, 1.5
#: A campaign that is over, so that it is measured alike on any day.
_CAMPAIGN, _ENTERED, _VISITED = "warm_spring_2023", date(2022, 6, 1), date(2023, 1, 15)
_PAGES = {
    "六个一 of a county": f"/six-ones/?campaign={_CAMPAIGN}",
    "六个一 of a township, by village": f"/six-ones/?campaign={_CAMPAIGN}"
    f"&region={township_code(1)}",
    "六个一, a hundred children of a county": f"/six-ones/children?campaign={_CAMPAIGN}"
    "&item=six_visit&state=lacking",
}


@dataclass(frozen=True)
class _Measured:
    statements: int
    seconds: float


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield what the pages cost on each database."""
    yield from _six_ones(workshop, quick=quick)


# What was done for each child


def _six_ones(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    rounds = 1 if quick else 5
    for size in (400,) if quick else _SIZES:
        for small, large in zip(workshop.fresh(), workshop.fresh(), strict=True):
            few, many = _opened(small, size // _TENTH, rounds), _opened(large, size, rounds)
            yield from _compared(size, small.on, few, many)


def _compared(
    size: int, on: str, few: Mapping[str, _Measured], many: Mapping[str, _Measured]
) -> Iterator[Figure]:
    for page, found in many.items():
        what = f"{page}, {size:,} children"
        yield Figure(f"{what}: statements", found.statements, _STATEMENTS, on=on)
        more = found.statements - few[page].statements
        yield Figure(f"{what}: more than with a tenth", more, 0, on=on)
        a_child = found.seconds / few[page].seconds / _TENTH
        yield Figure(f"{what}: CPU a child, many ÷ few", a_child, _RATIO, on=on, unit="×")
        yield Figure(f"{what}: CPU", found.seconds * 1e3, on=on, unit=" ms")


def _opened(installation: Installation, children: int, rounds: int) -> Mapping[str, _Measured]:
    with installation.app.app_context():
        login = _people(children)
        engine = db.engine
    browsers: dict[str, Browser] = {
        page: signed_in(installation, login, path) for page, path in _PAGES.items()
    }
    counts = {}
    for page, browser in browsers.items():
        browser.open()  # connections, templates, the practice
        with noted(engine) as sent:
            browser.open()
        counts[page] = len(sent)
    taken = least_cpu({page: browser.open for page, browser in browsers.items()}, rounds)
    return {page: _Measured(counts[page], taken[page]) for page in _PAGES}


def _people(children: int) -> str:
    """Make a county with so many children in care, two of three visited; return a login."""
    lay_regions(_TOWNSHIPS)
    office = employ(Role.COUNTY_CIVIL, COUNTY)
    login, author = office.login, office.id
    bind_scope(db.session, SystemScope("bench"))
    for number in range(1, _TOWNSHIPS + 1):
        code = village_code(number)
        enrol(code, children // _TOWNSHIPS)
        ids = db.session.scalars(select(Child.id).where(Child.region_code == code)).all()
        _list(code, ids)
        _visit(code, [each for n, each in enumerate(ids) if n % 3], author)
    db.session.commit()
    return login


def _list(code: str, ids: Sequence[UUID]) -> None:
    for model, told in (
        (Stay, {}),
        (StatusSpell, {"counted_region_code": code, "status": Status.ACTIVE, "is_entry": True}),
        (CategoryMembership, {"code": "left_behind_rural", "leaf": b"filler"}),
    ):
        row = {**_row(code), "from_on": _ENTERED, **told}
        rows = [{**row, "id": new_id(), "child_id": child_id} for child_id in ids]
        db.session.execute(insert(table_of(model)), rows)


def _visit(code: str, ids: Sequence[UUID], author: UUID) -> None:
    row = {
        **_row(code),
        "counted_region_code": code,
        "author_id": author,
        "mode": Mode.HOME,
        "outcome": Outcome.CHILD_SEEN,
        "visited_on": _VISITED,
        "recorded_at": clock.now(),
        "review_state": ReviewState.ACCEPTED,
        "version": 1,
        "policy_told": True,
        "safety_checked": False,
        "psych_care": False,
    }
    rows = [{**row, "id": new_id(), "child_id": child_id} for child_id in ids]
    db.session.execute(insert(table_of(Visit)), rows)


def _row(code: str) -> dict[str, Any]:
    return {"region_code": code, "created_at": clock.now()}
