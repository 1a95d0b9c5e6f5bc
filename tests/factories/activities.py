"""Invented activities: through the act itself."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities import actions
from casework.activities.models import Activity
from casework.activities.rules import Around, Facts
from tests.factories.accounts import VILLAGE, a_viewer
from tests.factories.children import load_practice

TALK = Facts(
    kind="policy_talk",
    held_on=date(2026, 10, 20),
    title="未成年人保护法进村宣讲",
    organiser="石桥镇未保站",
    venue="石桥村儿童之家",
    children_reached=30,
    parents_reached=12,
    children_counted=30,
)


def an_activity(
    *,
    actor: Viewer | None = None,
    unit_code: str | None = None,
    form_id: UUID | None = None,
    around: Around | None = None,
    **facts: Any,
) -> Activity:
    """Record one activity of the invented county; ``facts`` are what differs from ``TALK``."""
    load_practice()
    actor = actor or a_viewer(Role.COUNTY_CIVIL)
    return actions.record_activity(
        actor=actor,
        form_id=form_id or uuid4(),
        unit_code=unit_code or actor.regions[0],
        facts=replace(TALK, **facts),
        around=around or Around(places=[VILLAGE] if actor.scope.covers(VILLAGE) else []),
    )
