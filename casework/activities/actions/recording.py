"""Writing down an activity with everybody and everything that belongs to it."""

from dataclasses import replace
from uuid import UUID

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities import queries, rules
from casework.activities.actions.surrounding import check_around, surround
from casework.activities.models import Activity, Desk, Doubt
from casework.activities.rules import Around, Facts, Gift
from casework.assistance import actions as assistance
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import OutOfReach, RuleBroken
from casework.practice import queries as practice

_PURPOSE = "activity.form"


def record_activity(
    *,
    actor: Viewer,
    form_id: UUID,
    unit_code: str,
    facts: Facts,
    around: Around | None = None,
    copied_from: Activity | None = None,
) -> Activity:
    """Write down an activity of a unit in reach; the same form again is the same activity.

    Raises RuleBroken for what is no activity, OutOfReach for a unit of somebody else, NotFound for
    places and volunteers beyond the actor's reach.
    """
    around = around or Around()
    if not actor.scope.covers(unit_code):
        raise OutOfReach(unit_code)
    client_id = derived(actor.account_id, form_id)
    if (known := queries.of_form(actor, client_id)) is not None:
        return known
    check(actor, facts, around)
    activity = _activity(actor, client_id, unit_code, facts)
    activity.doubt = doubt_about(facts, len(around.children), unit_code)
    activity.copied_from_id = copied_from.id if copied_from else None
    db.session.add(activity)
    db.session.flush()
    surround(actor, activity, around)
    for gift in around.gifts:
        give(actor, activity, gift)
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


def check(actor: Viewer, facts: Facts, around: Around) -> None:
    """Refuse what is no activity, and what of it is not the actor's to tell."""
    rules.check(facts, around, practice.codes("activity_kind"), practice.codes("volunteer_kind"))
    check_around(actor, around)


def doubt_about(facts: Facts, named: int, unit_code: str) -> Doubt | None:
    """Say why an activity of a unit is looked at again; raise NotFound for another's campaign."""
    code = facts.campaign_code
    campaign = practice.campaign(code, unit_code) if code else None
    return rules.doubt_about(facts, named, campaign, clock.today())


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


def give(actor: Viewer, activity: Activity, gift: Gift) -> UUID:
    """Write what was given at an activity into the ledger; the same form twice is one giving."""
    if activity.withdrawn_on is not None:
        raise RuleBroken("这次活动已经撤销，请刷新页面。")
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
