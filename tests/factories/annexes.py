"""Invented campaigns at work: what the forms of “把爱带回家” 2021 are made of."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities.models import Activity
from casework.activities.rules import Around, Gift
from casework.annexes import actions, queries, sheets
from casework.annexes.models import SignedAnnex
from casework.annexes.queries import Asked
from casework.annexes.sheets import Book
from casework.assistance.models import Mode
from casework.assistance.rules import Counted, Facts, Portion
from casework.children.models import Child
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.activities import an_activity
from tests.factories.children import load_practice

CODE = "bring_love_home_2021"
CITY, PROVINCE = "990100000000", "990000000000"
DAY = date(2021, 1, 20)
_MONEY = Facts(kind="education", mode=Mode.CASH, source="charity", item="慰问金", given_on=DAY)
_PACKS = Facts(
    kind="in_kind", mode=Mode.GOODS, source="company", item="爱心包", given_on=DAY, unit="portion"
)


def fed(region_code: str = COUNTY) -> Viewer:
    """Return the 妇联 of a region."""
    return a_viewer(Role.WOMENS_FED, region_code)


def asked_of(viewer: Viewer, region_code: str | None = None, campaign: str = CODE) -> Asked:
    """Return whose form is asked for; her own region's where none is named."""
    load_practice()
    return queries.asked(viewer, region_code or viewer.regions[0], campaign)


def book_of(viewer: Viewer, region_code: str | None = None) -> Book:
    """Return both forms as they stand."""
    return sheets.book(asked_of(viewer, region_code))


def numbers_of(viewer: Viewer, region_code: str | None = None) -> dict[str, int]:
    """Return the numbers of 附件1 that are not 0."""
    cells = book_of(viewer, region_code).sheet("annex1").cells
    return {code: int(cell.shown) for code, cell in cells.items() if cell.shown}


def an_act(
    actor: Viewer,
    unit_code: str,
    *,
    on: date = DAY,
    places: Sequence[str] = (),
    volunteers: Sequence[UUID] = (),
    helpers: Mapping[str, int] | None = None,
    children: Sequence[Child] = (),
    gifts: Sequence[Gift] = (),
    **facts: Any,
) -> Activity:
    """Record one activity of the campaign."""
    told: dict[str, Any] = {
        "campaign_code": CODE,
        "held_on": on,
        "organiser": "青禾县妇联",
        "children_reached": 0,
        "parents_reached": 0,
        "children_counted": 0,
    }
    around = Around(list(places), list(volunteers), dict(helpers or {}), list(children), gifts)
    return an_activity(actor=actor, unit_code=unit_code, around=around, **{**told, **facts})


def money(value: str | None, *children: Child, counted: int = 0, place: str = COUNTY) -> Gift:
    """Return money that is given at an activity: the same to each child, and to a number."""
    return _gift(_MONEY, value, children, counted, place)


def packs(value: str | None, *children: Child, counted: int = 0, place: str = COUNTY) -> Gift:
    """Return goods that are given at an activity."""
    return _gift(_PACKS, value, children, counted, place)


def _gift(
    facts: Facts, value: str | None, children: Sequence[Child], counted: int, place: str
) -> Gift:
    worth = Decimal(value) if value else None
    pieces = Decimal(1) if facts.mode is Mode.GOODS else None
    group = Counted(place, counted, quantity=pieces, value=worth) if counted else None
    portions = [Portion(child, quantity=pieces, value=worth) for child in children]
    return Gift(facts, uuid4(), portions, group)


def signed_by(viewer: Viewer, annex: str = "annex1", reason: str | None = None) -> SignedAnnex:
    """Sign the form of somebody's own region as it stands."""
    asked = asked_of(viewer)
    return actions.sign(
        asked=asked,
        annex=annex,
        seen=sheets.book(asked).sheet(annex).seen,
        reason=reason,
        form_id=uuid4(),
    )
