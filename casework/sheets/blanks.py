"""An empty form of somebody else, taken in to be filled: checked, cleaned, told what it lost.

Both passes run in processes of their own.  What comes out of the second is a file that was
written here: without document properties, links and formulas, and no dearer to open than the
limits of that process allow.
"""

import base64
import json
from dataclasses import dataclass, field

from casework.sheets.limits import Limits
from casework.sheets.reading import ask_child, read_workbook
from casework.sheets.refusals import SheetRefused
from casework.sheets.workbook import Workbook

_MIB = 1024 * 1024
#: A form is a page or two, with lists for its drop-downs on a sheet beside.
LIMITS = Limits(
    rows=600,
    last_row=5_000,
    merges=2_000,
    file_bytes=4 * _MIB,
    unpacked_bytes=40 * _MIB,
    xml_elements=300_000,
    memory_bytes=768 * _MIB,
    cpu_seconds=15,
)
NOT_A_WORKBOOK = "空表要用 .xlsx 文件，请在WPS/Excel中另存为 .xlsx 后再上传"


@dataclass(frozen=True, slots=True)
class Blank:
    """A form as it is kept: its bytes, what stands in it, and what could not be kept."""

    content: bytes = field(repr=False)
    workbook: Workbook
    lost: tuple[str, ...]


def read_blank(data: bytes, filename: str, limits: Limits = LIMITS) -> Blank:
    """Check and clean an uploaded form.  Raises SheetRefused with what the user should do."""
    workbook = read_workbook(data, filename, limits)
    if workbook.encoding is not None:
        raise SheetRefused(NOT_A_WORKBOOK)
    answer = json.loads(ask_child(data, limits, "casework.sheets.blank_child"))
    if "refused" in answer:
        raise SheetRefused(answer["refused"])
    return Blank(base64.b64decode(answer["content"]), workbook, tuple(answer["lost"]))
