"""Finding campaigns for a viewer, whom to send forms to, and whose due dates a window changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, not_, or_, select

from casework.accounts.viewer import Viewer
from casework.campaigns import rules
from casework.campaigns.models import CampaignContact, Desk
from casework.campaigns.rules import State
from casework.children.models import Child, Status
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.practice.queries import Edition
from casework.practice.rules.campaigns import Campaign, Item
from casework.regions import codes

#: For how long after a window due dates are looked for that were made in it.
_AFTERWARDS = timedelta(days=90)


# --- campaigns ---------------------------------------------------------------------------------


def visible_to(viewer: Viewer) -> list[Campaign]:
    """Return the campaigns that concern one of the viewer's regions, the newest first."""
    found = {each.code: each for region in viewer.regions for each in practice.campaigns(region)}
    return sorted(found.values(), key=lambda each: (each.first_on, each.code), reverse=True)


def by_state(viewer: Viewer, on: date) -> dict[State, list[Campaign]]:
    """Return the same by where a day stands to their windows; what comes first stands first."""
    found: dict[State, list[Campaign]] = {state: [] for state in State}
    for each in visible_to(viewer):
        found[rules.state_on(each, on)].append(each)
    found[State.COMING].reverse()
    return found


def get(viewer: Viewer, code: str) -> Campaign:
    """Return one campaign that concerns the viewer; raise NotFound."""
    for each in visible_to(viewer):
        if each.code == code:
            return each
    raise NotFound


def editions(viewer: Viewer, code: str) -> list[tuple[Edition, Campaign]]:
    """Return the editions of a campaign that concern the viewer, the newest first."""
    return [
        (edition, each)
        for edition, each in practice.campaign_editions(code)
        if any(each.holds_in(region) for region in viewer.regions)
    ]


def edition(viewer: Viewer, code: str, version: str) -> tuple[Edition, Campaign]:
    """Return one edition, however old; raise NotFound."""
    for known, each in editions(viewer, code):
        if known.version == version:
            return known, each
    raise NotFound


def items_offered(viewer: Viewer, campaign: Campaign) -> tuple[Item, ...]:
    """Return what a campaign may ask for: what it ever asked for, and what its like ask for."""
    own = [each for _edition, each in practice.campaign_editions(campaign.code)]
    codes_known = {item.code for each in own for item in each.items}
    alike = [
        each
        for each in visible_to(viewer)
        if not each.is_made_here and codes_known & {item.code for item in each.items}
    ]
    found = {item.code: item for each in [*own, *alike] for item in each.items}
    return tuple(found.values())


# --- whom to send forms to ---------------------------------------------------------------------


def contact_for(
    region_code: str, campaign_code: str, desk: Desk | None = None
) -> CampaignContact | None:
    """Return whom a region (12 digits) sends the forms of a campaign to; None where nobody said.

    That is the nearest office at the region or above it, of the same desk where one is given,
    else the civil affairs' before the 妇联's of the same place.
    """
    offices = [*codes.ancestors(region_code), region_code]
    nearest = case({code: n for n, code in enumerate(offices)}, value=CampaignContact.office_code)
    is_civil = case((CampaignContact.desk == Desk.CIVIL, 1), else_=0)
    statement = (
        select(CampaignContact)
        .where(
            CampaignContact.campaign_code == campaign_code,
            CampaignContact.office_code.in_(offices),
        )
        .order_by(nearest.desc(), is_civil.desc())
        .limit(1)
    )
    if desk is not None:
        statement = statement.where(CampaignContact.desk == desk)
    return db.session.scalar(statement)


def own_contact(office_code: str, campaign_code: str, desk: Desk) -> CampaignContact | None:
    """Return what one office itself has said."""
    statement = select(CampaignContact).where(
        CampaignContact.campaign_code == campaign_code,
        CampaignContact.office_code == office_code,
        CampaignContact.desk == desk,
    )
    return db.session.scalar(statement)


# --- due dates that a window changes -----------------------------------------------------------


def to_reschedule(on: date, after: UUID | None, size: int) -> Sequence[Child]:
    """Return some children whose due date does not follow the windows of a day, by id, held.

    For maintenance that sees all regions. A child may be among them whose dates are right.
    """
    open_now = [each for each in practice.every_campaign(on) if _is_open(each, on)]
    ends = _ends(on)
    if not (open_now or ends):
        return []
    hurried = [_is_hurried(each) for each in open_now]
    lacking = [
        and_(condition, _is_later(each)) for each, condition in zip(open_now, hurried, strict=True)
    ]
    # Whoever is due on the last day of an open window for its sake is right as she is.
    right = [
        and_(condition, Child.in_person_due_on == each.last_on)
        for each, condition in zip(open_now, hurried, strict=True)
    ]
    left_over = and_(Child.in_person_due_on.in_(ends), not_(or_(false(), *right)))
    statement: Select[Child] = select(Child).where(or_(left_over, *lacking)).order_by(Child.id)
    if after is not None:
        statement = statement.where(Child.id > after)
    held = statement.limit(size).with_for_update(of=Child)
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def _is_open(campaign: Campaign, on: date) -> bool:
    return campaign.visits_everyone and campaign.contains(on)


def _ends(on: date) -> list[date]:
    """Return the last days of the windows that there were or had been until they were changed."""
    found = {
        each.last_on
        for code in {each.code for each in practice.every_campaign(on)}
        for _edition, each in practice.campaign_editions(code)
        if each.visits_everyone and each.first_on <= on <= each.last_on + _AFTERWARDS
    }
    return sorted(found)


def _is_hurried(campaign: Campaign) -> ColumnElement[bool]:
    """Children on the list of its regions whom nobody has seen since it opened."""
    place = within(Child.region_code, campaign.regions) if campaign.regions else None
    last, left = Child.last_visit_on, Child.exited_on
    unseen = or_(last.is_(None), last < campaign.first_on, and_(left.is_not(None), last <= left))
    conditions = [Child.status == Status.ACTIVE, unseen]
    return and_(*conditions, *([place] if place is not None else []))


def _is_later(campaign: Campaign) -> ColumnElement[bool]:
    """Children who are due after its last day, or at no time though they are visited."""
    mask = practice.categories().care_mask
    undated = and_(Child.in_person_due_on.is_(None), Child.category_mask.bitwise_and(mask) != 0)
    return or_(Child.in_person_due_on > campaign.last_on, undated)
