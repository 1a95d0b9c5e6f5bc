"""What the reader of a ledger should know of how it was read: left out, filled in, kept unread."""

from collections.abc import Iterator, Sequence

from casework.roster.mapping import Table
from casework.sheets.cells import read_text, says_nothing
from casework.sheets.records import Records, column_letters
from casework.sheets.workbook import Sheet, Workbook
from casework.ui.formats import masked_name

Read = Sequence[tuple[Table, Records]]

_ROWS_NAMED = 10
_NAMES_SHOWN = 5
_ENCODINGS = {"utf-8": "UTF-8", "gb18030": "GBK（GB18030）"}

HIDDEN_SHEET = "工作表“%(sheet)s”是隐藏的，没有读。"
OTHER_SHEET = "工作表“%(sheet)s”里没有儿童名单，没有读。"
HIDDEN_COLUMNS = "工作表“%(sheet)s”里隐藏的 %(columns)s 列也读了。"
HIDDEN_ROWS = "工作表“%(sheet)s”里隐藏或被筛选掉的 %(n)s 行也读了（第 %(rows)s 行）。"
LEFT_OUT = "工作表“%(sheet)s”第 %(rows)s 行是%(why)s，没有读。"
FILLED = "工作表“%(sheet)s”的“%(column)s”有合并单元格，已填到它盖住的每一行（第 %(rows)s 行）。"
NAMED_AFTER = "工作表“%(sheet)s”没有村（社区）栏，按工作表的名称算作这个村（社区）。"
KEPT = "“%(columns)s”没有对应的项目，内容原样留存，不参与统计。"
AS_SAID = "工作表“%(sheet)s”的栏目按以前指明的读。"
ENCODING = (
    "这是文本表格，按 %(encoding)s 编码读取；前几个姓名是：%(names)s。"
    "姓氏不对的，请在WPS/Excel中另存为 .xlsx 再上传。"
)
COUNTS_FROM_1904 = "这个文件的日期从1904年算起（旧苹果电脑的表格），已照此换算，请核对出生日期。"


def of_workbook(workbook: Workbook, read: Read) -> Iterator[str]:
    """Yield the notes on a file, whole before parts."""
    if workbook.encoding is not None:
        encoding = _ENCODINGS.get(workbook.encoding, workbook.encoding.upper())
        yield ENCODING % {"encoding": encoding, "names": "、".join(_first_names(read))}
    if workbook.is_1904:
        yield COUNTS_FROM_1904
    chosen = {table.sheet.name for table, _ in read}
    for sheet in workbook.sheets:
        if sheet.is_hidden:
            yield HIDDEN_SHEET % {"sheet": sheet.name}
        elif sheet.rows and sheet.name not in chosen:
            yield OTHER_SHEET % {"sheet": sheet.name}
    for table, records in read:
        yield from _of_table(table, records)


def _of_table(table: Table, records: Records) -> Iterator[str]:
    name = table.sheet.name
    if table.said is not None:
        yield AS_SAID % {"sheet": name}
    if "village" in table.layout.missing:
        yield NAMED_AFTER % {"sheet": name}
    yield from _of_hidden(table.sheet, table.layout.first_data_row)
    for why, rows in _left_out(records).items():
        yield LEFT_OUT % {"sheet": name, "rows": _listed(rows), "why": why}
    for column, filled in records.filled.items():
        yield FILLED % {"sheet": name, "column": column, "rows": _listed(filled)}
    kept = [heading.label for heading in (*table.layout.unknown, *table.layout.doubled)]
    if kept:
        yield KEPT % {"columns": "”“".join(kept)}


def _of_hidden(sheet: Sheet, first_row: int) -> Iterator[str]:
    widest = max(len(row.cells) for row in sheet.rows)
    columns = [column_letters(c) for c in sorted(sheet.hidden_columns) if c < widest]
    if columns:
        yield HIDDEN_COLUMNS % {"sheet": sheet.name, "columns": "、".join(columns)}
    rows = [row for row in sorted(sheet.hidden_rows) if row >= first_row]
    if rows:
        yield HIDDEN_ROWS % {"sheet": sheet.name, "n": len(rows), "rows": _listed(rows)}


def _left_out(records: Records) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for left in records.left_out:
        found.setdefault(left.why, []).append(left.row)
    return found


def _first_names(read: Read) -> Iterator[str]:
    names = (
        read_text(cell)
        for _, records in read
        for record in records.records
        if not says_nothing(cell := record.cells.get("child.name"))
    )
    yield from (masked_name(name) for name, _ in zip(names, range(_NAMES_SHOWN), strict=False))


def _listed(rows: Sequence[int]) -> str:
    """Return row numbers as words, long runs as 5–9; the first ten of many."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], row]
        else:
            runs.append([row])
    told = ["–".join(map(str, run)) for run in runs]
    return "、".join(told[:_ROWS_NAMED]) + ("……" if len(told) > _ROWS_NAMED else "")
