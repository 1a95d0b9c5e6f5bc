"""What lies in a compound file (D0CF11E0), told by the names of its streams.

Old .xls, .et of WPS and .doc are such files, and so is an .xlsx with a password: only the
streams inside tell them apart.  The directory is walked within bounds; nothing else is read.
"""

from collections.abc import Iterator

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_PACKAGE = "EncryptedPackage"

_DIRECTORY_START = 0x30
_SECTOR_SHIFT = 0x1E
_TABLE_SECTORS = 0x4C
_MOST_TABLE_SECTORS = 109
_SHIFTS = (9, 12)
_ENTRY = 128
_NAME_LENGTH = 64
_KIND = 66
_UNUSED = 0
_MOST_SECTORS = 64
_LAST_SECTOR = 0xFFFFFFFA


def stream_names(data: bytes) -> frozenset[str]:
    """The names in the directory; empty when it cannot be followed."""
    names = (_name(entry) for sector in _directory(data) for entry in _entries(sector))
    return frozenset(name for name in names if name)


def _directory(data: bytes) -> Iterator[bytes]:
    """The sectors of the directory, as the allocation table chains them."""
    shift = _number(data, _SECTOR_SHIFT, 2)
    if shift not in _SHIFTS:
        return
    size = 1 << shift
    sector = _number(data, _DIRECTORY_START)
    for _ in range(_MOST_SECTORS):
        start = (sector + 1) * size
        if sector >= _LAST_SECTOR or start >= len(data):
            return
        yield data[start : start + size]
        sector = _next_sector(data, sector, size)


def _next_sector(data: bytes, sector: int, size: int) -> int:
    table, place = divmod(sector, size // 4)
    if table >= _MOST_TABLE_SECTORS:
        return _LAST_SECTOR
    start = (_number(data, _TABLE_SECTORS + 4 * table) + 1) * size
    return _number(data, start + 4 * place)


def _entries(sector: bytes) -> Iterator[bytes]:
    for start in range(0, len(sector) - _ENTRY + 1, _ENTRY):
        yield sector[start : start + _ENTRY]


def _name(entry: bytes) -> str:
    length = _number(entry, _NAME_LENGTH, 2)
    if entry[_KIND] == _UNUSED or not 2 <= length <= _NAME_LENGTH:
        return ""
    return entry[: length - 2].decode("utf-16-le", errors="replace")


def _number(data: bytes, place: int, width: int = 4) -> int:
    """A little-endian number; beyond the end of the file, one that ends every chain."""
    found = data[place : place + width]
    return int.from_bytes(found, "little") if len(found) == width else _LAST_SECTOR
