"""The two families of algorithms and the one seam through which both are used.

Suite 1 is AES-256-GCM with SHA-256, suite 2 is SM4-GCM with SM3 (GB/T 32907, GB/T 32905). Every
sealed value carries its suite's number, so both can stand in one database. A key has 32 bytes in
either suite; SM4 takes the first 16 of them.
"""

import enum
import hmac
from collections.abc import Callable
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_SM4_KEY_BYTES = 16


class Suite(enum.IntEnum):
    """The number of an algorithm family; it stands in the header of all that is sealed."""

    AES_256_GCM = 1
    SM4_GCM = 2


class Aead(Protocol):
    """Authenticated encryption under one key; the tag is the last 16 bytes of the ciphertext.

    A certified cipher machine joins here without a change to what is stored.
    """

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return the plaintext; raises InvalidTag or, for a nonce of a wrong size, ValueError."""


class Sm4Gcm:
    """SM4-GCM (RFC 8998) with the interface of ``AESGCM``; the package has no such class.

    Of a 32-byte key it takes the first 16.
    """

    __slots__ = ("_algorithm",)

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key[:_SM4_KEY_BYTES])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        ciphertext = encryptor.update(data)
        encryptor.finalize()
        return ciphertext + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        decryptor = Cipher(self._algorithm, modes.GCM(nonce)).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        plaintext = decryptor.update(data[:-TAG_BYTES])
        decryptor.finalize_with_tag(data[-TAG_BYTES:])
        return plaintext


#: By suite: makes the cipher under a 32-byte key. A look-up, as it stands in the hot path.
AEADS: dict[int, Callable[[bytes], Aead]] = {Suite.AES_256_GCM: AESGCM, Suite.SM4_GCM: Sm4Gcm}


def keyed_hash(suite: Suite, key: bytes, message: bytes) -> bytes:
    """Return the 32-byte HMAC of ``message`` with the suite's hash function."""
    if suite is Suite.AES_256_GCM:
        return hmac.digest(key, message, "sha256")
    code = HMAC(key, hashes.SM3())
    code.update(message)
    return code.finalize()


def derive_key(suite: Suite, key: bytes, *, salt: bytes, purpose: bytes) -> bytes:
    """Return a 32-byte key for one purpose (HKDF, RFC 5869, with the suite's hash function)."""
    algorithm = hashes.SHA256() if suite is Suite.AES_256_GCM else hashes.SM3()
    return HKDF(algorithm, KEY_BYTES, salt=salt, info=purpose).derive(key)
