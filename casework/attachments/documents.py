"""Writing a PDF anew: its pages as they print, and nothing that acts, hides or tells of its making.

A new document is made of the pages. Of each page only what draws it is taken; forms and notes are
drawn onto it first, so that what was filled in stays. What is left out: the document's metadata,
scripts, actions, attached files, links, thumbnails, the data of the programs that made it. Photos
within lose what a camera wrote into them. What cannot be cleaned so is refused.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from casework.attachments import refusals
from casework.attachments.limits import Limits
from casework.attachments.refusals import FileRefused, too_many_pages
from casework.attachments.segments import bare_jpeg

#: What draws a page; everything else of it stays behind.
_OF_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Resources"}
    | {"/Contents"}
)
#: What tells of the making or leads elsewhere, wherever it stands.
_DROPPED = frozenset(
    {"/AF", "/Alternates", "/EmbeddedFiles", "/LastModified", "/Measure", "/Metadata", "/OPI"}
    | {"/PieceInfo", "/PtData", "/StructParent", "/StructParents", "/Thumb"}
)
#: Of a stream: that its content lies in another file, or is another document's page.
_DROPPED_OF_STREAM = frozenset({"/F", "/FFilter", "/FDecodeParms", "/Ref"})
_PHOTO, _PACKED = "/DCTDecode", "/FlateDecode"
#: Pictures that may tell of their making, and content that is a program.
_UNCLEANABLE = frozenset({"/JPXDecode", "/Crypt"})

# What pikepdf raises for files that are cut off or were put together wrongly.
_DAMAGE = (
    pikepdf.PikepdfError,
    AttributeError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


def rewrite(source: BinaryIO, limits: Limits) -> tuple[bytes, int]:
    """Return the document written anew, and how many pages it has.

    Raises FileRefused for one with a password, too many pages, a form that is drawn as it is
    opened, or pictures that cannot be cleaned, and for one that is damaged.
    """
    try:
        with Pdf.open(source) as old:
            _check(old, limits)
            return _rewritten(old, limits)
    except pikepdf.PasswordError:
        raise FileRefused(refusals.ENCRYPTED) from None
    except _DAMAGE:
        raise FileRefused(refusals.DAMAGED_DOCUMENT) from None


def _check(old: Pdf, limits: Limits) -> None:
    if old.is_encrypted:
        raise FileRefused(refusals.ENCRYPTED)
    if len(old.pages) > limits.pages:
        raise too_many_pages(limits.pages)
    if not len(old.pages):
        raise FileRefused(refusals.DAMAGED_DOCUMENT)
    form = old.Root.get("/AcroForm", Dictionary())
    if "/XFA" in form or form.get("/NeedAppearances", False):
        raise FileRefused(refusals.LIVE_FORM)


def _rewritten(old: Pdf, limits: Limits) -> tuple[bytes, int]:
    # What was filled in or written onto it becomes part of the page, like ink.
    old.flatten_annotations("all")
    new = Pdf.new()
    new.pages.extend(old.pages)
    for page in new.pages:
        for key in set(page.obj.keys()) - _OF_PAGE:
            del page.obj[key]
    if "/OCProperties" in old.Root:
        # Which layers are shown: without it hidden ones would be.
        layers = old.make_indirect(old.Root.OCProperties)
        new.Root[Name.OCProperties] = new.copy_foreign(layers)
    for each in _reachable(new.Root):
        _clean(each, limits)
    output = BytesIO()
    new.save(output, recompress_flate=True, deterministic_id=True)
    return output.getvalue(), len(new.pages)


def _reachable(root: Object) -> Iterator[Object]:
    """Yield every dictionary and stream that will be written, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [root]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, Object) or (each.is_indirect and each.objgen in seen):
            continue
        if each.is_indirect:
            seen.add(each.objgen)
        if isinstance(each, (Dictionary, Stream)):
            yield each
            waiting += each.values()
        elif isinstance(each, Array):
            waiting += list(each)


def _clean(each: Object, limits: Limits) -> None:
    dropped = _DROPPED | _DROPPED_OF_STREAM if isinstance(each, Stream) else _DROPPED
    for key in dropped & set(each.keys()):
        del each[key]
    if isinstance(each, Stream):
        _clean_stream(each, limits)


def _clean_stream(stream: Stream, limits: Limits) -> None:
    filters = _filters(stream)
    if _UNCLEANABLE & set(filters) or stream.get("/Subtype") == "/PS":
        raise FileRefused(refusals.UNCLEANABLE)
    if _PHOTO not in filters:
        return
    raw = stream.read_raw_bytes()
    if "/DecodeParms" in stream:
        raise FileRefused(refusals.UNCLEANABLE)
    if filters == [_PACKED, _PHOTO]:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(raw, limits.file_bytes)
    elif filters != [_PHOTO]:
        raise FileRefused(refusals.UNCLEANABLE)
    stream.write(bare_jpeg(raw), filter=Name.DCTDecode)


def _filters(stream: Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    names = list(found) if isinstance(found, Array) else [found]
    return [_FULL.get(str(name), str(name)) for name in names]


#: The short names that some programs write outside of inline images, too.
_FULL = {"/DCT": _PHOTO, "/Fl": _PACKED}
