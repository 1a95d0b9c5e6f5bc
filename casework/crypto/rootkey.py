"""The root key: outside the database, used only to wrap what stands in the keyring file.

``FileRootKey`` reads it from a file that its owner alone can read. A key management service or
a cipher machine takes its place by offering the same two methods.
"""

import os
import secrets
import stat
from pathlib import Path
from typing import NoReturn, Protocol

from cryptography.exceptions import InvalidTag

from casework.crypto.envelope import FORMAT, SealBroken
from casework.crypto.errors import KeyringError
from casework.crypto.suites import AEADS, KEY_BYTES, NONCE_BYTES, Suite

_HEADER = 2
_BODY = _HEADER + NONCE_BYTES
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class RootKey(Protocol):
    """Whatever can wrap the keyring's keys and bind each to its place (``aad``)."""

    def wrap(self, secret: bytes, aad: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        """Return the secret; raises SealBroken when key, place or bytes do not fit."""


class FileRootKey:
    """A root key of 32 random bytes, written as 64 hexadecimal digits in a file of mode 0400.

    A wrapped secret is ``01 | suite | nonce[12] | ciphertext | tag[16]``; its associated data are
    the first two bytes and the place.
    """

    __slots__ = ("_key", "_suite")

    def __init__(self, path: Path, suite: Suite = Suite.AES_256_GCM) -> None:
        """Read the key; raises KeyringError when it is missing, malformed or open to others."""
        self._key = _decode(path, read_private(path, "根密钥文件"))
        self._suite = suite

    @classmethod
    def create(cls, path: Path, suite: Suite = Suite.AES_256_GCM) -> "FileRootKey":
        """Make a new random root key; raises KeyringError when the file exists already."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:
            raise KeyringError(f"根密钥文件已存在：{path}。不会覆盖；请换一个位置。") from None
        except OSError as error:
            raise KeyringError(f"无法写入根密钥文件：{path}（{error.strerror}）。") from None
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(descriptor)
        return cls(path, suite)

    def __repr__(self) -> str:
        return "<FileRootKey>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a root key is neither copied nor pickled")

    def wrap(self, secret: bytes, aad: bytes) -> bytes:
        header = FORMAT + self._suite.to_bytes()
        nonce = os.urandom(NONCE_BYTES)
        return header + nonce + AEADS[self._suite](self._key).encrypt(nonce, secret, header + aad)

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        header = wrapped[:_HEADER]
        try:
            aead = AEADS[header[1]](self._key)
            return aead.decrypt(wrapped[_HEADER:_BODY], wrapped[_BODY:], header + aad)
        except (InvalidTag, LookupError, ValueError):
            raise SealBroken from None


def read_private(path: Path, what: str) -> bytes:
    """Return the content of a file that nobody but its owner can read or write.

    ``what`` names the file in messages. Raises KeyringError otherwise.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read()
    except FileNotFoundError:
        raise KeyringError(f"{what}不存在：{path}。请从备份恢复；系统不会自行新建。") from None
    except OSError as error:
        raise KeyringError(f"{what}无法读取：{path}（{error.strerror}）。") from None
    if mode & _OTHERS:
        raise KeyringError(
            f"{what}的权限过宽（{mode:04o}），其他用户可以访问：{path}。请执行 chmod 600。"
        )
    return content


def _decode(path: Path, content: bytes) -> bytes:
    try:
        key = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyringError(f"根密钥文件内容不对：{path}。应为 64 个十六进制字符；请从备份恢复。")
    return key
