"""Lists of activities: handed in, tried, imported once, deleted in time."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.actions.recording import give, record_activity
from casework.activities.imports import lists
from casework.activities.imports.digests import digest_of, likeness_of
from casework.activities.imports.gifts import gift
from casework.activities.imports.interpret import Row
from casework.activities.imports.lists import Plan
from casework.activities.models import Activity, ActivityRow, ActivityUpload, ListState
from casework.activities.rules import Around, Gift
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.regions.codes import check

#: Lists are kept so long.
KEPT = timedelta(days=7)


def keep_upload(
    *,
    actor: Viewer,
    region_code: str,
    filename: str,
    content: bytes,
    campaign_code: str | None = None,
) -> ActivityUpload:
    """Try a list, and keep it sealed under whoever handed it in.

    Raises RuleBroken or SheetRefused for one that cannot be read at all: that is not kept.
    """
    if not actor.scope.covers(check(region_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "region_code")
    if campaign_code is not None:
        practice.campaign(campaign_code, region_code)
    tried = lists.plan(actor, region_code, filename, content, campaign_code)
    upload = ActivityUpload(
        owner=accounts.get(actor.account_id),
        target_code=region_code,
        campaign_code=campaign_code,
        state=ListState.TRIED,
        expires_at=clock.now() + KEPT,
        filename=filename[-200:],
        content=content,
    )
    db.session.add(upload)
    _note(Tag.ACTIVITY_TRY, actor, upload, tried)
    return upload


def plan_of(actor: Viewer, upload: ActivityUpload) -> Plan:
    """Say what importing a list would do now."""
    return lists.plan(
        actor, upload.target_code, upload.filename, upload.content, upload.campaign_code
    )


def import_rows(*, actor: Viewer, upload: ActivityUpload) -> int:
    """Record every activity of a list that is not there, with what was given; return how many.

    Once, however often it is asked for; a second list of the same rows adds nothing.
    """
    statement = (
        update(ActivityUpload)
        .where(ActivityUpload.id == upload.id, ActivityUpload.state == ListState.TRIED)
        .values(state=ListState.IMPORTED, imported_at=clock.now())
        .execution_options(synchronize_session=False)
        .returning(ActivityUpload.id)
    )
    if db.session.execute(statement).first() is None:
        raise RuleBroken("这份清单已经导入过了，不会重复导入。")
    plan = plan_of(actor, upload)
    _record(actor, upload.target_code, plan)
    db.session.refresh(upload)
    upload.imported = plan.activities
    _note(Tag.ACTIVITY_IMPORT, actor, upload, plan)
    return plan.activities


def purge_expired() -> int:
    """Delete the lists that have been kept long enough; return how many there were."""
    statement = delete(ActivityUpload).where(ActivityUpload.expires_at <= clock.now())
    gone = db.session.execute(
        statement.returning(ActivityUpload.id).execution_options(synchronize_session=False)
    ).all()
    return len(gone)


def _record(actor: Viewer, unit_code: str, plan: Plan) -> None:
    """Record the activities, then what rows further down say was given at them."""
    made: dict[int, Activity] = {}
    for row in plan.new:
        if row.joins is None:
            made[row.number] = _activity(actor, unit_code, row)
            _remember(unit_code, row, made[row.number].id)
    held = _held_before(actor, plan)
    for row in plan.new:
        if row.joins is None:
            continue
        activity = made.get(row.joins) or held[row.joins]
        for each in _gifts(unit_code, row):
            give(actor, activity, each)
        _remember(unit_code, row, activity.id)


def _activity(actor: Viewer, unit_code: str, row: Row) -> Activity:
    if row.facts is None:
        message = "a row without facts is not imported"
        raise ValueError(message)
    around = Around(places=row.places, helpers=row.helpers, gifts=_gifts(unit_code, row))
    form_id = UUID(bytes=digest_of(unit_code, row))
    return record_activity(
        actor=actor, form_id=form_id, unit_code=unit_code, facts=row.facts, around=around
    )


def _gifts(unit_code: str, row: Row) -> list[Gift]:
    """Return what a row says was given, on the day of its activity."""
    if row.gift is None or row.facts is None:
        return []
    told = gift(
        row.gift,
        form_id=UUID(bytes=digest_of(unit_code, row)),
        title=row.facts.title,
        held_on=row.facts.held_on,
        region_code=unit_code,
    )
    return [told]


def _held_before(actor: Viewer, plan: Plan) -> dict[int, Activity]:
    """Return the activities of rows that were imported before and get one more gift."""
    wanted = {row.joins for row in plan.new if row.joins is not None}
    ids = {n: plan.recorded[n] for n in wanted if n in plan.recorded}
    found = {each.id: each for each in queries.by_ids(actor, set(ids.values()))}
    return {n: found[activity_id] for n, activity_id in ids.items() if activity_id in found}


def _remember(unit_code: str, row: Row, activity_id: UUID) -> None:
    remembered = ActivityRow(
        region_code=unit_code,
        digest=digest_of(unit_code, row),
        likeness=likeness_of(unit_code, row),
        activity_id=activity_id,
    )
    db.session.add(remembered)


def _note(tag: Tag, actor: Viewer, upload: ActivityUpload, plan: Plan) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=upload.target_code,
        subject_id=upload.id,
        counts=plan.counts,
    )
