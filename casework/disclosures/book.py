"""The register as a workbook: what was given, never the child's name.

What for stands in words of somebody's own, which tell of the child: on its own page alone.
"""

from collections.abc import Sequence

from casework.disclosures.queries import Line
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_xlsx

# no-catalogue: the workbook is Chinese in every language of the pages
_TITLE = "儿童资料对外提供登记"
# no-catalogue: the workbook is Chinese in every language of the pages
_COLUMNS = (
    Column("日期", 12),
    Column("儿童编号", 14),
    Column("提供给", 14),
    Column("具体单位（人）", 28),
    Column("提供了什么", 40),
    Column("依据", 22),
    Column("经办人", 12),
)
_ELSEWHERE = "已不在本辖区"  # no-catalogue: the workbook is Chinese in every language


def workbook(lines: Sequence[Line]) -> bytes:
    """Return the register as an .xlsx file; children stand there by the number of their file."""
    rows: list[list[CellOut]] = [
        [
            line.disclosure.given_on,
            line.child.case_number if line.child else _ELSEWHERE,
            line.kind,
            line.disclosure.recipient,
            "、".join(line.fields),
            line.disclosure.basis.label,
            line.by,
        ]
        for line in lines
    ]
    return write_xlsx([SheetOut(_TITLE, _COLUMNS, rows, title=_TITLE)])
