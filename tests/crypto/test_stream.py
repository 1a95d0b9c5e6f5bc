"""Sealed files: what was sealed opens, and nothing else does."""

from collections.abc import Iterator
from itertools import islice
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.envelope import SealBroken
from casework.crypto.stream import (
    CHUNK_BYTES,
    SECRET_BYTES,
    new_secret,
    open_stream,
    seal_stream,
    sealed_size,
)
from casework.crypto.suites import TAG_BYTES, Suite

HEADER = 33
BOX = CHUNK_BYTES + TAG_BYTES
SECRET, FILE = new_secret(), uuid4().bytes
SUITES = list(Suite)


def sealed(plain: bytes, suite: Suite = Suite.AES_256_GCM, secret: bytes = SECRET) -> bytes:
    return b"".join(seal_stream([plain], secret, FILE, suite))


def opened(box: bytes, secret: bytes = SECRET, file_id: bytes = FILE) -> bytes:
    return b"".join(open_stream([box], secret, file_id))


def _pieces(text: bytes, size: int) -> Iterator[bytes]:
    yield from (text[start : start + size] for start in range(0, len(text), size))


@given(
    chunks=st.integers(0, 2),
    offset=st.integers(-2, 2),
    piece=st.sampled_from([1_000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 17, 200_000]),
    suite=st.sampled_from(SUITES),
)
def test_every_size_round_a_chunk_s_end_comes_back(
    chunks: int, offset: int, piece: int, suite: Suite
) -> None:
    plain = bytes(range(251)) * ((max(0, chunks * CHUNK_BYTES + offset) // 251) + 1)
    plain = plain[: max(0, chunks * CHUNK_BYTES + offset)]
    box = b"".join(seal_stream(_pieces(plain, piece), SECRET, FILE, suite))
    assert len(box) == sealed_size(len(plain))
    assert b"".join(open_stream(_pieces(box, piece), SECRET, FILE)) == plain


@pytest.mark.parametrize("suite", SUITES)
def test_a_flipped_bit_anywhere_is_refused(suite: Suite) -> None:
    box = sealed(b"x" * (CHUNK_BYTES + 40), suite)
    places = [*range(HEADER + 20), HEADER + BOX - 1, HEADER + BOX, len(box) - 17, len(box) - 1]
    for place in places:
        changed = bytearray(box)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            opened(bytes(changed))


@pytest.mark.parametrize("suite", SUITES)
def test_a_file_that_was_cut_or_lengthened_is_refused(suite: Suite) -> None:
    box = sealed(b"x" * (2 * CHUNK_BYTES + 40), suite)
    ends = (
        0,
        10,
        HEADER,
        HEADER + 5,
        HEADER + BOX,
        HEADER + BOX + 7,
        HEADER + 2 * BOX,
        len(box) - 1,
    )
    for end in ends:
        with pytest.raises(SealBroken):
            opened(box[:end])
    for more in (b"\0", box[HEADER:], bytes(BOX)):
        with pytest.raises(SealBroken):
            opened(box + more)


def test_an_exact_number_of_chunks_still_shows_where_it_ends() -> None:
    box = sealed(b"x" * (2 * CHUNK_BYTES))
    with pytest.raises(SealBroken):
        opened(box[: HEADER + BOX])


def test_chunks_that_are_dropped_doubled_or_swapped_are_refused() -> None:
    box = sealed(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c" * CHUNK_BYTES)
    head, (one, two, three) = box[:HEADER], _pieces(box[HEADER:], BOX)
    for order in ((two, three), (one, three), (two, one, three), (one, one, two, three)):
        with pytest.raises(SealBroken):
            opened(head + b"".join(order))


def test_a_chunk_or_a_header_of_another_file_is_refused() -> None:
    one, other = sealed(b"a" * (CHUNK_BYTES + 5)), sealed(b"b" * (CHUNK_BYTES + 5))
    for mixed in (one[:HEADER] + other[HEADER:], one[: HEADER + BOX] + other[HEADER + BOX :]):
        with pytest.raises(SealBroken):
            opened(mixed)


def test_another_secret_or_file_opens_nothing() -> None:
    box = sealed(b"agreement")
    with pytest.raises(SealBroken):
        opened(box, secret=new_secret())
    with pytest.raises(SealBroken):
        opened(box, file_id=uuid4().bytes)


def test_the_suite_cannot_be_changed_in_the_header() -> None:
    box = bytearray(sealed(b"agreement"))
    box[5] = Suite.SM4_GCM
    with pytest.raises(SealBroken):
        opened(bytes(box))


def test_nothing_is_given_out_before_its_tag_was_checked() -> None:
    box = bytearray(sealed(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c"))
    box[HEADER + BOX + 3] ^= 1
    stream = open_stream([bytes(box)], SECRET, FILE)
    assert next(stream) == b"a" * CHUNK_BYTES
    with pytest.raises(SealBroken):
        next(stream)


def test_no_more_than_a_few_chunks_are_ever_held() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 1_000

    first = list(islice(seal_stream(endless(), SECRET, FILE, Suite.AES_256_GCM), 3))
    assert len(first) == 3
    assert taken < 3 * CHUNK_BYTES / 1_000


def test_the_same_text_twice_is_sealed_differently_and_shows_nothing() -> None:
    one, other = sealed(b"canary" * 10), sealed(b"canary" * 10)
    assert one[HEADER:] != other[HEADER:]
    assert b"canary" not in one


def test_a_secret_of_another_size_is_a_fault() -> None:
    assert len(new_secret()) == SECRET_BYTES
    with pytest.raises(ValueError, match="32"):
        sealed(b"x", secret=b"short")
