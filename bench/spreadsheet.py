"""What LibreOffice sees in the files that we hand out: ``python -m bench.spreadsheet``.

A form of a superior is filled with texts that break programs, and so is a roster of our own.
LibreOffice opens both without a window and writes down what it shows; every cell is compared with
what was asked for, and after saving anew no cell may be a formula. Needs ``libreoffice-calc``;
the exit status is 1 when something differs and 2 when LibreOffice is missing.
"""

import csv
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import openpyxl

from casework.sheets.filling import Filling, fill
from casework.sheets.outgoing import CellOut, safe_text
from casework.sheets.writing import Column, SheetOut, write_xlsx
from tests.factories.exchange import (
    COLUMNS,
    FIRST,
    FOOTER,
    HEADER_ROW,
    READY,
    SHEET,
    WIDTH,
    a_form,
)
from tests.invariants.naughty import TEXTS

_ROWS = 500
_FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "＝1+1", "#N/A", '=HYPERLINK("http://x")')
#: Comma, quote, UTF-8, from the first line, everything as it is shown.
_AS_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
_TEXT_FIELDS = [code for code in COLUMNS.values() if code not in {"serial", "child.birth_date"}]
_DAY = date(2016, 3, 15)

Grid = list[list[str]]


def main() -> int:
    """Compare both files; print the figures."""
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is missing: apt-get install --no-install-recommends libreoffice-calc")
        return 2
    rows = list(_rows())
    different = 0
    for name, content, wanted in (("form", *_form(rows)), ("roster", *_roster(rows))):
        with tempfile.TemporaryDirectory() as folder:
            shown, formulas = _opened(program, Path(folder), content)
        faults = list(_differences(wanted, shown))
        cells = sum(len(row) for row in wanted)
        print(f"{name}: {cells} cells compared, {len(faults)} differ, {formulas} formulas")
        print("\n".join(faults[:20]))
        different += len(faults) + formulas
    return 1 if different else 0


def _rows() -> Iterator[dict[str, CellOut]]:
    """Yield rows whose texts come from the corpus, each in every column once."""
    texts = [*_FORMULAS, *TEXTS.values()]
    for number in range(_ROWS):
        said = {code: texts[(number + at) % len(texts)] for at, code in enumerate(_TEXT_FIELDS)}
        yield {"serial": number + 1, "child.birth_date": _DAY, **said}


def _form(rows: Sequence[dict[str, CellOut]]) -> tuple[bytes, Grid]:
    filling = Filling(SHEET, HEADER_ROW, FOOTER, COLUMNS, rows, footer="某人导出　编号1")
    page = openpyxl.load_workbook(io.BytesIO(a_form()))[SHEET]
    blank = [[_text(cell.value) for cell in row] for row in page.iter_rows(max_col=WIDTH)]
    table = [[_text(row.get(COLUMNS.get(at, ""))) for at in range(WIDTH)] for row in rows]
    return fill(a_form(), filling), [*blank[: FIRST - 1], *table, *blank[FIRST + READY - 1 :]]


def _roster(rows: Sequence[dict[str, CellOut]]) -> tuple[bytes, Grid]:
    codes = list(COLUMNS.values())
    table = [[row.get(code) for code in codes] for row in rows]
    content = write_xlsx([SheetOut("花名册", [Column(code) for code in codes], table)])
    return content, [codes, *([_text(cell) for cell in row] for row in table)]


def _text(value: object) -> str:
    return "" if value is None else safe_text(str(value))


def _opened(program: str, folder: Path, content: bytes) -> tuple[Grid, int]:
    """Return what LibreOffice shows, and how many cells are formulas after it saved the file."""
    (folder / "given.xlsx").write_bytes(content)
    for kind, place in ((_AS_TEXT, "shown"), ("xlsx", "saved")):
        subprocess.run(  # noqa: S603 - the program that was found above
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--convert-to", kind),
                *("--outdir", str(folder / place), str(folder / "given.xlsx")),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    text = (folder / "shown" / "given.csv").read_text(encoding="utf-8")
    saved = openpyxl.load_workbook(folder / "saved" / "given.xlsx")
    formulas = sum(
        cell.data_type == "f" for page in saved for row in page.iter_rows() for cell in row
    )
    return list(csv.reader(io.StringIO(text, newline=""))), formulas


def _differences(wanted: Grid, shown: Grid) -> Iterator[str]:
    if len(wanted) != len(shown):
        yield f"{len(shown)} rows instead of {len(wanted)}"
    for number, (asked, given) in enumerate(zip(wanted, shown, strict=False), 1):
        for at, (one, other) in enumerate(zip(asked, given, strict=False), 1):
            if one != other:
                yield f"row {number} column {at}: {one[:40]!r} is shown as {other[:40]!r}"


if __name__ == "__main__":
    sys.exit(main())
