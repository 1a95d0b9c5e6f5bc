"""Importing the rows of a ledger: new children in bulk, changed ones file by file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions as children
from casework.children import queries as children_queries
from casework.children.facts import Enrolment, PersonFacts
from casework.children.models import Child, SourceRow, Status
from casework.children.rules import same_person
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.people.models import Part
from casework.regions.codes import prefix
from casework.roster import ledger, queries
from casework.roster.actions.uploads import check_region
from casework.roster.interpret import Books
from casework.roster.known import Known, row_key
from casework.roster.lines import Line
from casework.roster.models import Upload
from casework.roster.queries import Change, Plan

#: Rows that one statement takes when nobody has to see how far it is.
_AT_ONCE = 500


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


def dry_run(*, actor: Viewer, region_code: str, filename: str, content: bytes) -> Plan:
    """Say what importing a ledger would do; nothing is written."""
    check_region(actor, region_code)
    read = ledger.read_ledger(content, filename, region_code, today=clock.today())
    plan = queries.plan(actor, read.lines, read.refusals, read.reading)
    note_try(actor, region_code, plan)
    return plan


def note_try(actor: Viewer, region_code: str, plan: Plan) -> None:
    """Put a dry run into the trail."""
    # What would change is told beside what the file says now: that is looking into files.
    record(
        Tag.ROSTER_TRY,
        actor_id=actor.account_id,
        region_code=region_code,
        seen=[known.child_id for known in plan.changed],
        counts=plan.counts,
    )


def note_look(actor: Viewer, upload: Upload) -> None:
    """Put into the trail that a dry run was looked at, with the files that it tells of."""
    shown = (upload.preview or {}).get("changed", ())
    record(
        Tag.ROSTER_TRY,
        actor_id=actor.account_id,
        region_code=upload.target_code,
        subject_id=upload.id,
        seen=[UUID(line["child_id"]) for line in shown],
    )


def import_roster(*, actor: Viewer, region_code: str, filename: str, content: bytes) -> Outcome:
    """Import a ledger in the transaction of the caller, as the command does."""
    check_region(actor, region_code)
    read = ledger.read_ledger(content, filename, region_code, today=clock.today())
    plan = queries.plan(actor, read.lines, read.refusals, read.reading)
    importer = Importer(actor, region_code, read.reading)
    for start in range(0, len(plan.new), _AT_ONCE):
        importer.enrol(plan.new[start : start + _AT_ONCE])
    for known in plan.changed:
        importer.change(known)
    db.session.flush()
    note_import(actor, region_code, importer.touched, plan.counts)
    return Outcome(plan, children_queries.numbers_in_question(actor, set(importer.touched)))


def note_import(
    actor: Viewer, region_code: str, touched: Sequence[UUID], counts: dict[str, int]
) -> None:
    """Put an import into the trail, with whom it touched."""
    record(
        Tag.ROSTER_IMPORT,
        actor_id=actor.account_id,
        region_code=region_code,
        seen=touched,
        counts=counts,
    )


class Importer:
    """One import under way: the books it reads by, and whom it has touched."""

    def __init__(self, actor: Viewer, region_code: str, reading: Books) -> None:
        self.actor = actor
        self.reading = reading
        self.entered_on = reading.entered_on
        self.workers = accounts.sole_workers(prefix(region_code))
        self.touched: list[UUID] = []

    def enrol(self, lines: Sequence[Line]) -> list[Child]:
        """Put the children of new rows onto the register; return them in the same order."""
        made = children.enrol_many(
            actor=self.actor, enrolments=[self._enrolment(line) for line in lines]
        )
        pairs = zip(made, lines, strict=True)
        sources = [_filled(_source_of(child), line) for child, line in pairs]
        insert_all(db.session(), sources)
        self.touched += (child.id for child in made)
        return made

    def _enrolment(self, line: Line) -> Enrolment:
        return Enrolment(
            region_code=line.region_code,
            facts=line.facts,
            categories=line.categories,
            people=line.people,
            address=line.address,
            entered_on=self.entered_on,
            status=Status.ACTIVE,
            worker_id=self.workers.get(line.region_code),
        )

    def change(self, known: Known) -> tuple[Child, list[str]]:
        """Let a known child's file follow its row; return it and the fields that changed."""
        child = children_queries.get(self.actor, known.child_id)
        old = ledger.understood(known.source.cells, self.reading) if known.source else None
        found = queries.changes(child, old, known.line)
        own: dict[str, Any] = {
            c.field: c.new for c in found if "." not in c.field and c.field != "address"
        }
        changed = children.change(
            actor=self.actor,
            child=child,
            version=child.version,
            facts=replace(children_queries.facts_of(child), **own),
            people=list(_changed_people(child, known.line, found)),
            address=known.line.address if any(c.field == "address" for c in found) else None,
            source="import",
        )
        if self._recategorise(child, old, known.line):
            changed.append("categories")
        source = known.source
        if source is None:
            source = _source_of(child)
            db.session.add(source)
        _filled(source, known.line)
        self.touched.append(child.id)
        return child, changed

    def _recategorise(self, child: Child, old: Line | None, new: Line) -> bool:
        codes = [category.code for category in new.categories]
        if old is None or [category.code for category in old.categories] == codes:
            return False
        children.set_categories(
            actor=self.actor,
            child=child,
            leaves=codes,
            on=max(self.entered_on, child.entered_on or self.entered_on),
            entry_reason="imported",
            exit_reason="not_eligible",
        )
        return True


def _source_of(child: Child) -> SourceRow:
    return SourceRow(owner=child, region_code=child.region_code)


def _filled(source: SourceRow, line: Line) -> SourceRow:
    source.row_key = row_key(line)
    source.row_digest = queries.row_digest(line)
    source.cells = dict(line.cells)
    return source


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
