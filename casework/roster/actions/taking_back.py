"""Taking an import back: what nobody has built on goes as it came, the rest is told."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions as children
from casework.children import queries
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.people.models import Part
from casework.roster import kept, standing
from casework.roster.actions.staging import CHUNK, ELSEWHERE_BY_NOW, LONGEST_STEP
from casework.roster.known import TAKEN_BACK, source_of
from casework.roster.models import RosterRow, RowFate, RowKind, Upload, UploadState
from casework.roster.wording import field_label

BUILT_ON = "导入以后有人改过档案或记过走访，档案保留"
CHANGED_SINCE = "%(field)s：导入以后有人改过，保留现在的内容"
NOTE = "导入台账后撤回"
CATEGORIES = "categories"

_TRAIL_CODE = "import_taken_back"


def take_back_next(*, actor: Viewer, upload: Upload, after: int) -> int | None:
    """Take the next rows back; return the number of the last one, None when all are."""
    rows = standing.rows_to_take_back(upload, after, CHUNK)
    if not rows:
        _finish(actor, upload)
        return None
    until = time.monotonic() + LONGEST_STEP
    built_on = standing.built_on(actor, rows)
    last = 0
    for row in rows:
        if last and time.monotonic() > until:
            break
        _take_back(actor, row, is_built_on=row.child_id in built_on)
        last = row.number
    return last


def _finish(actor: Viewer, upload: Upload) -> None:
    if upload.state is UploadState.TAKEN_BACK:
        return
    fates = standing.fates(upload)
    upload.state, upload.taken_back_at = UploadState.TAKEN_BACK, clock.now()
    never_done = update(RosterRow).where(
        RosterRow.upload_id == upload.id, RosterRow.fate == RowFate.WAITING
    )
    db.session.execute(never_done.values({RosterRow.line.column: None}))
    counts = {"taken_back": fates.get(RowFate.TAKEN_BACK, 0), "kept": fates.get(RowFate.KEPT, 0)}
    upload.counts = {**upload.counts, **counts}
    record(
        Tag.ROSTER_TAKE_BACK,
        actor_id=actor.account_id,
        region_code=upload.target_code,
        subject_id=upload.id,
        seen=standing.children_of(upload, RowFate.TAKEN_BACK),
        counts=counts,
    )


def _take_back(actor: Viewer, row: RosterRow, *, is_built_on: bool) -> None:
    try:
        with db.session.begin_nested():
            why = [*_undone(actor, row, is_built_on=is_built_on)]
    except (NotFound, RuleBroken) as broken:
        why = [broken.message if isinstance(broken, RuleBroken) else ELSEWHERE_BY_NOW]
    row.fate = RowFate.KEPT if why else RowFate.TAKEN_BACK
    row.why = [{"why": each} for each in why] or None
    row.before = None


def _undone(actor: Viewer, row: RosterRow, *, is_built_on: bool) -> Iterator[str]:
    """Undo a row; yield what could not be undone."""
    if row.child_id is None:
        raise NotFound
    child = queries.get(actor, row.child_id)
    if row.kind is RowKind.CHANGED:
        yield from _Undoing(actor, child, row).undo()
    elif is_built_on or child.version != row.child_version:
        yield BUILT_ON
    else:
        children.take_back(actor=actor, child=child, note=NOTE, why=_TRAIL_CODE)
        source = source_of(child)
        if source is not None:
            source.row_key = source.row_digest = TAKEN_BACK


class _Undoing:
    """A changed row on its way back, field by field."""

    def __init__(self, actor: Viewer, child: Child, row: RosterRow) -> None:
        self.actor, self.child = actor, child
        self.before: Mapping[str, Any] = row.before or {}
        changed = self.before.get("changed", ())
        since = (
            standing.fields_changed_since(actor, child.id, row.done_at) if row.done_at else set()
        )
        self.kept = [field for field in changed if field in since]
        self.fields = [field for field in changed if field not in since]

    def undo(self) -> Iterator[str]:
        """Put the former values back; yield what was left as somebody else has made it."""
        children.change(
            actor=self.actor,
            child=self.child,
            version=self.child.version,
            facts=self._facts(),
            people=[*self._people()],
            address=(self.before.get("address") or "") if "address" in self.fields else None,
            source="undo",
        )
        for part in self._new_parts():
            self._end(part)
        yield from self._recategorised()
        self._put_source_back()
        yield from (CHANGED_SINCE % {"field": field_label(field)} for field in self.kept)

    def _facts(self) -> ChildFacts:
        former = kept.facts_of(ChildFacts, self.before["facts"])
        own = {f: getattr(former, f) for f in self.fields if _is_own(f)}
        return replace(queries.facts_of(self.child), **own)

    def _people(self) -> Iterator[PersonFacts]:
        present = self._present()
        for former in kept.people_of(self.before["people"]):
            fields = _of_part(self.fields, former.part)
            held = present.get(former.part)
            if "name" in fields or (fields and held is None):
                yield former
            elif fields and held is not None:
                yield replace(held, **{name: getattr(former, name) for name in fields})

    def _present(self) -> dict[Part, PersonFacts]:
        return {
            Part(link.part): queries.person_facts(link, person)
            for link, person in queries.people_of(self.child)
            if link.until_on is None
        }

    def _new_parts(self) -> list[str]:
        """Return the parts that nobody had before the import and nobody has touched since."""
        had = {former["part"] for former in self.before["people"]}
        touched = {field.partition(".")[0] for field in self.kept}
        told = {field.partition(".")[0] for field in self.fields if "." in field}
        return sorted(told - had - touched)

    def _end(self, part: str) -> None:
        for link, _person in queries.people_of(self.child):
            if link.part == part and link.until_on is None:
                children.end_person(actor=self.actor, child=self.child, link=link)

    def _recategorised(self) -> Iterator[str]:
        if CATEGORIES not in self.fields:
            return
        now = queries.open_memberships(self.child)
        if {m.leaf for m in now} != set(self.before.get("leaves_after", ())):
            yield CHANGED_SINCE % {"field": field_label(CATEGORIES)}
            return
        children.set_categories(
            actor=self.actor,
            child=self.child,
            leaves=self.before["leaves"],
            entry_reason="imported",
            exit_reason="error",
        )

    def _put_source_back(self) -> None:
        source, former = source_of(self.child), self.before.get("source")
        if source is None:
            return
        if former is None:
            db.session.delete(source)
            return
        source.row_key = bytes.fromhex(former["row_key"])
        source.row_digest = bytes.fromhex(former["row_digest"])
        source.cells = former["cells"]


def _is_own(field: str) -> bool:
    return "." not in field and field not in {"address", CATEGORIES}


def _of_part(fields: Sequence[str], part: Part) -> list[str]:
    return [f.partition(".")[2] for f in fields if f.startswith(f"{part.value}.")]
