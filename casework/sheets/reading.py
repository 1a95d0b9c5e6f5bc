"""Reading an uploaded workbook, in a process of its own."""

import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused, too_many_bytes
from casework.sheets.wire import load_workbook
from casework.sheets.workbook import Workbook

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
# Nothing of our own environment, which may hold secrets, goes to a process that parses
# files from outside.
_ENVIRONMENT = {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
_LONGEST_SHEET_NAME = 31


def read_workbook(data: bytes, filename: str, limits: Limits | None = None) -> Workbook:
    """The sheets of an .xlsx or text table.

    ``filename`` only names the sheet of a text table, as Excel does; what the file is, its
    content tells.  Raises SheetRefused with what the user should do.
    """
    bounds = limits or Limits()
    if len(data) > bounds.file_bytes:
        raise too_many_bytes(bounds.file_bytes)
    workbook = load_workbook(ask_child(data, bounds))
    if workbook.encoding is None:
        return workbook
    (table,) = workbook.sheets
    return replace(workbook, sheets=(replace(table, name=_sheet_name(filename)),))


def _sheet_name(filename: str) -> str:
    stem = PurePosixPath(filename.replace("\\", "/")).stem
    return stem[:_LONGEST_SHEET_NAME]


def ask_child(data: bytes, limits: Limits, module: str = "casework.sheets.child") -> bytes:
    """Start a process of one of our modules, feed it the file, return its answer.

    The answer comes in a file in memory, whose size the system bounds: a pipe would let a
    child gone wrong fill our memory instead of its own.
    """
    command = [sys.executable, "-m", module, limits.to_json()]
    with os.fdopen(os.memfd_create("answer"), "rb") as answer:
        try:
            subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
                command,
                input=data,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=_ENVIRONMENT,
                timeout=limits.wall_seconds,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as ended:
            log.warning("The process that reads files was ended: %s", type(ended).__name__)
            raise SheetRefused(refusals.ABNORMAL) from ended
        answer.seek(0)
        return answer.read()
