"""Invented campaigns: through the act itself."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.campaigns import actions
from casework.campaigns.rules import Plan
from casework.practice.rules.campaigns import Annex, Campaign
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice

#: Going on on the day of the tests (2026-11-01).
AUTUMN = Plan(
    name="2026年青禾县秋季走访活动",
    theme="秋日同行",
    first_on=date(2026, 10, 15),
    last_on=date(2026, 11, 20),
    organisers=("青禾县未保委",),
    deadline_on=date(2026, 11, 25),
    visits_everyone=True,
    summary_length=800,
    item_codes=("six_visit", "six_policy", "six_pair"),
    annexes=(Annex("annex1", "2026年秋季活动情况汇总表", "备注：{deadline}前报{contact}。"),),
    source="青民〔2026〕31号",
)


def a_campaign(
    *,
    actor: Viewer | None = None,
    form_id: UUID | None = None,
    copied_from: str | None = "winter_2027",
    **plan: Any,
) -> Campaign:
    """Write down a campaign of the invented county; ``plan`` is what differs from ``AUTUMN``."""
    load_practice()
    return actions.make(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        form_id=form_id or uuid4(),
        plan=replace(AUTUMN, **plan),
        copied_from=copied_from,
    )
