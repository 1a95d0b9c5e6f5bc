"""Keyrings for these tests: real ones in a folder, and ones of known keys."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from casework.crypto import keyset
from casework.crypto.envelope import Suite
from casework.crypto.keyfile import HashKeyRecord, KekRecord, KekState, KeyringFile
from casework.crypto.keyring import Keyring


@dataclass(frozen=True)
class KeyFiles:
    """Where a keyring and its root key lie."""

    path: Path
    root_path: Path

    @classmethod
    def within(cls, folder: Path) -> "KeyFiles":
        return cls(folder / "keyring.json", folder / "root.key")

    def create(self, suite: Suite = Suite.AES_256_GCM) -> Keyring:
        return Keyring.create(self.path, self.root_path, suite=suite)

    def load(self, suite: Suite = Suite.AES_256_GCM) -> Keyring:
        return Keyring.load(self.path, self.root_path, suite=suite)

    def edit(self, old: str, new: str) -> None:
        """Change the file as somebody with an editor would."""
        content = self.path.read_text()
        assert old in content
        self.path.write_text(content.replace(old, new, 1))

    def wrapped_keys(self) -> list[bytes]:
        """Every root-wrapped key in the file, as bytes."""
        plain = json.loads(self.path.read_text())
        texts = [kek["wrapped"] for kek in plain["keks"] if kek["wrapped"] is not None]
        texts += [key["wrapped"] for key in plain["hash_keys"].values()]
        return [base64.b64decode(text) for text in texts]


class TransparentRoot:
    """A root key that wraps nothing, so that the keys of a keyring are known."""

    def wrap(self, secret: bytes, aad: bytes) -> bytes:  # noqa: ARG002
        return secret

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:  # noqa: ARG002
        return wrapped


def known_ring(
    folder: Path,
    suite: Suite,
    *,
    keks: dict[int, bytes] | None = None,
    hash_key: bytes = bytes(32),
) -> Keyring:
    """Return a keyring of these KEKs, the last one current, and one key for all keyed hashes."""
    keks = keks or {1: bytes(32)}
    states = dict.fromkeys(keks, KekState.DECRYPT_ONLY) | {max(keks): KekState.CURRENT}
    file = KeyringFile(
        keks=tuple(
            KekRecord(version, states[version], "2026-01-01T00:00:00+00:00", wrapped=kek)
            for version, kek in keks.items()
        ),
        hash_keys={name: HashKeyRecord(1, suite, hash_key) for name in ("digest", "audit", "mac")},
    )
    path = folder / f"known-{suite.value}.json"
    keyset.store(path, TransparentRoot(), file)
    return Keyring(path, TransparentRoot(), suite)
