"""The keyring: everything that opens data, in a file of its own outside the database.

Root key → versions of the key-encryption key (KEK) → one data key per data subject. A wrapped
data key is ``01 | suite | KEK version (u16) | nonce[12] | encrypted secret[64] | tag[16]``, 96
bytes; its associated data are the first four bytes, ``dek``, the owner's kind, the owner's id and
the generation. KEKs are random, not derived: destroying a version, in every copy of the file, puts
what was wrapped under it beyond recovery, backups included. Rotation is therefore the horizon of
erasure: ``add_version``, ``promote``, re-wrap all data keys, ``destroy`` the old version.
"""

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag

from casework.crypto import keyfile, keyset, selftest
from casework.crypto.envelope import FORMAT, SECRET_BYTES, DataKey, SealBroken
from casework.crypto.errors import KeyringError
from casework.crypto.keyfile import KekRecord, KekState, KeyringFile
from casework.crypto.rootkey import FileRootKey, RootKey
from casework.crypto.scanning import Scan, scanner
from casework.crypto.suites import NONCE_BYTES, TAG_BYTES, Aead, Suite, keyed_hash

__all__ = ["FileRootKey", "KekRecord", "KekState", "Keyring", "KeyringError", "RootKey"]

_HEADER = 4
_BODY = _HEADER + NONCE_BYTES
_WRAPPED_BYTES = _BODY + SECRET_BYTES + TAG_BYTES
_DIGEST_BYTES = 16
_DEK = b"dek"


