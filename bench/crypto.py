"""What sealing costs, as ratios to the bare cipher.

The baseline is AES-256-GCM of the ``cryptography`` package in one call, with a key object that is
kept, a fresh nonce for each value and no associated data. All candidates take turns in one
process and each counts with its best round, in CPU time, so that other work on the machine weighs
on all alike. The targets stand for short Chinese texts of 20 to 60 bytes.

Unwrapping is also measured with bare calls: no associated data, no padding, no key object. Making
an ``AESGCM`` object costs more than a decryption, so this is the floor under the real thing.
"""

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.figures import Figure
from bench.timing import Act, least_cpu
from casework.crypto.envelope import Suite
from casework.crypto.keyring import Keyring

TITLE = "The cipher: sealing and opening one short text ÷ bare AES-256-GCM, CPU"

ROUNDS = 41
TEXTS_A_ROUND = 400

_LABEL = b"child.name"
_KIND = "child"
_CHARACTERS = "王李张刘陈杨赵黄周吴家住村东头第三户奶奶照看父母在外务工今天入户走访孩子情况良好"


@dataclass(frozen=True)
class Ratio:
    """One candidate against the baseline that it is measured by."""

    name: str
    candidate: str
    baseline: str
    target: float


_RATIOS = (
    Ratio("seal, AES-256-GCM", "seal 1", "encrypt", 1.6),
    Ratio("open, AES-256-GCM", "open 1", "decrypt", 2.2),
    Ratio("unwrap + first field", "unwrap", "decrypt", 4.5),
    Ratio("  the same, bare calls", "bare unwrap", "decrypt", 4.5),
    Ratio("seal, SM4-GCM", "seal 2", "encrypt", 6.5),
    Ratio("open, SM4-GCM", "open 2", "decrypt", 9.5),
)


def figures(_workshop: object, *, quick: bool) -> Iterator[Figure]:
    """Yield each candidate's cost as a multiple of its baseline."""
    best = least_cpu(_acts(_texts()), 2 if quick else ROUNDS)
    for ratio in _RATIOS:
        measured = best[ratio.candidate] / best[ratio.baseline]
        yield Figure(ratio.name, measured, at_most=ratio.target, unit="×")


def _texts() -> list[bytes]:
    choose = random.Random(20240501)
    lengths = [choose.randint(7, 20) for _ in range(TEXTS_A_ROUND)]
    return ["".join(choose.choices(_CHARACTERS, k=length)).encode() for length in lengths]


def _acts(texts: Sequence[bytes]) -> dict[str, Act]:
    acts = _raw_acts(texts)
    with tempfile.TemporaryDirectory() as folder:
        for suite in Suite:
            path = Path(folder) / f"keyring-{suite.value}.json"
            ring = Keyring.create(path, path.with_suffix(".root"), suite=suite)
            acts |= _sealing_acts(texts, ring, suite)
    return acts


def _raw_acts(texts: Sequence[bytes]) -> dict[str, Act]:
    kek, secret = AESGCM(os.urandom(32)), os.urandom(64)
    aead = AESGCM(secret[:32])

    def encrypt(text: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + aead.encrypt(nonce, text, None)

    def decrypt(box: bytes) -> bytes:
        return aead.decrypt(box[:12], box[12:], None)

    def unwrap_and_decrypt(box: bytes) -> bytes:
        opened = AESGCM(kek.decrypt(nonce, wrapped, None)[:32])
        return opened.decrypt(box[:12], box[12:], None)

    nonce = os.urandom(12)
    wrapped = kek.encrypt(nonce, secret, None)
    boxes = [encrypt(text) for text in texts]
    return {
        "encrypt": lambda: [encrypt(text) for text in texts],
        "decrypt": lambda: [decrypt(box) for box in boxes],
        "bare unwrap": lambda: [unwrap_and_decrypt(box) for box in boxes],
    }


def _sealing_acts(texts: Sequence[bytes], ring: Keyring, suite: Suite) -> dict[str, Act]:
    owner = uuid4()
    owner_id, row_id = owner.bytes, uuid4().bytes
    wrapped, key = ring.new_data_key(_KIND, owner)
    boxes = [key.seal(text, _LABEL, owner_id, row_id) for text in texts]
    acts: dict[str, Act] = {
        f"seal {suite.value}": lambda: [key.seal(text, _LABEL, owner_id, row_id) for text in texts],
        f"open {suite.value}": lambda: [key.open(box, _LABEL, owner_id, row_id) for box in boxes],
    }
    if suite is Suite.AES_256_GCM:
        acts["unwrap"] = lambda: [
            ring.unwrap(wrapped, _KIND, owner).open(box, _LABEL, owner_id, row_id) for box in boxes
        ]
    return acts
