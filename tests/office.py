"""LibreOffice without a screen: what our workbooks look like to whoever opens them.

Tests that ask for it bear ``needs_office``; where it is not installed they are skipped, and say
what would have to be.
"""

import atexit
import csv
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

INSTALL = "apt-get install -y --no-install-recommends libreoffice-calc"
SOFFICE = shutil.which("soffice")

needs_office = pytest.mark.skipif(SOFFICE is None, reason=f"LibreOffice is not here: {INSTALL}")

#: Commas, double quotes, UTF-8, cells as they are shown, the first sheet alone.
_FILTERS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"}
_PATIENCE = 120


def converted(path: Path, to: str) -> Path:
    """Return a file as LibreOffice writes it anew: ``to`` is csv, xlsx, ods or pdf.

    It lies beside the given one, in a folder of its own.
    """
    assert SOFFICE is not None
    out = path.parent / f"as-{to}"
    command = [
        SOFFICE,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={_profile().as_uri()}",
        "--convert-to",
        _FILTERS.get(to, to),
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - found by which
    # A filter that names the sheet puts its name behind that of the file.
    (made,) = out.glob(f"{path.stem}*.{to}")
    return made


@cache
def _profile() -> Path:
    """Return the profile of this process: two of them with one would wait for each other."""
    folder = Path(mkdtemp(prefix="office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def cells(path: Path) -> list[list[str]]:
    """Return the cells of a file's first sheet as LibreOffice shows them."""
    with converted(path, "csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
