"""Writing down an activity with everybody and everything that belongs to it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities import queries, rules
from casework.activities.models import (
    Activity,
    ActivityChild,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
    Desk,
)
from casework.activities.rules import Around, Facts, Gift
from casework.assistance import actions as assistance
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import NotFound, OutOfReach, RuleBroken
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.volunteers import queries as volunteers

_PURPOSE = "activity.form"


def record_activity(
    *, actor: Viewer, form_id: UUID, unit_code: str, facts: Facts, around: Around | None = None
) -> Activity:
    """Write down an activity of a unit in reach; the same form again is the same activity.

    Raises RuleBroken for what is no activity, OutOfReach for a unit of somebody else.
    """
    around = around or Around()
    if not actor.scope.covers(unit_code):
        raise OutOfReach(unit_code)
    client_id = derived(actor.account_id, form_id)
    if (known := queries.of_form(actor, client_id)) is not None:
        return known
    campaign = _campaign(facts, unit_code)
    rules.check(facts, around, practice.codes("activity_kind"), practice.codes("volunteer_kind"))
    activity = _activity(actor, client_id, unit_code, facts)
    activity.doubt = rules.doubt_about(facts, len(around.children), campaign, clock.today())
    db.session.add(activity)
    db.session.flush()
    _surround(actor, activity, around)
    record(
        Tag.ACTIVITY_RECORD,
        actor_id=actor.account_id,
        region_code=unit_code,
        subject_id=activity.id,
        seen=[child.id for child in around.children],
        kind=facts.kind,
    )
    db.session.flush()
    return activity


def derived(account_id: UUID, form_id: UUID) -> UUID:
    """Return the id that a form and its sender make: nobody can aim at another's."""
    return UUID(bytes=keyring().digest(_PURPOSE, f"{account_id}/{form_id}"))


def desk_of(actor: Viewer) -> Desk:
    """Return which desk somebody records for."""
    return Desk.WOMENS_FED if actor.role is Role.WOMENS_FED else Desk.CIVIL


def _campaign(facts: Facts, unit_code: str) -> Campaign | None:
    if facts.campaign_code is None:
        return None
    return practice.campaign(facts.campaign_code, unit_code)


def _activity(actor: Viewer, client_id: UUID, unit_code: str, facts: Facts) -> Activity:
    return Activity(
        region_code=unit_code,
        client_id=client_id,
        account_id=actor.account_id,
        desk=desk_of(actor),
        campaign_code=facts.campaign_code,
        kind=facts.kind,
        held_on=facts.held_on,
        until_on=facts.until_on,
        sessions=facts.sessions,
        is_online=facts.is_online,
        children_reached=facts.children_reached,
        parents_reached=facts.parents_reached,
        children_counted=facts.children_counted,
        villages_counted=facts.villages_counted,
        counties_counted=facts.counties_counted,
        title=facts.title.strip(),
        organiser=facts.organiser,
        partners=list(facts.partners),
        venue=facts.venue,
        note=facts.note,
    )


def _surround(actor: Viewer, activity: Activity, around: Around) -> None:
    """Add the rows beside an activity."""
    if around.children and not actor.sees_names:
        raise RuleBroken("妇联登记活动只填人数，不选孩子。", "children")
    mine: dict[str, Any] = {
        "region_code": activity.region_code,
        "activity_id": activity.id,
    }
    rows: list[object] = [ActivityPlace(**mine, place_code=code) for code in set(around.places)]
    rows += _volunteers(actor, mine, set(around.volunteers))
    rows += [
        ActivityHelpers(**mine, kind=kind, people=people)
        for kind, people in around.helpers.items()
        if people
    ]
    rows += _children(activity, around.children)
    db.session.add_all(rows)
    for gift in around.gifts:
        give(actor, activity, gift)


def _volunteers(
    actor: Viewer, mine: Mapping[str, Any], ids: Collection[UUID]
) -> list[ActivityVolunteer]:
    found = volunteers.by_ids(actor, ids)
    if len(found) < len(ids):
        raise NotFound
    return [
        ActivityVolunteer(**mine, volunteer_id=each.id, kind=each.kind) for each in found.values()
    ]


def _children(activity: Activity, children: Iterable[Child]) -> list[ActivityChild]:
    return [
        ActivityChild(
            region_code=child.region_code,
            counted_region_code=child.region_code,
            child_id=child.id,
            for_child_id=child.id,
            activity_id=activity.id,
            held_on=activity.held_on,
            kind=activity.kind,
        )
        for child in {child.id: child for child in children}.values()
    ]


def give(actor: Viewer, activity: Activity, gift: Gift) -> UUID:
    """Write what was given at an activity into the ledger; the same form twice is one giving."""
    facts = replace(gift.facts, activity_id=activity.id, given_on=activity.held_on)
    if desk_of(actor) is Desk.WOMENS_FED:
        if gift.counted is None:
            raise RuleBroken("请填写儿童人数或户数。", "children")
        return assistance.give_to_group(
            actor=actor, form_id=gift.form_id, facts=facts, counted=gift.counted
        )
    return assistance.give(
        actor=actor,
        form_id=gift.form_id,
        facts=facts,
        portions=gift.portions,
        counted=gift.counted,
    )
