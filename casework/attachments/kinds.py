"""What a file is, told by how it begins; neither its name nor what the browser says is asked."""

import enum

from casework.attachments import refusals
from casework.attachments.refusals import FileRefused

#: How much of a file is looked at.
HEAD_BYTES = 1024

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
#: How files begin that people take for what can be stored, and what they are told.
_KNOWN = (
    (b"GIF8", refusals.MOVING),
    (b"PK\x03\x04", refusals.OFFICE),
    (b"PK\x05\x06", refusals.OFFICE),
    (bytes.fromhex("D0CF11E0A1B11AE1"), refusals.OFFICE),
    (b"Rar!", refusals.OFFICE),
    (b"7z\xbc\xaf", refusals.OFFICE),
    (b"\x1a\x45\xdf\xa3", refusals.VIDEO),
)
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<!--")


class FileKind(enum.Enum):
    """What can be stored."""

    PICTURE = "picture"
    DOCUMENT = "document"


def recognise(head: bytes) -> FileKind:
    """Say what a file is by its first bytes; raise FileRefused for what cannot be stored."""
    if not head:
        raise FileRefused(refusals.EMPTY)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(head):
        return FileKind.PICTURE
    if head.startswith(b"%PDF-"):
        return FileKind.DOCUMENT
    raise FileRefused(_why_not(head))


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _why_not(head: bytes) -> str:
    for start, message in _KNOWN:
        if head.startswith(start):
            return message
    if head[4:8] == b"ftyp":
        return refusals.HEIC if head[8:12] in _HEIC_BRANDS else refusals.VIDEO
    told = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return refusals.WEB_PAGE if told.startswith(_MARKUP) else refusals.UNKNOWN
