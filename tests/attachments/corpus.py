"""Files as people and their enemies hand them in: small, made here, canaries in every corner."""

import zlib
from collections.abc import Callable
from io import BytesIO
from struct import pack
from typing import Any

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

#: Stands in everything that is not a picture's pixels.
CANARY = b"CANARY-7f3a"
SCRIPT = b"<script>alert('" + CANARY + b"')</script>"
_XMP = b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"
_ORIENTATION, _MAKER, _GPS = 0x0112, 0x010F, 0x8825


def drawn(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Return a picture of which the left half is dark and the right one light."""
    picture = Image.new("RGB", size, "white")
    picture.paste((200, 20, 20), (0, 0, size[0] // 2, size[1]))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    output = BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def photo(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a photo as a phone takes it: place, camera, comment, XMP, profile, a tail."""
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKER] = orientation, CANARY.decode()
    exif.get_ifd(_GPS).update({1: "N", 2: (30.0, 15.0, 3.0), 29: CANARY.decode()})
    made = saved(drawn(size), exif=exif, comment=CANARY, xmp=_XMP, icc_profile=b"profile " + CANARY)
    return made + SCRIPT


def png(**options: Any) -> bytes:
    notes = PngInfo()
    notes.add_text("Author", CANARY.decode())
    notes.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    return saved(drawn(mode=options.pop("mode", "RGB")), "PNG", pnginfo=notes, **options) + SCRIPT


def webp() -> bytes:
    return saved(drawn(), "WEBP", xmp=_XMP, exif=b"Exif\0\0" + CANARY)


def animated(kind: str) -> bytes:
    others = [drawn().rotate(90 * turn) for turn in (1, 2)]
    return saved(drawn(), kind, save_all=True, append_images=others)


def glass() -> bytes:
    """Return a PNG that lets light through where nothing is drawn."""
    return saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")


def bomb(side: int = 20_000) -> bytes:
    """Return a small PNG of 400 million pixels."""
    row = b"\0" * (side // 8 + 1)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(200)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
            (b"IDAT", rows),
            (b"IEND", b""),
        )
    )


def document(change: Callable[[pikepdf.Pdf], object] | None = None, **options: Any) -> bytes:
    """Return a PDF of one page with a photo, and with all that a PDF can carry besides."""
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 100))
        page = made.pages[0]
        jpeg = made.make_stream(photo()[: -len(SCRIPT)])
        jpeg.update(_dictionary(Type="/XObject", Subtype="/Image", Width=60, Height=40))
        jpeg.ColorSpace, jpeg.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        jpeg.Filter, jpeg.Metadata = pikepdf.Name.DCTDecode, made.make_stream(_XMP)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(AA=jpeg))
        page.Contents = made.make_stream(b"q 60 0 0 40 0 0 cm /AA Do Q")
        page.obj.PieceInfo = pikepdf.Dictionary(App=CANARY)
        page.obj.AA = pikepdf.Dictionary(O=_action(made))
        page.obj.Annots = made.make_indirect(pikepdf.Array([_link(made), _note(made)]))
        made.Root.OpenAction = _action(made)
        made.attachments[CANARY.decode()] = b"attached " + CANARY
        made.docinfo["/Author"] = CANARY.decode()
        with made.open_metadata() as metadata:
            metadata["dc:title"] = CANARY.decode()
        if change is not None:
            change(made)
        output = BytesIO()
        # Plain inside, so that a search of the bytes would find what is left.
        made.save(output, compress_streams=False, **options)
    return output.getvalue() + SCRIPT


def _dictionary(**values: Any) -> pikepdf.Dictionary:
    named = {f"/{k}": pikepdf.Name(v) if isinstance(v, str) else v for k, v in values.items()}
    return pikepdf.Dictionary(named)


def _action(made: pikepdf.Pdf) -> pikepdf.Object:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SCRIPT)
    return made.make_indirect(script)


def _link(made: pikepdf.Pdf) -> pikepdf.Object:
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=CANARY)
    return made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch
        )
    )


def _note(made: pikepdf.Pdf) -> pikepdf.Object:
    """Return what somebody wrote onto the page: a square that has to stay."""
    look = made.make_stream(b"0 0 1 rg 0 0 20 20 re f")
    look.update(_dictionary(Type="/XObject", Subtype="/Form"))
    look.BBox = [0, 0, 20, 20]
    return made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Square,
            Rect=[100, 20, 120, 40],
            F=4,
            Contents=CANARY,
            AP=pikepdf.Dictionary(N=look),
        )
    )
