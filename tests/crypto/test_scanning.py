"""Scanning opens what unwrapping and opening would, and nothing else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.envelope import SealBroken, Suite
from casework.crypto.keyring import Keyring
from tests.crypto.rings import KeyFiles

OWNER = UUID("018f5e2a-7c00-7000-8000-0123456789ab")
OTHER = UUID("018f5e2a-7c01-7abc-9def-fedcba987654")
LABEL = b"child.search_text"


@pytest.fixture
def ring(files: KeyFiles, suite: Suite) -> Keyring:
    return files.create(suite)


def sealed(ring: Keyring, text: bytes, owner: UUID = OWNER) -> tuple[bytes, bytes, bytes]:
    wrapped, key = ring.new_data_key("child", owner)
    return wrapped, owner.bytes, key.seal(text, LABEL, owner.bytes, owner.bytes)


@given(texts=st.lists(st.text().map(str.encode), max_size=5))
def test_many_subjects_are_opened_in_a_row(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes]
) -> None:
    ring = KeyFiles.within(tmp_path_factory.mktemp("ring")).create()
    rows = [sealed(ring, text, UUID(int=n + 1)) for n, text in enumerate(texts)]
    scan = ring.scanner("child", LABEL)
    assert [scan(*row) for row in rows] == texts


def test_keys_wrapped_before_and_after_a_rotation_are_opened(ring: Keyring) -> None:
    scan = ring.scanner("child", LABEL)
    before = sealed(ring, b"one")
    ring.promote(ring.add_version())
    after = sealed(ring, b"two", OTHER)
    assert (scan(*before), scan(*after)) == (b"one", b"two")


def test_another_process_may_have_published_the_version(files: KeyFiles, suite: Suite) -> None:
    ring = files.create(suite)
    scan = ring.scanner("child", LABEL)
    other = files.load(suite)
    other.promote(other.add_version())
    assert scan(*sealed(other, b"new")) == b"new"


def test_nothing_opens_in_another_place(ring: Keyring) -> None:
    wrapped, owner, box = sealed(ring, b"text")
    for kind, label in (("person", LABEL), ("child", b"child.name")):
        with pytest.raises(SealBroken):
            ring.scanner(kind, label)(wrapped, owner, box)
    scan = ring.scanner("child", LABEL)
    with pytest.raises(SealBroken):
        scan(wrapped, OTHER.bytes, box)
    with pytest.raises(SealBroken):
        scan(sealed(ring, b"text")[0], owner, box)


def test_a_changed_byte_is_noticed(ring: Keyring) -> None:
    wrapped, owner, box = sealed(ring, b"text")
    scan = ring.scanner("child", LABEL)
    for place in range(len(box)):
        with pytest.raises(SealBroken):
            scan(wrapped, owner, _flipped(box, place))
    for place in range(len(wrapped)):
        with pytest.raises(SealBroken):
            scan(_flipped(wrapped, place), owner, box)


@pytest.mark.parametrize("length", [0, 1, 3, 4, 15, 16, 30])
def test_a_cut_value_is_noticed(ring: Keyring, length: int) -> None:
    wrapped, owner, box = sealed(ring, b"text")
    scan = ring.scanner("child", LABEL)
    with pytest.raises(SealBroken):
        scan(wrapped, owner, box[:length])
    with pytest.raises(SealBroken):
        scan(wrapped[:length], owner, box)


def _flipped(value: bytes, place: int) -> bytes:
    return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
