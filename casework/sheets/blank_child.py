"""The process that cleans one uploaded form, and nothing else.

Started as ``python -m casework.sheets.blank_child LIMITS``: the form on standard input, JSON
on standard output.  Its limits bound what opening the cleaned form costs elsewhere.
"""

import base64
import io
import json
import re
import sys
import warnings
from collections.abc import Iterator
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from casework.sheets import refusals
from casework.sheets.archive import check_archive
from casework.sheets.child import DAMAGE, confine
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused
from casework.sheets.survey import survey_book
from casework.sheets.wire import dump_refusal
from casework.sheets.xml_parts import Attributes, refuse_definitions, walk

FORMULA = (
    "空表里不能有公式：“%(sheet)s”的 %(cell)s 格。请选中公式，复制后“选择性粘贴”为数值，再上传"
)
LINKS = "文件连着别的文件或数据，不能接收，请在WPS/Excel的“数据—编辑链接”中断开后再上传"
MACROS = refusals.MACROS
HIDDEN_SHEET = "隐藏的工作表"
LOST_PICTURES = "图片、文本框和图形不会带到导出的表里"
LOST_RULES = "带公式的条件格式、下拉限制和名称已经去掉"

_LINKED = re.compile(
    r"xl/(?:externalLinks|embeddings|activeX|ctrlProps|queryTables|pivotCache|model)/"
    r"|xl/connections\.xml|customUI/",
    re.IGNORECASE,
)
_MACRO_SHEETS = re.compile(r"xl/(?:macrosheets|dialogsheets)/", re.IGNORECASE)
_DRAWN = re.compile(r"xl/(?:drawings/drawing|media/)", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
#: What calls something, or reaches into another file.
_CALLS = re.compile(r"[(\[|]")
_RANGE = re.compile(r"[A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})", re.ASCII)


def main() -> None:
    limits = Limits.from_json(sys.argv[1])
    confine(limits)
    warnings.simplefilter("ignore")  # about extensions that are left out, which is the purpose
    data = sys.stdin.buffer.read(limits.file_bytes + 1)
    sys.stdout.write(_answer(data, limits))


def _answer(data: bytes, limits: Limits) -> str:
    try:
        return _cleaned(data, limits)
    except SheetRefused as refused:
        return dump_refusal(refused.message)
    except (*DAMAGE, InvalidFileException, AttributeError, IndexError, TypeError):
        return dump_refusal(refusals.DAMAGED)  # the last three: how openpyxl says so


def _cleaned(data: bytes, limits: Limits) -> str:
    with ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, limits)
        refuse_definitions(archive, limits)
        _refuse_links(archive)
        _check_sheets(archive, limits)
        lost = [LOST_PICTURES] if any(map(_DRAWN.match, archive.namelist())) else []
    book = load_workbook(io.BytesIO(data), keep_links=False)
    lost += [LOST_RULES] if _clean(book) else []
    output = io.BytesIO()
    book.save(output)
    content = base64.b64encode(output.getvalue()).decode()
    return json.dumps({"content": content, "lost": lost})


def _refuse_links(archive: ZipFile) -> None:
    names = archive.namelist()
    if any(map(_MACRO_SHEETS.match, names)):
        raise SheetRefused(MACROS)
    if any(map(_LINKED.match, names)):
        raise SheetRefused(LINKS)


def _check_sheets(archive: ZipFile, limits: Limits) -> None:
    shown = {entry: name for name, entry in survey_book(archive, limits).visible_entries.items()}
    for entry in filter(_SHEET.match, archive.namelist()):
        with archive.open(entry) as part:
            check = _SheetCheck(shown.get(entry, HIDDEN_SHEET), limits)
            walk(part, limits, check.element)


class _SheetCheck:
    """Looks at one sheet for formulas, and for merges that would fill memory."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._cell = ""

    def element(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell = attributes.get("r", "")
        elif name == "f":
            raise SheetRefused(FORMULA, sheet=self._name, cell=self._cell)
        elif name == "mergeCell":
            self._check_merge(attributes.get("ref", ""))

    def _check_merge(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if found and int(found[2]) - int(found[1]) > self._limits.rows:
            raise SheetRefused(refusals.ABNORMAL)


def _clean(book: Workbook) -> bool:
    """Take out who made it and whatever reckons or leads elsewhere; say if rules were lost."""
    book.properties = DocumentProperties(creator="")
    book.custom_doc_props = CustomPropertyList()  # type: ignore[attr-defined]
    names = [name for name, told in book.defined_names.items() if _is_active(told.attr_text)]
    for name in names:
        del book.defined_names[name]
    lost = [_clean_sheet(sheet) for sheet in book.worksheets]
    return any(lost) or bool(names)


def _clean_sheet(sheet: Worksheet) -> bool:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink is not None:
                cell.hyperlink = None
            if cell.comment is not None:
                cell.comment.author = ""
    lost = list(_drop_rules(sheet))
    return any(lost)


def _drop_rules(sheet: Worksheet) -> Iterator[bool]:
    for name in [name for name, told in sheet.defined_names.items() if _is_active(told.attr_text)]:
        del sheet.defined_names[name]
        yield True
    kept = [
        rule
        for rule in sheet.data_validations.dataValidation
        if not (_is_active(rule.formula1) or _is_active(rule.formula2))
    ]
    yield len(kept) < len(sheet.data_validations.dataValidation)
    sheet.data_validations.dataValidation = kept
    yield _drop_formats(sheet)


def _drop_formats(sheet: Worksheet) -> bool:
    kept, lost = ConditionalFormattingList(), False
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            is_active = any(map(_is_active, rule.formula or ()))
            lost |= is_active
            if not is_active:
                kept.add(str(formatting.sqref), rule)
    sheet.conditional_formatting = kept
    return lost


def _is_active(formula: str | None) -> bool:
    return formula is not None and _CALLS.search(formula) is not None


if __name__ == "__main__":
    main()
