"""A JPEG inside a document without what a camera wrote into it; the picture itself stays as it is.

The segments before the picture's data are gone through one by one. Those of applications are left
out but for the two that say how colours are meant (JFIF, Adobe), and comments are, too.
"""

_START, _END_OF_IMAGE = b"\xff\xd8", b"\xff\xd9"
_MARKER = 0xFF
_SCAN, _END = 0xDA, 0xD9
_COMMENT = 0xFE
_FIRST_APPLICATION, _LAST_APPLICATION = 0xE0, 0xEF
_COLOURS = {0xE0: b"JFIF\x00", 0xEE: b"Adobe"}
_LONGEST_COLOURS = 20  # a preview may hang on JFIF
_STANDALONE = {0x01, *range(0xD0, 0xD8)}


def bare_jpeg(data: bytes) -> bytes:
    """Return the JPEG without metadata and without what follows its end.

    Raises ValueError for what is no JPEG, or one that is cut off.
    """
    if data[:2] != _START:
        message = "no JPEG"
        raise ValueError(message)
    kept, place = [_START], 2
    while True:
        marker, body, place = _segment(data, place)
        if marker == _END:
            return b"".join([*kept, _END_OF_IMAGE])
        if not _tells(marker, body):
            kept.append(body)
        if marker == _SCAN:
            place, scan = _scan(data, place)
            kept.append(scan)


def _segment(data: bytes, place: int) -> tuple[int, bytes, int]:
    """Return a segment's marker, its bytes with the marker, and where the next one begins."""
    while data[place : place + 2] == b"\xff\xff":
        place += 1  # fill bytes
    if place + 2 > len(data) or data[place] != _MARKER:
        message = "cut off"
        raise ValueError(message)
    marker = data[place + 1]
    if marker == _END or marker in _STANDALONE:
        return marker, data[place : place + 2], place + 2
    size = int.from_bytes(data[place + 2 : place + 4], "big")
    end = place + 2 + size
    if size < 2 or end > len(data):
        message = "cut off"
        raise ValueError(message)
    return marker, data[place:end], end


def _tells(marker: int, body: bytes) -> bool:
    if marker in _COLOURS and body[4:].startswith(_COLOURS[marker]):
        return len(body) > _LONGEST_COLOURS
    return marker == _COMMENT or _FIRST_APPLICATION <= marker <= _LAST_APPLICATION


def _scan(data: bytes, place: int) -> tuple[int, bytes]:
    """Return where the picture's data end, and them: up to a marker that is not part of them."""
    end = place
    while (end := data.find(b"\xff", end)) != -1 and end + 1 < len(data):
        if data[end + 1] != 0 and data[end + 1] not in _STANDALONE and data[end + 1] != _MARKER:
            return end, data[place:end]
        end += 1 if data[end + 1] == _MARKER else 2
    message = "cut off"
    raise ValueError(message)
