"""What must hold of a zip archive before a spreadsheet reader sees it."""

from zipfile import ZipFile, ZipInfo

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused

# Below this size no ratio is dangerous, and small blank workbooks do compress a lot.
_RATIO_MATTERS_FROM = 1024 * 1024

_WORKBOOK = "xl/workbook.xml"
_SPREADSHEETS = ("xl/workbook.bin", "content.xml", "Index/Document.iwa")
_TABLES = (".xlsx", ".xls", ".et", ".csv", ".zip")
_ENCRYPTED_FLAG = 0x1


def check_archive(archive: ZipFile, limits: Limits) -> None:
    """Refuse archives that unpack to too much, or that are no .xlsx workbook."""
    entries = archive.infolist()
    _check_size(entries, limits)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise SheetRefused(refusals.ENCRYPTED)
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SheetRefused(refusals.MACROS)
    if _WORKBOOK not in names:
        raise SheetRefused(_about_contents(names))


def _check_size(entries: list[ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_dense = unpacked > max(_RATIO_MATTERS_FROM, packed * limits.unpacked_ratio)
    if len(entries) > limits.archive_entries or unpacked > limits.unpacked_bytes or is_dense:
        raise SheetRefused(refusals.ABNORMAL)


def _about_contents(names: set[str]) -> str:
    if names & set(_SPREADSHEETS):
        return refusals.OTHER_SPREADSHEET
    if any(name.lower().endswith(_TABLES) for name in names):
        return refusals.ARCHIVE
    return refusals.NOT_A_TABLE
