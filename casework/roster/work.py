"""The jobs of a ledger: dry run, import, taking back. Each acts for its uploader, as of now."""

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.errors import NotFound, RuleBroken
from casework.jobs.kinds import does
from casework.jobs.models import Job
from casework.jobs.work import Work
from casework.roster import ledger, queries
from casework.roster.actions.importing import note_try
from casework.roster.actions.staging import import_next, stage
from casework.roster.actions.taking_back import take_back_next
from casework.roster.actions.uploads import CHECK, IMPORT, TAKE_BACK, check_region, contents
from casework.roster.ledger import LayoutUnsure, Ledger
from casework.roster.models import Upload, UploadState
from casework.roster.preview import findings, preview
from casework.texts import pack


@does(CHECK)
def check(work: Work) -> None:
    """Say what importing a ledger would do, and keep it for the page."""
    try:
        read = _read(work)
    except LayoutUnsure as unsure:
        _settle(work, UploadState.UNSURE, unsure.message)
        return
    except RuleBroken as broken:
        _settle(work, UploadState.REFUSED, broken.message)
        return
    with work.step() as job:
        actor, upload = _asked(work)
        plan = queries.plan(actor, read.lines, read.refusals, read.reading)
        note_try(actor, upload.target_code, plan)
        shown = preview(actor, upload.target_code, plan, read.reading)
        upload.preview = pack({**shown, "notes": read.notes})
        upload.findings = findings(plan)
        upload.counts = {**plan.counts, "far": shown["far"]}
        upload.checked_at, upload.as_of = clock.now(), read.reading.entered_on
        upload.state = UploadState.CHECKED
        job.done = job.total = sum(plan.counts[k] for k in ("new", "changed", "unchanged"))
        job.counts = plan.counts


@does(IMPORT)
def import_(work: Work) -> None:
    """Lay the rows of a ledger out, once; then do them."""
    with work.look():
        upload = _asked(work)[1]
        is_laid_out, is_over = upload.state is UploadState.PARTLY, upload.state in _OVER
    if is_over or not (is_laid_out or _lay_out(work)):
        return
    while True:
        with work.step() as job:
            actor, upload = _asked(work)
            last = import_next(actor=actor, upload=upload, after=job.cursor)
            if last is None:
                job.counts = upload.counts
                return
            _move(job, upload, last)


@does(TAKE_BACK)
def take_back(work: Work) -> None:
    """Take an import back, row by row."""
    while True:
        with work.step() as job:
            actor, upload = _asked(work)
            last = take_back_next(actor=actor, upload=upload, after=job.cursor)
            if last is None:
                job.counts = upload.counts
                return
            _move(job, upload, last)


_OVER = (UploadState.IMPORTED, UploadState.TAKEN_BACK)


def _lay_out(work: Work) -> bool:
    """Lay out the rows; False when a second person is asked first."""
    read = _read(work)
    with work.step() as job:
        actor, upload = _asked(work)
        total = stage(actor=actor, upload=upload, read=read)
        job.total, job.counts = total, upload.counts
    return total is not None


def _move(job: Job, upload: Upload, last: int) -> None:
    job.cursor = job.done = last
    job.total = upload.counts["new"] + upload.counts["changed"]


def _read(work: Work) -> Ledger:
    with work.look():
        _actor, upload = _asked(work)
        told = contents(upload)
        read = ledger.read_ledger(
            told["content"], told["filename"], told["region_code"], today=clock.today()
        )
    work.report(0, len(read.lines) + len(read.refusals))
    return read


def _settle(work: Work, state: UploadState, why: str | None) -> None:
    with work.step():
        upload = _asked(work)[1]
        upload.state = state
        upload.preview = pack({"unreadable": why}) if why else None
        upload.checked_at = clock.now()


def _asked(work: Work) -> tuple[Viewer, Upload]:
    """Return who asked, with what they may do at this moment, and their upload.

    Raises NotFound when the account or the upload is gone, RuleBroken when they may not any more.
    """
    actor = accounts.viewer_by_id(work.owner_id)
    bind_scope(db.session, actor.scope)
    upload = queries.get(actor, work.subject_id)
    if not actor.may(Permission.ROSTER_IMPORT):
        raise NotFound
    check_region(actor, upload.target_code)
    return actor, upload
