"""Writing down a campaign of one's own, whom to send forms to, and due dates that follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.campaigns import queries, rules
from casework.campaigns.models import CampaignContact
from casework.campaigns.rules import Plan
from casework.children import actions as children
from casework.db.base import db
from casework.errors import NotFound, OutOfReach, RuleBroken
from casework.practice import actions as practice_actions
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign, Item, read_campaign
from casework.regions.codes import prefix

_FIRST = "1"


def make(*, actor: Viewer, form_id: UUID, plan: Plan, copied_from: str | None = None) -> Campaign:
    """Write down a campaign for the office's own region; the same form again is the same one.

    ``copied_from`` is the code of a campaign whose items it may ask for. Raises RuleBroken for
    what cannot be.
    """
    desk, own = rules.desk_of(actor.role), _own_prefix(actor)
    rules.check(plan, desk)
    every = practice.every_campaign()
    form = str(form_id)
    for each in every:
        if each.form_id == form and rules.is_kept_by(each, (own,), desk):
            return each
    items = queries.get(actor, copied_from).items if copied_from else ()
    code = rules.new_code(own, desk, plan.first_on.year, {each.code for each in every})
    return _keep(actor, replace(plan, form_id=form_id), code, _FIRST, items)


def change(*, actor: Viewer, campaign: Campaign, version: str, plan: Plan) -> Campaign:
    """Let a campaign of one's own office say otherwise from today on; the old edition stays.

    Raises RuleBroken where somebody has changed it since the page was opened, NotFound for one
    that another office or a file has made.
    """
    desk, own = rules.desk_of(actor.role), _own_prefix(actor)
    if not rules.is_kept_by(campaign, (own,), desk) or campaign.form_id is None:
        raise NotFound
    rules.check(plan, desk)
    if campaign.version != version:
        raise RuleBroken("刚刚有人改过这个活动，请刷新页面核对后再改。")
    items = queries.items_offered(actor, campaign)
    known = [int(edition.version) for edition, _each in practice.campaign_editions(campaign.code)]
    number = str(max(known) + 1)
    kept = replace(plan, form_id=UUID(campaign.form_id))
    if _says_the_same(kept, campaign, own, items):
        raise RuleBroken("没有改动，不用保存。")
    return _keep(actor, kept, campaign.code, number, items)


def _keep(actor: Viewer, plan: Plan, code: str, version: str, items: Sequence[Item]) -> Campaign:
    own = _own_prefix(actor)
    body = rules.body_of(plan, code=code, version=version, prefix=own, items=items)
    kept = practice_actions.keep_campaign(body, on=clock.today())
    record(
        Tag.CAMPAIGN_KEEP,
        actor_id=actor.account_id,
        region_code=actor.regions[0],
        campaign=code,
        version=version,
    )
    return kept


def _says_the_same(plan: Plan, campaign: Campaign, own: str, items: Sequence[Item]) -> bool:
    body = rules.body_of(
        plan, code=campaign.code, version=campaign.version, prefix=own, items=items
    )
    return read_campaign(body) == campaign


def _own_prefix(actor: Viewer) -> str:
    if not actor.regions:
        raise OutOfReach(actor.login)
    return prefix(actor.regions[0])


# --- whom to send forms to ---------------------------------------------------------------------


def set_contact(
    *, actor: Viewer, campaign: Campaign, contact: str, phone: str | None, email: str | None
) -> None:
    """Say whom lower units send the forms of a campaign to; what was said before is replaced."""
    desk, office = rules.desk_of(actor.role), actor.regions[0]
    row = queries.own_contact(office, campaign.code, desk)
    if row is None:
        row = CampaignContact(campaign_code=campaign.code, office_code=office, desk=desk)
        db.session.add(row)
    row.account_id = actor.account_id
    row.contact, row.phone, row.email = contact, phone, email
    db.session.flush()
    record(
        Tag.CAMPAIGN_CONTACT,
        actor_id=actor.account_id,
        region_code=office,
        subject_id=row.id,
        campaign=campaign.code,
    )


# --- due dates ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Followed:
    """How far the due dates of one batch of children follow the windows."""

    #: The last child looked at; None where there are no more.
    last_id: UUID | None
    changed: int


def follow_windows(on: date, after: UUID | None = None, size: int = 500) -> Followed:
    """Let due dates follow the windows of a day: opened, changed, closed. For maintenance.

    Done again it changes nothing. One batch of children behind ``after``, by id.
    """
    found = queries.to_reschedule(on, after, size)
    changed = 0
    for child in found:
        before = child.in_person_due_on
        children.reschedule(child)
        changed += child.in_person_due_on != before
    db.session.flush()
    return Followed(found[-1].id if len(found) == size else None, changed)
