"""Lists of those who help, in a county of 100,000 children with 10,000 volunteers.

Statements, and processor time against the same pages with a hundred volunteers, in the process of
the measurement. Half of the requests are met: there are as many pairings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from bench.browsers import Browser, signed_in
from bench.figures import Figure
from bench.installations import Installation, Workshop
from bench.matching import help_in_county
from bench.population import COUNTY, employ
from bench.statements import noted
from bench.tables import table_of
from bench.timing import least_cpu
from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db, new_id
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import DataKeyRow, new_key_row, seal_values
from casework.pairings.models import Pairing, PairingRequest, PairingState
from casework.volunteers.models import Volunteer

TITLE = "Those who help: lists with 10,000 volunteers against 100"

#: Children, requests, volunteers.
_SMALL, _LARGE, _QUICK = (1_000, 100, 100), (100_000, 10_000, 10_000), (2_000, 200, 200)
_STATEMENTS, _RATIO = 16, 3.0
_PAGES = {
    "register of volunteers": ("volunteers.index", Role.WOMENS_FED),
    "requests": ("pairings.requests", Role.WOMENS_FED),
    "pairings": ("pairings.index", Role.COUNTY_CIVIL),
    "suggestions for one request": ("matching.suggest", Role.WOMENS_FED),
}


@dataclass(frozen=True)
class _Measured:
    statements: int
    seconds: float


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield statements and ratios of each page on each database."""
    rounds = 1 if quick else 9
    sizes = (_SMALL, _QUICK if quick else _LARGE)
    for small, large in zip(workshop.fresh(), workshop.fresh(), strict=True):
        one, many = (
            _measured(installation, size, rounds)
            for installation, size in zip((small, large), sizes, strict=True)
        )
        for page, few in one.items():
            on, found = small.on, many[page]
            yield Figure(f"{page}: statements", found.statements, _STATEMENTS, on=on)
            yield Figure(f"{page}: more than with few", found.statements - few.statements, 0, on=on)
            ratio = found.seconds / few.seconds
            yield Figure(f"{page}: CPU, many ÷ few", ratio, _RATIO, on=on, unit="×")
            yield Figure(f"{page}: CPU", found.seconds * 1e3, on=on, unit=" ms")


def _measured(
    installation: Installation, size: tuple[int, int, int], rounds: int
) -> Mapping[str, _Measured]:
    children, requests, volunteers = size
    with installation.app.app_context():
        actor = help_in_county(children=children, requests=requests, volunteers=volunteers)
        asked = pair(actor.account_id, requests // 2)
        logins = {Role.WOMENS_FED: actor.login}
        logins[Role.COUNTY_CIVIL] = employ(Role.COUNTY_CIVIL, COUNTY).login
        engine = db.engine
    opened = {page: _browser(installation, logins, page, asked) for page in _PAGES}
    for browser in opened.values():
        browser.open()  # the first one also notes the session
    counts = {}
    for page, browser in opened.items():
        with noted(engine) as sent:
            browser.open()
        counts[page] = len(sent)
    taken = least_cpu({page: browser.open for page, browser in opened.items()}, rounds)
    return {page: _Measured(counts[page], taken[page]) for page in _PAGES}


def _browser(
    installation: Installation, logins: Mapping[Role, str], page: str, request_id: UUID
) -> Browser:
    endpoint, role = _PAGES[page]
    asks_for_one = endpoint == "matching.suggest"
    app = installation.app
    with app.test_request_context():
        path = (
            app.url_for(endpoint, request_id=request_id) if asks_for_one else app.url_for(endpoint)
        )
    return signed_in(installation, logins[role], path)


def pair(by: UUID, count: int) -> UUID:
    """Let the first requests be lived; return the id of one that waits."""
    bind_scope(db.session, SystemScope("bench"))
    wanted = select(PairingRequest.id, PairingRequest.child_id, PairingRequest.region_code)
    rows = db.session.execute(wanted.order_by(PairingRequest.id).limit(count + 1)).all()
    helpers = db.session.scalars(select(Volunteer.id).order_by(Volunteer.id).limit(count)).all()
    made = [_pairing(row, helper, by) for row, helper in zip(rows[:count], helpers, strict=False)]
    db.session.execute(insert(table_of(DataKeyRow)), [key for key, _row in made])
    db.session.execute(insert(table_of(Pairing)), [row for _key, row in made])
    db.session.commit()
    waiting: UUID = rows[-1].id
    return waiting


def _pairing(
    wanted: Any, volunteer_id: UUID, by: UUID
) -> tuple[dict[str, object], dict[str, object]]:
    pairing_id, today = new_id(), clock.today()
    key_row, key = new_key_row(Pairing.__owner_kind__, pairing_id)
    told = {"alias": "小朋友A37", "volunteer": {"name": "刘志愿", "kind": "teacher"}}
    plain = {
        "id": pairing_id,
        "created_at": clock.now(),
        "region_code": wanted.region_code,
        "child_id": wanted.child_id,
        "volunteer_id": volunteer_id,
        "request_id": wanted.id,
        "state": PairingState.ACTIVE,
        "proposed_by": by,
        "proposed_on": today,
        "began_on": today,
        "counted_region_code": wanted.region_code,
        "next_contact_due_on": today,
        "version": 1,
    }
    sealed = seal_values(Pairing, key, owner=pairing_id, row=pairing_id, values=told)
    return key_row, {**plain, **sealed}
