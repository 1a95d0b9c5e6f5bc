"""附件1 and 附件2 of a county of 20,000 children and a city of 100,000, counted when asked for.

Statements, and processor time against a small county, in the process of the measurement. As many
activities, helpers and pairings as such places have in a winter; half of the activities have a
gift. The form on the page opens fifty titles, the workbook all of them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from bench.browsers import signed_in
from bench.figures import Figure
from bench.helping import pair
from bench.installations import Installation, Workshop
from bench.matching import help_in_county
from bench.population import employ, village_code
from bench.statements import noted
from bench.tables import table_of
from bench.timing import least_cpu
from casework import clock
from casework.accounts.permissions import Role
from casework.activities.models import (
    Activity,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
    Desk,
)
from casework.assistance.models import AidGroup, Mode
from casework.assistance.models import Desk as AidDesk
from casework.db.base import db, new_id
from casework.db.sealed import DataKeyRow, new_key_row, seal_values
from casework.pairings.models import Pairing
from casework.volunteers.models import Volunteer

TITLE = "附件1 and 附件2 of a county and a city"

_CITY, _CAMPAIGN = "990100000000", "bring_love_home_2021"
_FIRST = date(2021, 1, 1)
_TOWNSHIPS, _DAYS = 20, 58
_STATEMENTS = 30


@dataclass(frozen=True)
class _Size:
    children: int
    volunteers: int
    activities: int


_SMALL, _COUNTY = _Size(1_000, 50, 30), _Size(20_000, 1_000, 600)
_WHOLE, _QUICK = _Size(100_000, 5_000, 3_000), _Size(2_000, 100, 60)
_PAGES = {
    "both forms on the page": "/annexes?campaign={campaign}&region={city}",
    "the list behind a number": "/annexes/{campaign}/cell/volunteers?region={city}",
    "both forms as a workbook": "/annexes/{campaign}/table.xlsx?region={city}",
}


@dataclass(frozen=True)
class _Measured:
    statements: int
    seconds: float


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield statements and time of each page by size on each database."""
    sizes = {"county": _QUICK} if quick else {"county": _COUNTY, "city": _WHOLE}
    small = {made.on: _measured(made, _SMALL, 1 if quick else 5) for made in workshop.fresh()}
    for name, size in sizes.items():
        for made in workshop.fresh():
            found = _measured(made, size, 1 if quick else 5)
            for page, few in small[made.on].items():
                many, of = found[page], f"{page}, {name} of {size.children:,}"
                yield Figure(f"{of}: statements", many.statements, _STATEMENTS, on=made.on)
                more = many.statements - few.statements
                yield Figure(f"{of}: more than with few", more, 0, on=made.on)
                yield Figure(f"{of}: CPU", many.seconds * 1e3, on=made.on, unit=" ms")


def _measured(made: Installation, size: _Size, rounds: int) -> dict[str, _Measured]:
    with made.app.app_context():
        pairs = size.volunteers
        actor = help_in_county(
            children=size.children, requests=pairs + 1, volunteers=size.volunteers
        )
        pair(actor.account_id, pairs)
        db.session.execute(update(Pairing).values(began_on=_FIRST))
        _hold(actor.account_id, size)
        login = employ(Role.WOMENS_FED, _CITY).login
        engine = db.engine
    found: dict[str, _Measured] = {}
    for page, path in _PAGES.items():
        browser = signed_in(made, login, path.format(campaign=_CAMPAIGN, city=_CITY))
        browser.open()  # the first one also notes the session
        with noted(engine) as sent:
            browser.open()
        taken = least_cpu({page: browser.open}, rounds)[page]
        found[page] = _Measured(len(sent), taken)
    return found


def _hold(by: UUID, size: _Size) -> None:
    """Write down activities with places, helpers and gifts."""
    choose = random.Random(size.activities)
    volunteers = db.session.execute(select(Volunteer.id, Volunteer.kind)).all()
    rows: dict[type[Any], list[dict[str, Any]]] = {
        each: []
        for each in (DataKeyRow, Activity, ActivityPlace, ActivityVolunteer, ActivityHelpers)
    }
    rows[AidGroup] = []
    for n in range(size.activities):
        place, on = village_code(1 + n % _TOWNSHIPS), _FIRST + timedelta(days=n % _DAYS)
        activity_id = _activity(rows, by, place, on)
        own = {"region_code": place, "activity_id": activity_id, "created_at": clock.now()}
        for code in {place, village_code(choose.randint(1, _TOWNSHIPS))}:
            rows[ActivityPlace].append({"id": new_id(), **own, "place_code": code})
        for volunteer_id, kind in choose.sample(volunteers, min(8, len(volunteers))):
            helper = {"id": new_id(), **own, "volunteer_id": volunteer_id, "kind": kind}
            rows[ActivityVolunteer].append(helper)
        rows[ActivityHelpers].append({"id": new_id(), **own, "kind": "judge", "people": 3})
        if n % 2:
            _gift(rows, by, place, on, activity_id)
    for model, told in rows.items():
        db.session.execute(insert(table_of(model)), told)
    db.session.commit()


def _activity(rows: Any, by: UUID, place: str, on: date) -> UUID:
    activity_id = new_id()
    key_row, key = new_key_row(Activity.__owner_kind__, activity_id)
    words = {"title": "送法进村宣讲活动", "organiser": "青禾县妇联", "partners": []}
    plain = {
        "id": activity_id,
        "created_at": clock.now(),
        "region_code": place,
        "client_id": new_id(),
        "account_id": by,
        "desk": Desk.WOMENS_FED,
        "campaign_code": _CAMPAIGN,
        "kind": "policy_talk",
        "held_on": on,
        "sessions": 1,
        "is_online": False,
        "children_reached": 40,
        "parents_reached": 10,
        "children_counted": 30,
        "villages_counted": 0,
        "counties_counted": 0,
        "version": 1,
    }
    sealed = seal_values(Activity, key, owner=activity_id, row=activity_id, values=words)
    rows[DataKeyRow].append(key_row)
    rows[Activity].append({**plain, **sealed})
    return activity_id


def _gift(rows: Any, by: UUID, place: str, on: date, activity_id: UUID) -> None:
    line_id = new_id()
    key_row, key = new_key_row(AidGroup.__owner_kind__, line_id)
    plain = {
        "id": line_id,
        "created_at": clock.now(),
        "region_code": place,
        "act_id": new_id(),
        "client_id": new_id(),
        "account_id": by,
        "desk": AidDesk.WOMENS_FED,
        "mode": Mode.CASH,
        "source": "charity",
        "value": Decimal(2000),
        "given_on": on,
        "is_regular": False,
        "activity_id": activity_id,
        "children": 20,
        "households": 0,
        "version": 1,
    }
    words = {"kind": "education", "item": "慰问金"}
    rows[DataKeyRow].append(key_row)
    rows[AidGroup].append(
        {**plain, **seal_values(AidGroup, key, owner=line_id, row=line_id, values=words)}
    )
