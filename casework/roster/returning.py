"""Refused and doubtful rows go back in the ledger's own layout, each with its reasons.

Mended and handed in again they are read like the ledger itself; the column of reasons is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken
from casework.roster import ledger
from casework.roster.mapping import FILLED_DOWN, Table
from casework.roster.models import Upload
from casework.sheets.copying import SheetCopy, write_copies
from casework.sheets.headers import RETURN_REASON
from casework.sheets.reading import read_workbook
from casework.sheets.records import whole_rows

REFUSED = "不能导入：%(why)s"
DOUBTFUL = "待核对：%(why)s"
_REFUSED_KIND = "refused"

#: Reasons by row, by sheet.
Reasons = Mapping[str, Mapping[int, Sequence[str]]]


def give_back(*, actor: Viewer, upload: Upload) -> bytes | None:
    """Return the workbook of rows to be mended; None when there is none to give back."""
    reasons = _reasons(upload.findings or [])
    if not reasons or upload.content is None:
        return None
    try:
        workbook = read_workbook(upload.content, upload.filename)
        tables = ledger.tables_in(workbook, upload.target_code)
    except RuleBroken:
        return None
    copies = list(_copies(tables, reasons))
    if not copies:
        return None
    record(
        Tag.ROSTER_RETURN,
        actor_id=actor.account_id,
        region_code=upload.target_code,
        subject_id=upload.id,
        rows=sum(len(copy.rows) for copy in copies),
    )
    return write_copies(copies, is_1904=workbook.is_1904)


def filename() -> str:
    """Return what the workbook is called: nothing of the ledger's own name."""
    return f"退回的行-{clock.today().isoformat()}.xlsx"  # no-catalogue: a file stays Chinese


def _reasons(findings: Sequence[Mapping[str, Any]]) -> Reasons:
    found: dict[str, dict[int, list[str]]] = {}
    for finding in findings:
        text = REFUSED if finding["kind"] == _REFUSED_KIND else DOUBTFUL
        rows = found.setdefault(finding["sheet"], {})
        rows.setdefault(finding["row"], []).append(text % {"why": finding["why"]})
    return found


def _copies(tables: Sequence[Table], reasons: Reasons) -> Iterator[SheetCopy]:
    for table in tables:
        told = reasons.get(table.sheet.name, {})
        rows = list(whole_rows(table.sheet, table.layout, set(told), filled_down=FILLED_DOWN))
        if rows:
            yield SheetCopy(
                source=table.sheet,
                header_row=table.layout.header_row,
                rows=rows,
                words=["；".join(told[row.number]) for row in rows],
                heading=RETURN_REASON,
                not_copied=table.layout.returned,
            )
