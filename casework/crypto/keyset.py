"""The keys of a keyring, opened under its root key, and the changes that they go through."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from casework.crypto import keyfile
from casework.crypto.envelope import FORMAT, SealBroken
from casework.crypto.errors import KeyringError
from casework.crypto.keyfile import HashKeyRecord, KekRecord, KekState, KeyringFile
from casework.crypto.rootkey import RootKey
from casework.crypto.suites import AEADS, KEY_BYTES, Aead, Suite, derive_key

_LAST_VERSION = 0xFFFF
_HASH_KEYS = ("digest", "audit", "mac")
_CHECK = b"casework keyring check:"


@dataclass(frozen=True, slots=True, repr=False)
class OpenKeys:
    """One state of the file with its keys open; replaced whole, never changed."""

    file: KeyringFile
    stamp: keyfile.Stamp
    current: int
    #: By the first four bytes of a wrapped data key: format, suite and version in one look-up.
    wrapping: dict[bytes, Aead]
    _hash_keys: dict[str, bytes]
    _derived: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def hash_key(self, name: str, purpose: str) -> tuple[Suite, bytes]:
        """Return the suite and the key of keyed hashes for one purpose."""
        suite = self.file.hash_keys[name].suite
        key = self._derived.get((name, purpose))
        if key is None:
            info = f"{name}|{purpose}".encode()
            key = derive_key(suite, self._hash_keys[name], salt=b"", purpose=info)
            self._derived[name, purpose] = key
        return suite, key


def wrapping_header(suite: Suite, version: int) -> bytes:
    """Return the first four bytes of a data key that is wrapped under this KEK version."""
    return FORMAT + suite.to_bytes() + version.to_bytes(2)


def read(path: Path, root: RootKey) -> OpenKeys:
    """Read, verify and open the file; raises KeyringError when any of it fails."""
    stamp = keyfile.stamp(path)
    file, check = keyfile.read(path)
    try:
        root.unwrap(check, _CHECK + file.canonical())
        return _open(file, root, stamp)
    except SealBroken:
        raise KeyringError(
            f"密钥环与根密钥不匹配，或密钥环文件被改动：{path}。请用同一份备份恢复这两个文件。"
        ) from None


def store(path: Path, root: RootKey, file: KeyringFile) -> None:
    """Replace the file, with a check value that vouches for all of it."""
    check = root.wrap(b"", _CHECK + file.canonical())
    keyfile.replace(path, file.dump(check))


def created(root: RootKey, suite: Suite) -> KeyringFile:
    """Return the content of a new keyring: KEK version 1 and the first hash keys."""
    return KeyringFile(
        keks=(_new_kek(root, 1, KekState.CURRENT),),
        hash_keys={name: _new_hash_key(root, suite, name, epoch=1) for name in _HASH_KEYS},
    )


def with_new_kek(file: KeyringFile, root: RootKey) -> KeyringFile:
    """Add the next KEK version; it opens but does not wrap yet."""
    version = file.keks[-1].version + 1
    if version > _LAST_VERSION:
        raise KeyringError(f"密钥版本号已用完（{_LAST_VERSION}），不能再新增。")
    return replace(file, keks=(*file.keks, _new_kek(root, version, KekState.DECRYPT_ONLY)))


def promoted(file: KeyringFile, version: int) -> KeyringFile:
    """Let another living KEK version wrap new data keys."""
    _require_living(file, version)
    return replace(file, keks=tuple(_in_turn(kek, version) for kek in file.keks))


def destroyed(file: KeyringFile, version: int) -> KeyringFile:
    """Drop the key of a KEK version that is not the current one; its line stays."""
    kek = _require_living(file, version)
    if kek.state is KekState.CURRENT:
        raise KeyringError(f"密钥版本 {version} 正在使用，不能销毁。请先启用新版本。")
    gone = replace(kek, state=KekState.DESTROYED, destroyed_at=_instant(), wrapped=None)
    return replace(file, keks=tuple(gone if each is kek else each for each in file.keks))


def with_new_digest_key(file: KeyringFile, root: RootKey, suite: Suite) -> KeyringFile:
    """Put a new digest key of the next epoch in the place of the old one."""
    epoch = file.hash_keys["digest"].epoch + 1
    renewed = _new_hash_key(root, suite, "digest", epoch)
    return replace(file, hash_keys={**file.hash_keys, "digest": renewed})


def _open(file: KeyringFile, root: RootKey, stamp: keyfile.Stamp) -> OpenKeys:
    wrapping: dict[bytes, Aead] = {}
    for kek in file.keks:
        if kek.wrapped is not None:
            key = root.unwrap(kek.wrapped, _kek_place(kek.version))
            for suite in Suite:
                wrapping[wrapping_header(suite, kek.version)] = AEADS[suite](key)
    hash_keys = {
        name: root.unwrap(record.wrapped, _hash_key_place(name, record.epoch))
        for name, record in file.hash_keys.items()
    }
    current = next(kek.version for kek in file.keks if kek.state is KekState.CURRENT)
    return OpenKeys(file, stamp, current, wrapping, hash_keys)


def _new_kek(root: RootKey, version: int, state: KekState) -> KekRecord:
    wrapped = root.wrap(secrets.token_bytes(KEY_BYTES), _kek_place(version))
    return KekRecord(version, state, created_at=_instant(), wrapped=wrapped)


def _new_hash_key(root: RootKey, suite: Suite, name: str, epoch: int) -> HashKeyRecord:
    wrapped = root.wrap(secrets.token_bytes(KEY_BYTES), _hash_key_place(name, epoch))
    return HashKeyRecord(epoch, suite, wrapped)


def _kek_place(version: int) -> bytes:
    return b"kek|" + version.to_bytes(2)


def _hash_key_place(name: str, epoch: int) -> bytes:
    return f"hash key|{name}|{epoch}".encode()


def _require_living(file: KeyringFile, version: int) -> KekRecord:
    for kek in file.keks:
        if kek.version == version and kek.state is not KekState.DESTROYED:
            return kek
    raise KeyringError(f"密钥环中没有可用的密钥版本 {version}。")


def _in_turn(kek: KekRecord, current: int) -> KekRecord:
    if kek.state is KekState.DESTROYED:
        return kek
    state = KekState.CURRENT if kek.version == current else KekState.DECRYPT_ONLY
    return replace(kek, state=state)


def _instant() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
