"""Taking a ledger in: keep the file, show what it would do, do it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions as children
from casework.children import queries as children_queries
from casework.children.facts import PersonFacts
from casework.children.models import Child, SourceRow, Status
from casework.children.rules import same_person
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import RuleBroken
from casework.people.models import Part
from casework.regions.codes import check, prefix
from casework.roster import ledger, queries
from casework.roster.known import Known, row_key
from casework.roster.lines import Line
from casework.roster.models import Upload, UploadState
from casework.roster.queries import Change, Plan

#: Uploads are kept so long (security.md, 14.2.7).
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Outcome:
    """What an import has done."""

    plan: Plan
    #: Files whose number another file holds: an office looks into them.
    shared_numbers: int = 0

    @property
    def imported(self) -> int:
        """New and changed rows together; the doubtful are among them."""
        return len(self.plan.new) + len(self.plan.changed)


def keep_upload(*, actor: Viewer, region_code: str, filename: str, content: bytes) -> Upload:
    """Seal a ledger under its uploader, before anything is read from it."""
    _check_region(actor, region_code)
    purge_expired()
    upload = Upload(
        owner=accounts.get(actor.account_id),
        target_code=region_code,
        state=UploadState.CHECKED,
        digest=keyring().digest("upload", content.hex()),
        expires_at=clock.now() + KEPT,
        counts={},
        filename=filename[-200:],
        content=content,
    )
    db.session.add(upload)
    record(
        Tag.ROSTER_UPLOAD,
        actor_id=actor.account_id,
        region_code=region_code,
        subject_id=upload.id,
        size=len(content),
    )
    return upload


def _check_region(actor: Viewer, region_code: str) -> None:
    if not actor.scope.covers(check(region_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "region_code")


def purge_expired() -> int:
    """Delete the ledgers that have been kept long enough; return how many there were."""
    statement = delete(Upload).where(Upload.expires_at <= clock.now())
    gone = db.session.execute(statement.returning(Upload.id)).all()
    if gone:
        record(Tag.ROSTER_PURGE, actor_id=None, uploads=len(gone))
    return len(gone)


def dry_run(*, actor: Viewer, region_code: str, filename: str, content: bytes) -> Plan:
    """Say what importing a ledger would do; nothing is written."""
    _check_region(actor, region_code)
    read = ledger.read_ledger(content, filename, region_code, today=clock.today())
    plan = queries.plan(actor, read.lines, read.refusals, read.reading)
    # What would change is told beside what the file says now: that is looking into files.
    record(
        Tag.ROSTER_TRY,
        actor_id=actor.account_id,
        region_code=region_code,
        seen=[known.child_id for known in plan.changed],
        counts=plan.counts,
    )
    return plan


def import_roster(*, actor: Viewer, region_code: str, filename: str, content: bytes) -> Outcome:
    """Import a ledger: new children enter the list, changed rows change their files."""
    _check_region(actor, region_code)
    read = ledger.read_ledger(content, filename, region_code, today=clock.today())
    plan = queries.plan(actor, read.lines, read.refusals, read.reading)
    importer = _Importer(actor, region_code, read)
    for line in plan.new:
        importer.enrol(line)
    for known in plan.changed:
        importer.change(known)
    db.session.flush()
    record(
        Tag.ROSTER_IMPORT,
        actor_id=actor.account_id,
        region_code=region_code,
        seen=importer.touched,
        counts=plan.counts,
    )
    return Outcome(plan, children_queries.numbers_in_question(actor, importer.touched))


def import_upload(*, actor: Viewer, upload: Upload) -> bool:
    """Import a ledger that was handed in, once; False when it has been imported already.

    Raises RuleBroken for a ledger that cannot be read; the request then undoes everything.
    """
    if not _claim(upload):
        return False
    outcome = import_roster(actor=actor, **contents(upload))
    upload.state = UploadState.IMPORTED
    upload.imported_at = clock.now()
    upload.counts = {
        **outcome.plan.counts,
        "imported": outcome.imported,
        "shared_numbers": outcome.shared_numbers,
    }
    return True


def contents(upload: Upload) -> dict[str, Any]:
    """Return what a dry run and an import need of an upload."""
    return {
        "region_code": upload.target_code,
        "filename": upload.filename,
        "content": upload.content,
    }


def _claim(upload: Upload) -> bool:
    """Let one request import an upload; a second press finds it taken."""
    statement = (
        update(Upload)
        .where(Upload.id == upload.id, Upload.state == UploadState.CHECKED)
        .values(state=UploadState.IMPORTED)
        .execution_options(synchronize_session=False)
        .returning(Upload.id)
    )
    return db.session.execute(statement).first() is not None


def _changed_people(child: Child, line: Line, found: Sequence[Change]) -> Iterator[PersonFacts]:
    """Yield what the ledger changed of each person, over what the file knows of them otherwise."""
    present = {
        Part(link.part): children_queries.person_facts(link, person)
        for link, person in children_queries.people_of(child)
        if link.until_on is None
    }
    for told in line.people:
        fields = {c.field: c.new for c in found if c.field.startswith(f"{told.part.value}.")}
        held = present.get(told.part)
        is_another = f"{told.part.value}.name" in fields and held and not same_person(held, told)
        if fields and (held is None or is_another):
            yield told
        elif fields and held is not None:
            own: dict[str, Any] = {name.partition(".")[2]: new for name, new in fields.items()}
            yield replace(held, **own)


class _Importer:
    """One import under way: the books it reads by, and whom it has touched."""

    def __init__(self, actor: Viewer, region_code: str, read: ledger.Ledger) -> None:
        self.actor = actor
        self.reading = read.reading
        self.entered_on = read.reading.entered_on
        self.workers = accounts.sole_workers(prefix(region_code))
        self.touched: set[UUID] = set()

    def enrol(self, line: Line) -> None:
        child = children.enrol(
            actor=self.actor,
            region_code=line.region_code,
            facts=line.facts,
            categories=line.categories,
            people=line.people,
            address=line.address,
            entered_on=self.entered_on,
            status=Status.ACTIVE,
            worker_id=self.workers.get(line.region_code),
        )
        self._keep_source(child, None, line)

    def change(self, known: Known) -> None:
        child = children_queries.get(self.actor, known.child_id)
        old = ledger.understood(known.source.cells, self.reading) if known.source else None
        found = queries.changes(child, old, known.line)
        own: dict[str, Any] = {
            c.field: c.new for c in found if "." not in c.field and c.field != "address"
        }
        children.change(
            actor=self.actor,
            child=child,
            version=child.version,
            facts=replace(children_queries.facts_of(child), **own),
            people=list(_changed_people(child, known.line, found)),
            address=known.line.address if any(c.field == "address" for c in found) else None,
            source="import",
        )
        self._recategorise(child, old, known.line)
        self._keep_source(child, known.source, known.line)

    def _recategorise(self, child: Child, old: Line | None, new: Line) -> None:
        codes = [category.code for category in new.categories]
        if old is None or [category.code for category in old.categories] == codes:
            return
        children.set_categories(
            actor=self.actor,
            child=child,
            leaves=codes,
            on=max(self.entered_on, child.entered_on or self.entered_on),
            entry_reason="imported",
            exit_reason="not_eligible",
        )

    def _keep_source(self, child: Child, source: SourceRow | None, line: Line) -> None:
        self.touched.add(child.id)
        if source is None:
            source = SourceRow(owner=child, region_code=child.region_code)
            db.session.add(source)
        source.row_key = row_key(line)
        source.row_digest = queries.row_digest(line)
        source.cells = dict(line.cells)