class Keyring:
    """The open keyring of a process. Its methods may be called from several threads.

    Call ``reload_if_changed`` before each unit of work, so that a rotation by another process is
    seen. The file is the truth: every change is made to what stands in it, under a lock.
    """

    def __init__(self, path: Path, root: RootKey, suite: Suite = Suite.AES_256_GCM) -> None:
        """Open the keyring at ``path``; ``suite`` is for new keys, old ones keep their own.

        Raises KeyringError when the file is missing, open to others, damaged, or not this root's.
        """
        selftest.run(suite)
        self._path = path
        self._root = root
        self._suite = suite
        self._take(keyset.read(path, root))

    @classmethod
    def create(cls, path: Path, root_path: Path, *, suite: Suite = Suite.AES_256_GCM) -> "Keyring":
        """Make a new keyring and its root key; raises KeyringError when either file exists."""
        selftest.run(suite)
        with keyfile.locked(path):
            if path.exists():
                raise KeyringError(f"密钥环文件已存在：{path}。不会覆盖；请换一个位置。")
            root = FileRootKey.create(root_path, suite)
            try:
                keyset.store(path, root, keyset.created(root, suite))
            except KeyringError:
                root_path.unlink()
                raise
        return cls(path, root, suite)

    @classmethod
    def load(cls, path: Path, root_path: Path, *, suite: Suite = Suite.AES_256_GCM) -> "Keyring":
        """Open an existing keyring; never makes one. Raises KeyringError (see ``__init__``)."""
        return cls(path, FileRootKey(root_path, suite), suite)

    def __repr__(self) -> str:
        return f"<Keyring current={self.current} versions={self.versions}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is neither copied nor pickled")

    # State

    #: Another object after each reading of the file: what it opened before is opened anew. An
    #: attribute, as it is asked for with every value.
    token: object

    @property
    def current(self) -> int:
        """The KEK version that wraps new data keys."""
        return self._keys.current

    @property
    def versions(self) -> tuple[int, ...]:
        """The KEK versions that can open data keys, oldest first."""
        return tuple(kek.version for kek in self.history if kek.wrapped is not None)

    @property
    def history(self) -> tuple[KekRecord, ...]:
        """Every KEK version there ever was, with its state and its instants."""
        return self._keys.file.keks

    @property
    def digest_epoch(self) -> int:
        """The number of the digest key; digests of different epochs cannot be compared."""
        return self._keys.file.hash_keys["digest"].epoch

    def reload(self) -> None:
        """Read the file again; on KeyringError the keyring stays as it was."""
        self._take(keyset.read(self._path, self._root))

    def reload_if_changed(self) -> None:
        """Read the file again if another process has replaced it (one ``stat`` if not)."""
        if keyfile.stamp(self._path) != self._keys.stamp:
            self.reload()

    def require(self, versions: Iterable[int]) -> None:
        """Raise KeyringError unless all these KEK versions, found in a database, can be opened."""
        missing = sorted(set(versions) - set(self.versions))
        if missing:
            numbers = "、".join(str(version) for version in missing)
            raise KeyringError(
                f"密钥环文件过旧：缺少数据库正在使用的密钥版本 {numbers}（{self._path}）。"
                "请恢复较新的密钥环备份。"
            )

    # Data keys

    def new_data_key(self, kind: str, owner: UUID, generation: int = 1) -> tuple[bytes, DataKey]:
        """Make the data key of a new subject: the wrapped key to store and the open key."""
        key = DataKey(secrets.token_bytes(SECRET_BYTES), self._suite, generation)
        return self._wrap(key, kind, owner), key

    def unwrap(self, wrapped: bytes, kind: str, owner: UUID, generation: int = 1) -> DataKey:
        """Open a wrapped data key for exactly this owner; raises SealBroken otherwise."""
        header = wrapped[:_HEADER]
        aead = self._keys.wrapping.get(header) or self._aead_after_reload(header)
        try:
            place = header + _DEK + kind.encode() + owner.bytes + generation.to_bytes()
            secret = aead.decrypt(wrapped[_HEADER:_BODY], wrapped[_BODY:], place)
        except (InvalidTag, ValueError, OverflowError):
            raise SealBroken from None
        return DataKey(secret, header[1], generation)

    def rewrap(self, wrapped: bytes, kind: str, owner: UUID, generation: int = 1) -> bytes:
        """Wrap the same data key under the current KEK; raises SealBroken if it does not open."""
        return self._wrap(self.unwrap(wrapped, kind, owner, generation), kind, owner)

    def scanner(self, kind: str, label: bytes, generation: int = 1) -> Scan:
        """Return a function that opens one field of many subjects fast (``crypto.scanning``)."""
        return scanner(self._wrapping, kind, label, generation)

    @staticmethod
    def kek_version_of(wrapped: bytes) -> int:
        """Read the KEK version in a wrapped key's header; raises SealBroken when it is none."""
        if len(wrapped) != _WRAPPED_BYTES or wrapped[:1] != FORMAT:
            raise SealBroken
        return int.from_bytes(wrapped[2:_HEADER])

    # Versions of the KEK

    def add_version(self) -> int:
        """Publish a new KEK that opens but does not wrap yet; returns its version."""
        return self._change(lambda file: keyset.with_new_kek(file, self._root)).keks[-1].version

    def promote(self, version: int) -> None:
        """Let ``version`` wrap new data keys from now on; raises KeyringError if unknown."""
        self._change(lambda file: keyset.promoted(file, version))

    def destroy(self, version: int) -> None:
        """Drop a KEK for good; raises KeyringError for the current one and for unknown ones.

        Copies of the file in backups must go too: only then is the version destroyed.
        """
        self._change(lambda file: keyset.destroyed(file, version))

    # Keyed hashes: ``purpose`` is a constant of the program, never data

    def digest(self, purpose: str, value: str) -> bytes:
        """Return the 16-byte keyed digest of a normalised value, for look-ups by equality."""
        return self._hash("digest", purpose, value.encode())[:_DIGEST_BYTES]

    def audit_mac(self, message: bytes) -> bytes:
        """Return the 32-byte code that seals an audit entry."""
        return self._hash("audit", "chain", message)

    def mac(self, purpose: str, message: bytes) -> bytes:
        """Return a 32-byte code under a key of its own for each purpose."""
        return self._hash("mac", purpose, message)

    def renew_digest_key(self) -> int:
        """Replace the digest key after a leak; returns the new epoch.

        The old key is gone: every stored digest must be computed again before look-ups find it.
        """
        changed = self._change(
            lambda file: keyset.with_new_digest_key(file, self._root, self._suite)
        )
        return changed.hash_keys["digest"].epoch

    # Inside

    def _take(self, keys: keyset.OpenKeys) -> None:
        self._keys = keys
        self.token = keys.file

    def _change(self, change: Callable[[KeyringFile], KeyringFile]) -> KeyringFile:
        with keyfile.locked(self._path):
            changed = change(keyset.read(self._path, self._root).file)
            keyset.store(self._path, self._root, changed)
            self.reload()
        return changed

    def _wrap(self, key: DataKey, kind: str, owner: UUID) -> bytes:
        keys = self._keys
        header = keyset.wrapping_header(key.suite, keys.current)
        generation = key.generation.to_bytes()
        place = b"".join((header, _DEK, kind.encode(), owner.bytes, generation))
        return header + key.encrypted_by(keys.wrapping[header], place)

    def _wrapping(self, header: bytes) -> Aead:
        return self._keys.wrapping.get(header) or self._aead_after_reload(header)

    def _aead_after_reload(self, header: bytes) -> Aead:
        # Another process may have published a version since this one read the file.
        self.reload_if_changed()
        try:
            return self._keys.wrapping[header]
        except KeyError:
            raise SealBroken from None

    def _hash(self, name: str, purpose: str, message: bytes) -> bytes:
        suite, key = self._keys.hash_key(name, purpose)
        return keyed_hash(suite, key, message)
