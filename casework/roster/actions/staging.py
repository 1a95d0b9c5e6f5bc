"""An import step by step: its rows are laid out, then done a hundred at a time, each once."""

import time
from collections.abc import Sequence
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.errors import NotFound, RuleBroken
from casework.roster import kept, ledger, queries, standing
from casework.roster.actions.importing import Importer, note_import
from casework.roster.interpret import Books
from casework.roster.known import Known, row_key, source_of
from casework.roster.ledger import Ledger
from casework.roster.models import RosterRow, RowFate, RowKind, Upload, UploadState
from casework.roster.queries import Plan

#: Rows a step, in one transaction.
CHUNK = 100
#: Changed rows are done one by one; a step that has lasted so long is ended, in seconds.
LONGEST_STEP = 1.0
#: From so many children on that would be moved or leave a category, a second person is asked.
SECOND_PERSON_ABOVE = 50

ELSEWHERE_BY_NOW = "孩子的档案已不在您的辖区"
THERE_BY_NOW = "试算之后，另一次导入已经登记了这个孩子"


def stage(*, actor: Viewer, upload: Upload, read: Ledger) -> int | None:
    """Lay out what an import will do, and return how many rows it has.

    None where it reaches so far that a second person has to agree first.
    """
    plan = queries.plan(actor, read.lines, read.refusals, read.reading)
    far = sum(queries.reaches_far(known, read.reading) for known in plan.changed)
    upload.as_of = read.reading.entered_on
    if _asks_for_second(upload, far):
        upload.state, upload.second_id = UploadState.AWAITING, None
        upload.counts = {**plan.counts, "far": far}
        return None
    rows = [*_rows(upload, plan)]
    insert_all(db.session(), rows)
    upload.state = UploadState.PARTLY
    upload.counts = {**plan.counts, "far": far}
    return len(rows)


def _asks_for_second(upload: Upload, far: int) -> bool:
    agreed_to = upload.counts.get("far", 0) if upload.second_id is not None else 0
    return far > max(SECOND_PERSON_ABOVE, agreed_to)


def _rows(upload: Upload, plan: Plan) -> Sequence[RosterRow]:
    new = [(RowKind.NEW, None, line) for line in plan.new]
    changed = [(RowKind.CHANGED, known.child_id, known.line) for known in plan.changed]
    return [
        RosterRow(
            owner=upload,
            upload_id=upload.id,
            number=number,
            kind=kind,
            fate=RowFate.WAITING,
            child_id=child_id,
            line=kept.plain_line(line),
        )
        for number, (kind, child_id, line) in enumerate([*new, *changed], 1)
    ]


def import_next(*, actor: Viewer, upload: Upload, after: int) -> int | None:
    """Do the next rows; return the number of the last one, None when all are done."""
    rows = standing.rows_to_do(upload, after, CHUNK)
    if not rows:
        _finish(actor, upload)
        return None
    return _Step(actor, upload).do(rows)


def _finish(actor: Viewer, upload: Upload) -> None:
    if upload.state is UploadState.IMPORTED:
        return
    fates = standing.fates(upload)
    touched = standing.children_of(upload, RowFate.DONE)
    upload.state, upload.imported_at = UploadState.IMPORTED, clock.now()
    upload.counts = {
        **upload.counts,
        "imported": fates.get(RowFate.DONE, 0),
        "left": fates.get(RowFate.LEFT, 0),
        "shared_numbers": children.numbers_in_question(actor, set(touched)),
    }
    note_import(actor, upload.target_code, touched, upload.counts)


class _Step:
    """One step of an import."""

    def __init__(self, actor: Viewer, upload: Upload) -> None:
        self.actor = actor
        today = clock.today()
        self.reading: Books = ledger.books(upload.target_code, today, upload.as_of or today)
        self.importer = Importer(actor, upload.target_code, self.reading)
        self.until = time.monotonic() + LONGEST_STEP

    def do(self, rows: Sequence[RosterRow]) -> int:
        """Do the new ones together, then changed ones while there is time."""
        new = [row for row in rows if row.kind is RowKind.NEW]
        last = new[-1].number if new else 0
        if new:
            self._enrol(new)
        for row in rows[len(new) :]:
            if last and time.monotonic() > self.until:
                break
            self._change(row)
            last = row.number
        return last

    def _enrol(self, rows: Sequence[RosterRow]) -> None:
        lines = {row.id: kept.line_of(row.line or {}) for row in rows}
        there = queries.already_there(self.actor, [*lines.values()])
        for row in rows:
            if row_key(lines[row.id]) in there:
                _leave(row, THERE_BY_NOW)
        self._enrol_together([row for row in rows if row.fate is RowFate.WAITING])

    def _enrol_together(self, rows: Sequence[RosterRow]) -> None:
        lines = [kept.line_of(row.line or {}) for row in rows]
        if not lines:
            return
        try:
            with db.session.begin_nested():
                made = self.importer.enrol(lines)
        except RuleBroken as broken:
            self._enrol_one_by_one(rows, broken)
            return
        for row, child in zip(rows, made, strict=True):
            _done(row, child)

    def _enrol_one_by_one(self, rows: Sequence[RosterRow], broken: RuleBroken) -> None:
        """One of several cannot be: the others come in."""
        if len(rows) == 1:
            _leave(rows[0], broken.message)
            return
        for row in rows:
            self._enrol_together([row])

    def _change(self, row: RosterRow) -> None:
        try:
            with db.session.begin_nested():
                self._follow(row)
        except NotFound:
            _leave(row, ELSEWHERE_BY_NOW)
        except RuleBroken as broken:
            _leave(row, broken.message)

    def _follow(self, row: RosterRow) -> None:
        if row.child_id is None:
            raise NotFound
        child = children.get(self.actor, row.child_id)
        source = source_of(child)
        before = _state_of(child)
        if source is not None:
            before["source"] = {
                "row_key": source.row_key.hex(),
                "row_digest": source.row_digest.hex(),
                "cells": source.cells,
            }
        line = kept.line_of(row.line or {})
        child, changed = self.importer.change(Known(line, child.id, source))
        db.session.flush()
        after = [membership.leaf for membership in children.open_memberships(child)]
        row.before = {**before, "changed": changed, "leaves_after": after}
        _done(row, child)


def _state_of(child: Child) -> dict[str, Any]:
    """Return what an import may change of a file, as it is now."""
    return {
        "facts": kept.plain(children.facts_of(child)),
        "people": [
            kept.plain(children.person_facts(link, person))
            for link, person in children.people_of(child)
            if link.until_on is None
        ],
        "address": children.address_of(child),
        "leaves": [membership.leaf for membership in children.open_memberships(child)],
    }


def _done(row: RosterRow, child: Child) -> None:
    row.fate, row.child_id, row.child_version = RowFate.DONE, child.id, child.version or 1
    row.done_at, row.line = clock.now(), None


def _leave(row: RosterRow, why: str) -> None:
    line = row.line or {}
    row.fate, row.done_at, row.line = RowFate.LEFT, clock.now(), None
    row.why = [{"sheet": line.get("sheet"), "row": line.get("row"), "why": why}]
