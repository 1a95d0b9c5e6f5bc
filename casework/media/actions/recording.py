"""Writing an item down: what appeared as it was, what shall appear as a draft."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities import queries as activities
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import OutOfReach
from casework.media import queries, rules
from casework.media.guard import Finding, guarded
from casework.media.models import MediaDoubt, MediaItem, MediaState
from casework.media.queries.items import desk_of
from casework.media.rules import Facts
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign

_PURPOSE = "media.form"


def record_item(
    *, actor: Viewer, form_id: UUID, unit_code: str, facts: Facts, is_draft: bool = False
) -> MediaItem:
    """Write down an item of a unit in reach; the same form again is the same item.

    What appeared is never refused for what it shows: it is put up for checking. Raises RuleBroken
    for what is no item, NotFound for an activity and OutOfReach for a unit of somebody else.
    """
    if not actor.scope.covers(unit_code):
        raise OutOfReach(unit_code)
    client_id = UUID(bytes=keyring().digest(_PURPOSE, f"{actor.account_id}/{form_id}"))
    if (known := queries.of_form(actor, client_id)) is not None:
        return known
    if facts.activity_id is not None:
        activities.get(actor, facts.activity_id)
    rules.check(facts, practice.codes("media_kind"), is_draft=is_draft)
    item = _item(actor, client_id, unit_code, facts, is_draft=is_draft)
    if not is_draft:
        item.doubt = doubt_of(actor, unit_code, facts)
    db.session.add(item)
    db.session.flush()
    about(Tag.MEDIA_RECORD, actor, item)
    return item


def told_outside(actor: Viewer, told: MediaItem | Facts) -> list[Finding]:
    """Return what an item holds that nobody outside should read."""
    texts = [getattr(told, name) for name in rules.READ_OUTSIDE]
    return guarded("\n".join(text for text in texts if text), actor)


def doubt_of(actor: Viewer, unit_code: str, facts: Facts) -> MediaDoubt | None:
    """Say why something that appeared is looked at again."""
    sure = [each for each in told_outside(actor, facts) if not each.may_be_word]
    return rules.doubt_about(
        facts,
        campaign=campaign_of(facts.campaign_code, unit_code),
        has_findings=bool(sure),
        today=clock.today(),
    )


def campaign_of(code: str | None, unit_code: str) -> Campaign | None:
    """Return the campaign that an item is for; raise NotFound for one that the unit has not."""
    return practice.campaign(code, unit_code) if code is not None else None


def about(tag: Tag, actor: Viewer, item: MediaItem) -> None:
    """Tell of an act on an item: no title and no word of it."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=item.region_code,
        subject_id=item.id,
        kind=item.kind,
        state=item.state.value,
    )


def _item(
    actor: Viewer, client_id: UUID, unit_code: str, facts: Facts, *, is_draft: bool
) -> MediaItem:
    return MediaItem(
        region_code=unit_code,
        client_id=client_id,
        account_id=actor.account_id,
        desk=desk_of(actor),
        activity_id=facts.activity_id,
        campaign_code=facts.campaign_code,
        kind=facts.kind,
        state=MediaState.DRAFT if is_draft else MediaState.TOLD,
        published_on=None if is_draft else facts.published_on,
        shows_child=facts.shows_child,
        outlet=facts.outlet,
        title=facts.title.strip(),
        link=facts.link,
        text=facts.text,
        consent=rules.written(facts.consent),
        masking=facts.masking,
    )
