"""Drawing a photo anew: what is stored are its pixels, turned upright, and nothing else.

A new picture is made and the pixels are put onto it, so that place, camera, comments, profiles,
previews and whatever hung on the file stay behind.
"""

import warnings
from io import BytesIO
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

from casework.attachments import refusals
from casework.attachments.limits import Limits
from casework.attachments.refusals import FileRefused, too_many_pixels

_FORMATS = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112
#: The turns that EXIF numbers.
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_DEEP = ("I", "I;16", "I;16B", "I;16L", "F")
_DEPTH = 256

# What Pillow raises for files that are cut off or were put together wrongly.
_DAMAGE = (EOFError, OSError, SyntaxError, TypeError, ValueError, IndexError, KeyError)


def redraw(source: BinaryIO, limits: Limits) -> tuple[bytes, int, int]:
    """Return the picture as a JPEG without anything but pixels, and its width and height.

    Raises FileRefused for a picture that is too large, moves, or cannot be read to its end.
    """
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=_FORMATS) as picture:
                return _as_jpeg(_upright(picture, limits), limits)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels(limits.pixels) from None
    except UnidentifiedImageError:
        raise FileRefused(refusals.DAMAGED_PICTURE) from None
    except _DAMAGE:
        raise FileRefused(refusals.DAMAGED_PICTURE) from None


def _upright(picture: Image.Image, limits: Limits) -> Image.Image:
    # Other pictures in the same JPEG (a preview, a second lens) are left behind; an animation is
    # refused, for a part of it would be taken for the whole.
    if getattr(picture, "is_animated", False) and picture.format != "MPO":
        raise FileRefused(refusals.MOVING)
    turn = _TURNS.get(_orientation(picture))
    side = (limits.longest_side, limits.longest_side)
    picture.draft("RGB", side)  # a JPEG is read at half the size where that is enough
    picture.load()
    flat = _flattened(picture)
    flat.thumbnail(side, Image.Resampling.LANCZOS)
    return flat if turn is None else flat.transpose(turn)


def _orientation(picture: Image.Image) -> int:
    try:
        number: int = picture.getexif().get(_ORIENTATION, 1)
    except _DAMAGE:
        return 1  # what cannot be read turns nothing
    return number


def _flattened(picture: Image.Image) -> Image.Image:
    """Return a new picture in plain colours; what lets light through lies on white paper."""
    if picture.mode in _DEEP:
        picture = picture.point(lambda value: value * (1 / _DEPTH)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    drawn = Image.new("RGB", picture.size)
    drawn.paste(picture.convert("RGB"))
    return drawn


def _as_jpeg(picture: Image.Image, limits: Limits) -> tuple[bytes, int, int]:
    output = BytesIO()
    picture.save(output, "JPEG", quality=limits.quality)
    return output.getvalue(), picture.width, picture.height
