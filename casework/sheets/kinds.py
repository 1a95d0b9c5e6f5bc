"""What a file is, told by its content: names lie, and WPS writes many formats as .xls."""

import enum
import re

from casework.sheets import compound, refusals
from casework.sheets.refusals import SheetRefused

_OTHER_DOCUMENTS = frozenset({"WordDocument", "PowerPoint Document", "VisioDocument"})
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table|meta|\?xml)", re.IGNORECASE)
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06", b"PK\x07\x08")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileKind(enum.Enum):
    """The two kinds that are read further."""

    ARCHIVE = "zip"
    TEXT = "text"


def recognise(data: bytes) -> FileKind:
    """Whether to unpack the file or to read it as text.

    Raises SheetRefused for everything that is neither.
    """
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise SheetRefused(refusals.EMPTY_FILE)
    if data.startswith(b"PK\x03\x04"):
        return FileKind.ARCHIVE
    if data.startswith(compound.SIGNATURE):
        raise SheetRefused(_about_compound_file(data))
    if data.startswith(_OTHER_ARCHIVES):
        raise SheetRefused(refusals.ARCHIVE)
    if data.startswith(_UTF16_MARKS):
        return FileKind.TEXT
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")) or data.startswith(b"MIME-Version:"):
        raise SheetRefused(refusals.WEB_PAGE)
    if b"\x00" in data or data.startswith((b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"{\\rtf")):
        raise SheetRefused(refusals.NOT_A_TABLE)
    return FileKind.TEXT


def _about_compound_file(data: bytes) -> str:
    names = compound.stream_names(data)
    # An encrypted .xlsx is wrapped in the container of the old formats.
    if compound.ENCRYPTED_PACKAGE in names or (
        not names and compound.ENCRYPTED_PACKAGE.encode("utf-16-le") in data
    ):
        return refusals.ENCRYPTED
    return refusals.NOT_A_TABLE if names & _OTHER_DOCUMENTS else refusals.OLD_FORMAT
