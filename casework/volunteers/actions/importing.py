"""Lists of volunteers: handed in, tried, imported once, deleted in time."""

from datetime import timedelta

from sqlalchemy import delete, update

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import Base, db
from casework.db.bulk import insert_all
from casework.errors import RuleBroken
from casework.regions.codes import check
from casework.volunteers import lists
from casework.volunteers.actions.checking import new_check, settle
from casework.volunteers.actions.keeping import new_volunteer
from casework.volunteers.interpret import Row
from casework.volunteers.lists import Plan
from casework.volunteers.models import UploadState, VolunteerUpload

#: Lists are kept so long.
KEPT = timedelta(days=7)


def keep_upload(
    *, actor: Viewer, region_code: str, filename: str, content: bytes
) -> VolunteerUpload:
    """Try a list, and keep it sealed under whoever handed it in.

    Raises RuleBroken or SheetRefused for one that cannot be read at all: that is not kept.
    """
    if not actor.scope.covers(check(region_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "region_code")
    tried = lists.plan(actor, region_code, filename, content)
    upload = VolunteerUpload(
        owner=accounts.get(actor.account_id),
        target_code=region_code,
        state=UploadState.TRIED,
        expires_at=clock.now() + KEPT,
        filename=filename[-200:],
        content=content,
    )
    db.session.add(upload)
    _note(Tag.VOLUNTEER_TRY, actor, upload, tried)
    return upload


def plan_of(actor: Viewer, upload: VolunteerUpload) -> Plan:
    """Say what importing a list would do now."""
    return lists.plan(actor, upload.target_code, upload.filename, upload.content)


def import_rows(*, actor: Viewer, upload: VolunteerUpload) -> int:
    """Put everybody of a list on the register who is not there; return how many.

    Once, however often it is asked for; a second list of the same people adds nobody.
    """
    statement = (
        update(VolunteerUpload)
        .where(VolunteerUpload.id == upload.id, VolunteerUpload.state == UploadState.TRIED)
        .values(state=UploadState.IMPORTED, imported_at=clock.now())
        .execution_options(synchronize_session=False)
        .returning(VolunteerUpload.id)
    )
    if db.session.execute(statement).first() is None:
        raise RuleBroken("这份名单已经导入过了，不会重复导入。")
    plan = plan_of(actor, upload)
    insert_all(db.session(), [each for row in plan.new for each in _rows(actor, row)])
    db.session.refresh(upload)
    upload.imported = len(plan.new)
    _note(Tag.VOLUNTEER_IMPORT, actor, upload, plan)
    return len(plan.new)


def purge_expired() -> int:
    """Delete the lists that have been kept long enough; return how many there were."""
    statement = delete(VolunteerUpload).where(VolunteerUpload.expires_at <= clock.now())
    gone = db.session.execute(
        statement.returning(VolunteerUpload.id).execution_options(synchronize_session=False)
    ).all()
    return len(gone)


def _rows(actor: Viewer, row: Row) -> list[Base]:
    if row.facts is None:
        return []
    volunteer = new_volunteer(row.facts, row.joined_on or clock.today())
    if row.check is None:
        return [volunteer]
    checked = new_check(actor, volunteer, row.check)
    settle(volunteer, [checked])
    return [volunteer, checked]


def _note(tag: Tag, actor: Viewer, upload: VolunteerUpload, plan: Plan) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=upload.target_code,
        subject_id=upload.id,
        counts=plan.counts,
    )
