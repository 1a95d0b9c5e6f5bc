"""A second implementation of the stored formats, for the known answers in ``vectors.json``.

It shares no code with the product and none of its cipher interfaces: GCM is built from the bare
block cipher after NIST SP 800-38D, HMAC and HKDF from the bare hash after RFC 2104 and RFC 5869.
"""

from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

AES, SM = 1, 2

_BLOCK = 64
_POLYNOMIAL = 0xE1 << 120


def field(
    suite: int,
    secret: bytes,
    generation: int,
    text: bytes,
    *,
    nonce: bytes,
    place: tuple[str, str, str],
) -> bytes:
    """Return the sealed value of ``text`` at ``place`` (label, owner, row)."""
    label, owner, row = place
    header = bytes([1, suite, generation])
    bound = header + bytes([len(label.encode())]) + label.encode() + _id(owner) + _id(row)
    padded = text + b"\x80"
    while len(padded) % 16:
        padded += b"\x00"
    return header + nonce + gcm_encrypt(suite, secret[:32], nonce, padded, bound)


def wrapped_key(
    suite: int,
    kek: bytes,
    version: int,
    secret: bytes,
    *,
    nonce: bytes,
    place: tuple[str, str, int],
) -> bytes:
    """Return the data key ``secret`` wrapped for ``place`` (kind, owner, generation)."""
    kind, owner, generation = place
    header = bytes([1, suite, version >> 8, version & 255])
    bound = header + b"dek" + kind.encode() + _id(owner) + bytes([generation])
    return header + nonce + gcm_encrypt(suite, kek, nonce, secret, bound)


def root_wrapped(suite: int, root: bytes, secret: bytes, *, nonce: bytes, place: bytes) -> bytes:
    """Return what stands in the keyring file for one of its keys."""
    header = bytes([1, suite])
    return header + nonce + gcm_encrypt(suite, root, nonce, secret, header + place)


def keyed_hash(suite: int, key: bytes, name: str, purpose: str, message: bytes) -> bytes:
    """Return the 32-byte code of a hash key of the keyring for one purpose."""
    return hmac(suite, hkdf(suite, key, b"", f"{name}|{purpose}".encode()), message)


def gcm_encrypt(suite: int, key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    subkey = int.from_bytes(block_cipher(suite, key, bytes(16)), "big")
    counters = [nonce + number.to_bytes(4, "big") for number in range(1, len(text) // 16 + 3)]
    stream = block_cipher(suite, key, b"".join(counters))
    ciphertext = bytes(a ^ b for a, b in zip(text, stream[16:], strict=False))
    lengths = (8 * len(bound)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    code = _ghash(subkey, _filled(bound) + _filled(ciphertext) + lengths)
    return ciphertext + bytes(a ^ b for a, b in zip(code, stream[:16], strict=True))


def hkdf(suite: int, key: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes, which is one block of output for both hash functions."""
    extracted = hmac(suite, salt or bytes(32), key)
    return hmac(suite, extracted, info + b"\x01")


def hmac(suite: int, key: bytes, message: bytes) -> bytes:
    filled = (key if len(key) <= _BLOCK else digest(suite, key)).ljust(_BLOCK, b"\x00")
    inner = digest(suite, bytes(byte ^ 0x36 for byte in filled) + message)
    return digest(suite, bytes(byte ^ 0x5C for byte in filled) + inner)


def digest(suite: int, message: bytes) -> bytes:
    state = hashes.Hash(hashes.SHA256() if suite == AES else hashes.SM3())
    state.update(message)
    return state.finalize()


def block_cipher(suite: int, key: bytes, blocks: bytes) -> bytes:
    algorithm = algorithms.AES(key) if suite == AES else algorithms.SM4(key[:16])
    encryptor = Cipher(algorithm, modes.ECB()).encryptor()  # noqa: S305 - the bare block cipher
    return encryptor.update(blocks) + encryptor.finalize()


def _ghash(subkey: int, blocks: bytes) -> bytes:
    total = 0
    for start in range(0, len(blocks), 16):
        total = _multiplied(total ^ int.from_bytes(blocks[start : start + 16], "big"), subkey)
    return total.to_bytes(16, "big")


def _multiplied(left: int, right: int) -> int:
    product = 0
    for bit in range(127, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = right >> 1 ^ (_POLYNOMIAL if right & 1 else 0)
    return product


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def _id(text: str) -> bytes:
    return UUID(text).bytes
