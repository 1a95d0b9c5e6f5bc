"""The XML parts inside a workbook, walked element by element without expanding anything."""

from collections.abc import Callable
from typing import IO, NoReturn
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused

Attributes = dict[str, str]


def refuse_definitions(archive: ZipFile, limits: Limits) -> None:
    """Parse every XML part and refuse any with a document type definition.

    Definitions carry entity bombs and references to outside; no spreadsheet needs them.
    """
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels")):
            with archive.open(name) as part:
                walk(part, limits)


def walk(
    part: IO[bytes],
    limits: Limits,
    on_element: Callable[[str, Attributes], None] | None = None,
    on_text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element (its name without namespace) and each text.

    Raises SheetRefused for a definition or too many elements, ExpatError for broken XML.
    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    if on_element:
        parser.StartElementHandler = _counted(on_element, limits.xml_elements)
    if on_text:
        parser.CharacterDataHandler = on_text
    parser.ParseFile(part)


def _counted(
    on_element: Callable[[str, Attributes], None], most: int
) -> Callable[[str, Attributes], None]:
    remaining = most

    def element(name: str, attributes: Attributes) -> None:
        nonlocal remaining
        remaining -= 1
        if remaining < 0:
            raise SheetRefused(refusals.ABNORMAL)
        on_element(name.rpartition(" ")[2], attributes)

    return element


def _refuse(*_: object) -> NoReturn:
    raise SheetRefused(refusals.ABNORMAL)
