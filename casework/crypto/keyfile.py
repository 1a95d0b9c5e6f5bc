"""The keyring's file: what stands in it, and how it is read, replaced and locked.

It is JSON that can be read by a person; all keys in it are wrapped by the root key. A destroyed
version keeps its line without its key, so that no number is ever given twice and the day after
which erased data are beyond recovery stands on record.
"""

import base64
import enum
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework.crypto.errors import KeyringError
from casework.crypto.rootkey import read_private
from casework.crypto.suites import Suite

_FILE_FORMAT = 1

#: Changes with every replacement of the file: inode, time of change in ns, size.
Stamp = tuple[int, int, int] | None


class KekState(enum.StrEnum):
    """What a version of the key-encryption key may still do."""

    CURRENT = "current"  # wraps new data keys
    DECRYPT_ONLY = "decrypt-only"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class KekRecord:
    """One version of the key-encryption key; instants are ISO 8601 in UTC."""

    version: int
    state: KekState
    created_at: str
    destroyed_at: str | None = None
    wrapped: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HashKeyRecord:
    """A key of keyed hashes; it keeps the suite it was made with, or old hashes would differ."""

    epoch: int
    suite: Suite
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyringFile:
    """All that stands in the file, but for its check value."""

    keks: tuple[KekRecord, ...]
    hash_keys: dict[str, HashKeyRecord]

    def canonical(self) -> bytes:
        """The bytes that the check value vouches for."""
        return json.dumps(self._plain(), sort_keys=True, separators=(",", ":")).encode()

    def dump(self, check: bytes) -> bytes:
        return json.dumps({**self._plain(), "check": _text(check)}, indent=2).encode() + b"\n"

    def _plain(self) -> dict[str, Any]:
        return {
            "format": _FILE_FORMAT,
            "keks": [_plain_kek(kek) for kek in self.keks],
            "hash_keys": {
                name: {"epoch": key.epoch, "suite": key.suite.value, "wrapped": _text(key.wrapped)}
                for name, key in self.hash_keys.items()
            },
        }


def read(path: Path) -> tuple[KeyringFile, bytes]:
    """Return the file's content and its check value, both still unverified.

    Raises KeyringError when the file is missing, open to others or not a keyring.
    """
    content = read_private(path, "密钥环文件")
    try:
        return _parse(json.loads(content))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise KeyringError(f"密钥环文件已损坏：{path}。请从备份恢复。") from None


def replace(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of the file at once: a reader sees all of it or the old one."""
    try:
        temporary = _write_beside(path, content)
    except OSError as error:
        raise KeyringError(f"无法写入密钥环文件：{path}（{error.strerror}）。") from None
    try:
        temporary.replace(path)
    except OSError as error:
        temporary.unlink()
        raise KeyringError(f"无法写入密钥环文件：{path}（{error.strerror}）。") from None
    _sync_folder(path.parent)


def stamp(path: Path) -> Stamp:
    """Return what tells one state of the file from the next; None when it cannot be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing the keyring; the lock ends with the process at latest."""
    try:
        descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise KeyringError(f"无法锁定密钥环文件：{path}（{error.strerror}）。") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_beside(path: Path, content: bytes) -> Path:
    # mkstemp makes the file with mode 0600.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _plain_kek(kek: KekRecord) -> dict[str, Any]:
    return {
        "version": kek.version,
        "state": kek.state.value,
        "created_at": kek.created_at,
        "destroyed_at": kek.destroyed_at,
        "wrapped": None if kek.wrapped is None else _text(kek.wrapped),
    }


def _parse(plain: dict[str, Any]) -> tuple[KeyringFile, bytes]:
    if plain["format"] != _FILE_FORMAT:
        raise ValueError("unknown format")
    keks = tuple(
        KekRecord(
            version=kek["version"],
            state=KekState(kek["state"]),
            created_at=kek["created_at"],
            destroyed_at=kek["destroyed_at"],
            wrapped=None if kek["wrapped"] is None else _bytes(kek["wrapped"]),
        )
        for kek in plain["keks"]
    )
    hash_keys = {
        name: HashKeyRecord(key["epoch"], Suite(key["suite"]), _bytes(key["wrapped"]))
        for name, key in plain["hash_keys"].items()
    }
    return KeyringFile(keks, hash_keys), _bytes(plain["check"])


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
