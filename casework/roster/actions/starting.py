"""What somebody asks to be done with a ledger; a job does it."""

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken
from casework.jobs import actions as jobs
from casework.jobs import queries as job_queries
from casework.roster.actions.uploads import CHECK, IMPORT, TAKE_BACK, TAKEN_BACK_WITHIN
from casework.roster.models import Upload, UploadState

NOT_NOW = "这份台账正在处理，请等它完成。"
CHECK_FIRST = "这份台账还没有试算好，请先看试算结果。"
TOO_LATE = "导入超过一天，不能整份撤回了，请逐个儿童办理。"
NOT_IMPORTED = "这份台账没有导入过，不需要撤回。"


def check_again(*, actor: Viewer, upload: Upload) -> None:
    """Let the dry run be made anew. Raises RuleBroken once an import has begun."""
    if upload.state in (UploadState.PARTLY, UploadState.IMPORTED, UploadState.TAKEN_BACK):
        raise RuleBroken("这份台账已经导入，不能再试算；要再次导入，请重新上传。")
    upload.state, upload.checked_at = UploadState.CHECKED, None
    upload.second_id = upload.preview = upload.findings = None
    _enqueue(CHECK, actor, upload)


def start_import(*, actor: Viewer, upload: Upload) -> bool:
    """Let a ledger be imported, or go on with it; False when it has been imported already.

    Raises RuleBroken while there is no dry run that was looked at.
    """
    if upload.state in (UploadState.IMPORTED, UploadState.TAKEN_BACK):
        return False
    if upload.state is UploadState.AWAITING:
        raise RuleBroken("这次导入还在等另一个人确认。")
    if upload.checked_at is None or upload.state not in (UploadState.CHECKED, UploadState.PARTLY):
        raise RuleBroken(CHECK_FIRST)
    _enqueue(IMPORT, actor, upload)
    return True


def start_taking_back(*, actor: Viewer, upload: Upload) -> None:
    """Let an import be taken back. Raises RuleBroken after a day."""
    if upload.state not in (UploadState.IMPORTED, UploadState.PARTLY):
        raise RuleBroken(NOT_IMPORTED)
    if not may_be_taken_back(upload):
        raise RuleBroken(TOO_LATE)
    _enqueue(TAKE_BACK, actor, upload)


def may_be_taken_back(upload: Upload) -> bool:
    """Say whether an import may still be taken back as a whole."""
    if upload.state is UploadState.PARTLY:
        return True
    ended = upload.imported_at
    return (
        upload.state is UploadState.IMPORTED
        and ended is not None
        and clock.now() - ended < TAKEN_BACK_WITHIN
    )


def stop(*, upload: Upload) -> bool:
    """End what is under way before its next step; what is done stays done."""
    return jobs.stop(upload.id)


def confirm(*, actor: Viewer, upload: Upload) -> None:
    """Agree, as the second person, to an import that reaches far; it begins at once."""
    upload.second_id, upload.state = actor.account_id, UploadState.CHECKED
    jobs.enqueue(kind=IMPORT, owner_id=upload.uploader_id, subject_id=upload.id)
    _tell_answer(actor, upload, agreed=True)


def decline(*, actor: Viewer, upload: Upload) -> None:
    """Disagree, as the second person: the uploader looks at the ledger again."""
    upload.state = UploadState.CHECKED
    upload.counts = {**upload.counts, "declined": 1}
    _tell_answer(actor, upload, agreed=False)


def _tell_answer(actor: Viewer, upload: Upload, *, agreed: bool) -> None:
    record(
        Tag.ROSTER_CONFIRM,
        actor_id=actor.account_id,
        region_code=upload.target_code,
        subject_id=upload.id,
        agreed=agreed,
        far=upload.counts.get("far", 0),
    )


def _enqueue(kind: str, actor: Viewer, upload: Upload) -> None:
    known = job_queries.live(upload.id)
    if known is not None and known.kind != kind:
        raise RuleBroken(NOT_NOW)
    jobs.enqueue(kind=kind, owner_id=actor.account_id, subject_id=upload.id)
