"""Saying which column is which: for one ledger, and from then on for its county."""

from collections.abc import Mapping, Sequence

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.roster import actions, layouts, ledger, mapping
from casework.roster.mapping import Table
from casework.roster.models import Upload, UploadState
from casework.sheets.reading import read_workbook

TAKEN_TWICE = "“%(column)s”选了两栏，只能选一栏，请核对。"
NOT_CHOSEN = "还没有选“%(column)s”是哪一栏。没有这一栏的台账不能导入，请补上后重新上传。"
IMPORTED = "这份台账已经导入，栏目不能再改。"


def tables(upload: Upload) -> list[Table]:
    """Return the tables of a ledger that was handed in.

    Raises NotFound when its bytes are gone, RuleBroken when it cannot be read.
    """
    if upload.content is None:
        raise NotFound
    return ledger.tables_in(read_workbook(upload.content, upload.filename), upload.target_code)


def table_in_question(upload: Upload, among: Sequence[Table], wanted: int | None) -> int:
    """Return the place of the table to ask about: the one asked for, else the first in doubt."""
    if wanted is not None and 0 <= wanted < len(among):
        return wanted
    lists = mapping.lists_among(among)
    book = practice.header_synonyms()
    is_village = ledger.is_village_of(upload.target_code)
    doubted = [t for t in lists if mapping.doubt_about(t, book, is_village)]
    return among.index([*doubted, *lists, *among][0])


def set_columns(
    *,
    actor: Viewer,
    upload: Upload,
    table: Table,
    columns: Mapping[int, str],
    day_first: bool | None,
) -> None:
    """Remember which column holds which field, and try the ledger again.

    No column at all says that the sheet is no list of children and is not to be read. Raises
    RuleBroken for a field in two columns, for one that is needed and in none, and for a ledger
    that has been imported.
    """
    if upload.state is UploadState.IMPORTED:
        raise RuleBroken(IMPORTED)
    if columns:
        _check(upload, table, columns)
    said = layouts.remember(
        region_code=upload.target_code, layout=table.layout, columns=columns, day_first=day_first
    )
    record(
        Tag.ROSTER_COLUMNS,
        actor_id=actor.account_id,
        region_code=layouts.county_of(upload.target_code),
        subject_id=upload.id,
        columns=len(columns),
        is_new=said is not None,
    )
    actions.check_again(actor=actor, upload=upload)


def _check(upload: Upload, table: Table, columns: Mapping[int, str]) -> None:
    book = practice.header_synonyms()
    taken: set[str] = set()
    for column, code in columns.items():
        if code in taken:
            raise RuleBroken(TAKEN_TWICE, f"column_{column}", column=book.label(code))
        taken.add(code)
    for code in needed(upload, table):
        if code not in taken:
            raise RuleBroken(NOT_CHOSEN, column=book.label(code))


def needed(upload: Upload, table: Table) -> list[str]:
    """Return the fields that the table must have; one named after a village tells its own."""
    is_village = ledger.is_village_of(upload.target_code)
    return [c for c in mapping.REQUIRED if c != "village" or not is_village(table.sheet.name)]
