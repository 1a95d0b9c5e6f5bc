"""Known answers: the product, a second implementation and the file must agree for ever."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from casework.crypto import envelope
from casework.crypto.envelope import DataKey, Suite
from casework.crypto.keyring import FileRootKey
from casework.crypto.suites import AEADS
from casework.crypto.suites import keyed_hash as product_hash
from tests.crypto import reference
from tests.crypto.rings import known_ring

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
STANDARDS = VECTORS["standards"]


def raw(vector: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(vector[name])


def fix_nonce(monkeypatch: pytest.MonkeyPatch, module: Any, nonce: bytes) -> None:
    monkeypatch.setattr(module, "urandom", lambda _size: nonce)


@pytest.mark.parametrize("vector", VECTORS["field"])
def test_a_field_is_sealed_as_written_down(
    vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = DataKey(raw(vector, "secret"), vector["suite"], vector["generation"])
    place = (vector["label"].encode(), UUID(vector["owner"]).bytes, UUID(vector["row"]).bytes)
    fix_nonce(monkeypatch, envelope, raw(vector, "nonce"))

    assert key.seal(vector["text"].encode(), *place) == raw(vector, "box")
    assert key.open(raw(vector, "box"), *place).decode() == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["field"])
def test_a_field_is_sealed_alike_by_the_second_implementation(vector: dict[str, Any]) -> None:
    box = reference.field(
        vector["suite"],
        raw(vector, "secret"),
        vector["generation"],
        vector["text"].encode(),
        nonce=raw(vector, "nonce"),
        place=(vector["label"], vector["owner"], vector["row"]),
    )

    assert box == raw(vector, "box")


@pytest.mark.parametrize("vector", VECTORS["wrapped_key"])
def test_a_data_key_is_wrapped_as_written_down(
    vector: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = Suite(vector["suite"])
    ring = known_ring(tmp_path, suite, keks={vector["version"]: raw(vector, "kek")})
    place = (vector["kind"], UUID(vector["owner"]), vector["generation"])
    fix_nonce(monkeypatch, envelope, raw(vector, "nonce"))

    assert ring.rewrap(raw(vector, "wrapped"), *place) == raw(vector, "wrapped")
    assert len(raw(vector, "wrapped")) == 96
    key = ring.unwrap(raw(vector, "wrapped"), *place)
    assert key.derive(b"file", b"") == reference.hkdf(
        suite, raw(vector, "secret")[32:], b"", b"file"
    )


@pytest.mark.parametrize("vector", VECTORS["wrapped_key"])
def test_a_data_key_is_wrapped_alike_by_the_second_implementation(vector: dict[str, Any]) -> None:
    wrapped = reference.wrapped_key(
        vector["suite"],
        raw(vector, "kek"),
        vector["version"],
        raw(vector, "secret"),
        nonce=raw(vector, "nonce"),
        place=(vector["kind"], vector["owner"], vector["generation"]),
    )

    assert wrapped == raw(vector, "wrapped")


@pytest.mark.parametrize("vector", VECTORS["derived_key"])
def test_a_key_is_derived_as_written_down(vector: dict[str, Any]) -> None:
    key = DataKey(raw(vector, "secret"), vector["suite"], 1)
    purpose, salt = vector["purpose"].encode(), raw(vector, "salt")

    assert key.derive(purpose, salt) == raw(vector, "key")
    assert reference.hkdf(vector["suite"], key._secret[32:], salt, purpose) == raw(vector, "key")


@pytest.mark.parametrize("vector", VECTORS["root_wrapped"])
def test_the_root_key_wraps_as_written_down(
    vector: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "root.key"
    path.write_text(vector["root"])
    path.chmod(0o400)
    root = FileRootKey(path, Suite(vector["suite"]))
    secret, place = raw(vector, "secret"), raw(vector, "place")
    fix_nonce(monkeypatch, os, raw(vector, "nonce"))

    assert root.wrap(secret, place) == raw(vector, "wrapped")
    assert root.unwrap(raw(vector, "wrapped"), place) == secret
    expected = reference.root_wrapped(
        vector["suite"], raw(vector, "root"), secret, nonce=raw(vector, "nonce"), place=place
    )
    assert expected == raw(vector, "wrapped")


@pytest.mark.parametrize("vector", VECTORS["keyed_hash"])
def test_keyed_hashes_are_as_written_down(vector: dict[str, Any], tmp_path: Path) -> None:
    ring = known_ring(tmp_path, Suite(vector["suite"]), hash_key=raw(vector, "key"))
    purpose, message = vector["purpose"], vector["message"]
    codes = {
        "digest": lambda: ring.digest(purpose, message),
        "audit": lambda: ring.audit_mac(message.encode()),
        "mac": lambda: ring.mac(purpose, message.encode()),
    }
    expected = reference.keyed_hash(
        vector["suite"], raw(vector, "key"), vector["name"], purpose, message.encode()
    )

    assert codes[vector["name"]]() == raw(vector, "code")
    assert expected[: len(raw(vector, "code"))] == raw(vector, "code")


@pytest.mark.parametrize("vector", STANDARDS["gcm"], ids=lambda vector: vector["source"])
def test_gcm_of_the_standards(vector: dict[str, Any]) -> None:
    key, nonce, text, bound = (raw(vector, name) for name in ("key", "nonce", "text", "bound"))
    aead = AEADS[vector["suite"]](key)

    assert aead.encrypt(nonce, text, bound) == raw(vector, "ciphertext")
    assert aead.decrypt(nonce, raw(vector, "ciphertext"), bound) == text
    assert reference.gcm_encrypt(vector["suite"], key, nonce, text, bound) == raw(
        vector, "ciphertext"
    )


@pytest.mark.parametrize("vector", STANDARDS["digest"], ids=lambda vector: vector["source"])
def test_digests_of_the_standards(vector: dict[str, Any]) -> None:
    assert reference.digest(vector["suite"], raw(vector, "message")) == raw(vector, "digest")


@pytest.mark.parametrize("vector", STANDARDS["block"], ids=lambda vector: vector["source"])
def test_block_ciphers_of_the_standards(vector: dict[str, Any]) -> None:
    block = reference.block_cipher(vector["suite"], raw(vector, "key"), raw(vector, "text"))

    assert block == raw(vector, "ciphertext")


@pytest.mark.parametrize("vector", STANDARDS["hmac"], ids=lambda vector: vector["source"])
def test_hmac_of_the_standards(vector: dict[str, Any]) -> None:
    suite, key, message = Suite(vector["suite"]), raw(vector, "key"), raw(vector, "message")

    assert product_hash(suite, key, message) == raw(vector, "code")
    assert reference.hmac(suite, key, message) == raw(vector, "code")
