"""The process that reads one uploaded file, and nothing else.

Started as ``python -m casework.sheets.child LIMITS``: the file on standard input, JSON on
standard output.  What a hostile file makes it do (ask for all memory, run for ever, crash)
ends here.
"""

import csv
import lzma
import resource
import struct
import sys
import zipfile
import zlib
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError

from casework.sheets import refusals
from casework.sheets.delimited import read_delimited
from casework.sheets.kinds import FileKind, recognise
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused, too_many_bytes
from casework.sheets.wire import dump_refusal, dump_workbook
from casework.sheets.workbook import Workbook
from casework.sheets.xlsx import read_xlsx

# What the readers raise for files that are cut off or were put together wrongly.
DAMAGE = (
    CalamineError,
    EOFError,
    ExpatError,
    KeyError,
    NotImplementedError,
    OSError,
    ValueError,
    csv.Error,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def main() -> None:
    limits = Limits.from_json(sys.argv[1])
    confine(limits)
    data = sys.stdin.buffer.read(limits.file_bytes + 1)
    sys.stdout.write(_answer(data, limits))


def confine(limits: Limits) -> None:
    """Bound memory, processor time and the answer (it goes to a file); dump no core."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.result_bytes, limits.result_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(data: bytes, limits: Limits) -> str:
    try:
        return dump_workbook(_read(data, limits))
    except SheetRefused as refused:
        return dump_refusal(refused.message)
    except DAMAGE:
        return dump_refusal(refusals.DAMAGED)


def _read(data: bytes, limits: Limits) -> Workbook:
    if len(data) > limits.file_bytes:
        raise too_many_bytes(limits.file_bytes)
    read = read_xlsx if recognise(data) is FileKind.ARCHIVE else read_delimited
    workbook = read(data, limits)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise SheetRefused(refusals.NO_ROWS)
    return workbook


if __name__ == "__main__":
    main()
