"""Sealed files: a stream of chunks that is written and read without holding the whole.

A sealed file is a header and chunks, each with a tag of 16 bytes:
``"CCF1" | 01 | suite | chunk size (u32) | salt[16] | nonce prefix[7]``. The key of the stream is
derived (HKDF) from a secret that belongs to this one file, the salt and the file's id, so that it
opens under no other file. The nonce of a chunk is ``prefix | index (u32) | 01 for the last one``
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár): cut, doubled, dropped or
swapped chunks open nowhere. The header is the associated data of the first chunk. Every file has
a last chunk, also an empty one.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from os import urandom
from struct import Struct

from cryptography.exceptions import InvalidTag

from casework.crypto.envelope import SealBroken
from casework.crypto.suites import AEADS, KEY_BYTES, TAG_BYTES, Aead, Suite, derive_key

CHUNK_BYTES = 64 * 1024
#: A secret that is fit to seal one file with.
SECRET_BYTES = KEY_BYTES

_MAGIC, _FORMAT = b"CCF1", 1
_SALT_BYTES, _PREFIX_BYTES = 16, 7
_HEADER = Struct(f">4sBBI{_SALT_BYTES}s{_PREFIX_BYTES}s")
_PLACE = Struct(">IB")
_MOST_CHUNKS = 2**32


def new_secret() -> bytes:
    """Return a fresh secret for one file."""
    return urandom(SECRET_BYTES)


def sealed_size(size: int) -> int:
    """Return how many bytes a file of ``size`` bytes takes when it is sealed."""
    chunks = max(1, -(-size // CHUNK_BYTES))
    return _HEADER.size + size + chunks * TAG_BYTES


def seal_stream(
    plain: Iterable[bytes], secret: bytes, file_id: bytes, suite: Suite
) -> Iterator[bytes]:
    """Yield the sealed file piece by piece; ``plain`` may come in pieces of any size.

    ``secret`` is this file's alone. Raises ValueError for a secret of another size and
    OverflowError beyond 2^32 chunks (256 TiB).
    """
    salt, prefix = urandom(_SALT_BYTES), urandom(_PREFIX_BYTES)
    header = _HEADER.pack(_MAGIC, _FORMAT, suite, CHUNK_BYTES, salt, prefix)
    aead = _aead(suite, secret, salt, file_id)
    yield header
    for index, chunk, is_last in _numbered(plain, CHUNK_BYTES):
        place = header if index == 0 else b""
        yield aead.encrypt(_nonce(prefix, index, is_last=is_last), chunk, place)


def open_stream(sealed: Iterable[bytes], secret: bytes, file_id: bytes) -> Iterator[bytes]:
    """Yield the plain chunks of a sealed file, each only after its tag was checked.

    Raises SealBroken for another secret or file and for anything cut, moved or altered: at once
    for the first chunk, and else after the chunks that were in order.
    """
    pieces = iter(sealed)
    header, rest = _take(pieces, _HEADER.size)
    suite, size, salt, prefix = _read_header(header)
    aead = _aead(suite, secret, salt, file_id)
    for index, box, is_last in _numbered(chain((rest,), pieces), size + TAG_BYTES):
        place = header if index == 0 else b""
        try:
            chunk = aead.decrypt(_nonce(prefix, index, is_last=is_last), box, place)
        except (InvalidTag, ValueError):
            raise SealBroken from None
        yield chunk


def _aead(suite: Suite, secret: bytes, salt: bytes, file_id: bytes) -> Aead:
    if len(secret) != SECRET_BYTES:
        message = f"a file's secret has {SECRET_BYTES} bytes"
        raise ValueError(message)
    return AEADS[suite](derive_key(suite, secret, salt=salt, purpose=b"file" + file_id))


def _nonce(prefix: bytes, index: int, *, is_last: bool) -> bytes:
    return prefix + _PLACE.pack(index, is_last)


def _read_header(header: bytes) -> tuple[Suite, int, bytes, bytes]:
    if len(header) != _HEADER.size:
        raise SealBroken
    magic, version, suite, size, salt, prefix = _HEADER.unpack(header)
    # The size is settled: a header that asks for another one could ask for all memory.
    if (magic, version, size) != (_MAGIC, _FORMAT, CHUNK_BYTES) or suite not in AEADS:
        raise SealBroken
    return Suite(suite), size, salt, prefix


def _take(pieces: Iterator[bytes], size: int) -> tuple[bytes, bytes]:
    """Return the first bytes, and what came with them beyond."""
    taken = b""
    while len(taken) < size and (piece := next(pieces, None)) is not None:
        taken += piece
    return taken[:size], taken[size:]


def _numbered(pieces: Iterable[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield chunks of one size with their numbers; the last one, perhaps shorter, is known."""
    held, index = bytearray(), 0
    for piece in pieces:
        held += piece
        while len(held) > size:  # a full chunk is kept back until it is known not to be the last
            if index == _MOST_CHUNKS - 1:
                message = "too long for one stream"
                raise OverflowError(message)
            yield index, bytes(held[:size]), False
            del held[:size]
            index += 1
    yield index, bytes(held), True
