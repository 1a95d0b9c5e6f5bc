"""Sealed values and the data keys that seal them.

A sealed value is ``01 | suite | generation | nonce[12] | ciphertext | tag[16]``. The plaintext is
padded with 0x80 and zeros to a multiple of 16 bytes, so that its length does not tell a short
name from a long one. The associated data are the first three bytes, the label with its length in
one byte, the owner and the row: a value that is moved to another field, row or owner opens
nowhere. Exactly one key is ever tried.
"""

from os import urandom
from typing import NoReturn

from cryptography.exceptions import InvalidTag

from casework.crypto.suites import AEADS, KEY_BYTES, NONCE_BYTES, Aead, Suite, derive_key

__all__ = ["FORMAT", "SECRET_BYTES", "DataKey", "SealBroken", "Suite"]

FORMAT = b"\x01"
SECRET_BYTES = 2 * KEY_BYTES

_ID_BYTES = 16
_LONGEST_LABEL = 255
_HEADER = 3
_BODY = _HEADER + NONCE_BYTES
_BLOCK_MASK = 15
_MARK = b"\x80"

# What the hot path looks up instead of computing it for every value.
_PADDING = tuple(_MARK + bytes(_BLOCK_MASK - length) for length in range(16))
_BYTE = tuple(bytes((number,)) for number in range(256))


class SealBroken(Exception):
    """A sealed value does not open: wrong key, wrong place, or altered bytes.

    Always the same message, so that nothing can be learned from which check failed.
    """

    def __init__(self) -> None:
        super().__init__("sealed value cannot be opened")


class DataKey:
    """The open key of one data subject: a field key and a key to derive others from.

    It never shows its secret and cannot be copied or pickled; keep it for one unit of work.
    """

    __slots__ = ("_aead", "_header", "_secret")

    def __init__(self, secret: bytes, suite: int, generation: int) -> None:
        """Take 64 secret bytes, field key first; ``generation`` counts a subject's keys."""
        self._header = FORMAT + _BYTE[suite] + _BYTE[generation]
        self._aead = AEADS[suite](secret[:KEY_BYTES])
        self._secret = secret

    @property
    def suite(self) -> Suite:
        return Suite(self._header[1])

    @property
    def generation(self) -> int:
        return self._header[2]

    def __repr__(self) -> str:
        return f"<DataKey suite={self.suite.value} generation={self.generation}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is neither copied nor pickled")

    def seal(self, text: bytes, label: bytes, owner: bytes, row: bytes) -> bytes:
        """Seal ``text`` for one field (``label``) of one row; ``owner`` and ``row`` are UUID bytes.

        Raises ValueError for ids that are not 16 bytes or a label beyond 255.
        """
        if len(owner) != _ID_BYTES or len(row) != _ID_BYTES or len(label) > _LONGEST_LABEL:
            raise ValueError("a sealed value needs ids of 16 bytes and a label of at most 255")
        header = self._header
        nonce = urandom(NONCE_BYTES)
        padded = text + _PADDING[len(text) & _BLOCK_MASK]
        place = b"".join((header, _BYTE[len(label)], label, owner, row))
        return header + nonce + self._aead.encrypt(nonce, padded, place)

    def open(self, box: bytes, label: bytes, owner: bytes, row: bytes) -> bytes:
        """Return what was sealed for exactly this field, owner and row; else raises SealBroken."""
        header = self._header
        if box[:_HEADER] != header:
            raise SealBroken
        try:
            place = b"".join((header, _BYTE[len(label)], label, owner, row))
            padded = self._aead.decrypt(box[_HEADER:_BODY], box[_BODY:], place)
            return padded[: padded.rindex(_MARK)]
        except (InvalidTag, ValueError, IndexError):
            raise SealBroken from None

    def derive(self, purpose: bytes, salt: bytes) -> bytes:
        """Return a 32-byte key for one purpose and salt, such as one attachment."""
        return derive_key(self.suite, self._secret[KEY_BYTES:], salt=salt, purpose=purpose)

    def encrypted_by(self, wrapping: Aead, place: bytes) -> bytes:
        """Return nonce and ciphertext of the secret; it leaves the key in no other way."""
        nonce = urandom(NONCE_BYTES)
        return nonce + wrapping.encrypt(nonce, self._secret, place)
