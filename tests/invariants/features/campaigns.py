"""campaigns and six_ones: one of an office's own, whom to send forms to, what was done for whom."""

from typing import Any
from uuid import uuid4

from casework.accounts.viewer import Viewer
from casework.campaigns import actions
from casework.children.models import Child
from casework.practice import queries as practice
from tests.factories.campaigns import a_campaign

_PLAN = {
    "name": "2026年秋季走访活动",
    "theme": "秋日同行",
    "source": "本级自定",
    "first_on": "2026-10-15",
    "last_on": "2026-11-20",
    "items": ["six_visit"],
    "visits_everyone": "",
    "annex1": "",
    "annex2": "",
}
SAID = {
    "campaigns.new": _PLAN,
    "campaigns.change": {**_PLAN, "theme": "秋风送暖", "annex2_title": "2026年秋季捐赠情况汇总表"},
    "campaigns.contact": {"contact": "民政局儿童福利科", "phone": "19900800909"},
}
REGION_ASKED = {
    "six_ones.children": ("region", "&item=six_visit&state=lacking"),
    "six_ones.show": ("region", ""),
    "six_ones.workbook": ("region", ""),
}
SPECIFIED = {"campaigns.new": "?copy=winter_2027"}
WORDS = {"campaign_code": ["winter_2027"], "edition_number": ["2026.1"]}


def settle(
    _world: Any, _place: str, county: Viewer, _director: Viewer, _child: Child
) -> dict[str, Any]:
    """Let the county have a campaign of its own that is on."""
    form_id = uuid4()
    a_campaign(actor=county, form_id=form_id, visits_everyone=False)
    campaign = practice.campaign("winter_2027", county.regions[0])
    actions.set_contact(
        actor=county, campaign=campaign, contact="民政局", phone="19900800908", email=None
    )
    return {"plan_id": form_id}


def walk(_made: Any, director: Any, county: Any, _fed: Any, child_id: str) -> None:
    """Say whom to send forms to, and see what was done for a child."""
    from tests.invariants.walk import MARK, PHONE  # noqa: PLC0415 - it imports the features

    told = {"contact": MARK, "phone": PHONE, "email": f"{MARK}@example.org"}
    county.fill_in("/campaigns/winter_2027/contact", **told)
    assert MARK in director.read("/campaigns/winter_2027")
    county.fill_in("/campaigns/new?copy=winter_2027", **_PLAN)
    director.read("/six-ones/")
    director.read(f"/children/{child_id}")
