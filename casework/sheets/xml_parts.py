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
                walk(part, limits, lambda _name, _attributes: None)


def walk(
    part: IO[bytes],
    limits: Limits,
    on_element: Callable[[str, Attributes], None],
    on_text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element (its name without namespace) and each text.

    Raises SheetRefused for a definition or too many elements, ExpatError for broken XML.
    """
    parser = ParserCreate(namespace_separator=" ")
    remaining = limits.xml_elements

    def element(name: str, attributes: Attributes) -> None:
        nonlocal remaining
        remaining -= 1
        if remaining < 0:
            raise SheetRefused(refusals.ABNORMAL)
        on_element(name.rpartition(" ")[2], attributes)

    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = element
    if on_text:
        parser.buffer_text = True
        parser.CharacterDataHandler = on_text
    parser.ParseFile(part)


def _refuse(*_: object) -> NoReturn:
    raise SheetRefused(refusals.ABNORMAL)
