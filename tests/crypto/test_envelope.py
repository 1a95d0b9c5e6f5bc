"""Sealed values: what went in comes out, in its own place only, and nothing else ever does."""

import copy
import pickle
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.envelope import DataKey, SealBroken, Suite

LABEL = b"child.name"
OWNER = UUID("018f5e2a-7c00-7000-8000-0123456789ab").bytes
ROW = UUID("018f5e2a-7c01-7abc-9def-fedcba987654").bytes
SECRET = bytes(range(64))
NAME = "王小明"

MESSAGE = "sealed value cannot be opened"

ids = st.uuids().map(lambda uuid: uuid.bytes)
labels = st.binary(max_size=255)
suites = st.sampled_from(Suite)


@pytest.fixture
def key(suite: Suite) -> DataKey:
    return DataKey(SECRET, suite, 1)


@pytest.fixture
def box(key: DataKey) -> bytes:
    return key.seal(NAME.encode(), LABEL, OWNER, ROW)


def assert_broken(
    key: DataKey, box: bytes, label: bytes = LABEL, owner: bytes = OWNER, row: bytes = ROW
) -> None:
    """It does not open, and the one error tells nothing of what or why."""
    with pytest.raises(SealBroken) as caught:
        key.open(box, label, owner, row)
    assert str(caught.value) == MESSAGE
    assert repr(caught.value) == f"SealBroken('{MESSAGE}')"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@given(suites, st.integers(0, 255), st.binary(max_size=200), st.tuples(labels, ids, ids))
def test_every_value_comes_back(
    suite: Suite, generation: int, text: bytes, place: tuple[bytes, bytes, bytes]
) -> None:
    key = DataKey(SECRET, suite, generation)

    assert key.open(key.seal(text, *place), *place) == text


@given(suites, st.text(), labels, ids, ids)
def test_every_text_comes_back(
    suite: Suite, text: str, label: bytes, owner: bytes, row: bytes
) -> None:
    key = DataKey(SECRET, suite, 1)
    encoded = text.encode("utf-8", "surrogatepass")

    assert key.open(key.seal(encoded, label, owner, row), label, owner, row) == encoded


@pytest.mark.parametrize(
    "text",
    [
        "",
        "有",
        "王小明",
        "𠮷野家",
        "买买提·阿卜杜拉",
        "阿依古丽·吐尔逊·买合木提",
        "结尾是零\0\0\0",
        "标记\x80",
        "十六字节正好a",
        "奶奶照看。" * 70_000,
    ],
    ids=lambda text: text[:12] or "empty",
)
def test_awkward_texts_come_back(key: DataKey, text: str) -> None:
    box = key.seal(text.encode(), LABEL, OWNER, ROW)

    assert key.open(box, LABEL, OWNER, ROW).decode() == text


@pytest.mark.parametrize("raw", [b"\x80", b"\x80" + bytes(15), bytes(16), b"\x80" * 16])
def test_bytes_that_look_like_padding_come_back(key: DataKey, raw: bytes) -> None:
    assert key.open(key.seal(raw, LABEL, OWNER, ROW), LABEL, OWNER, ROW) == raw


def test_the_length_does_not_tell_a_short_name_from_a_longer_one(key: DataKey) -> None:
    lengths = {
        len(key.seal(name.encode(), LABEL, OWNER, ROW)) for name in ("", "有", "王明", "诸葛小明")
    }

    assert lengths == {3 + 12 + 16 + 16}


def test_equal_values_are_sealed_differently(key: DataKey) -> None:
    boxes = {key.seal(NAME.encode(), LABEL, OWNER, ROW) for _ in range(100)}

    assert len(boxes) == 100


def test_no_flipped_bit_is_accepted(key: DataKey, box: bytes) -> None:
    for bit in range(8 * len(box)):
        flipped = bytearray(box)
        flipped[bit // 8] ^= 1 << bit % 8
        assert_broken(key, bytes(flipped))


def test_no_truncation_is_accepted(key: DataKey, box: bytes) -> None:
    for length in range(len(box)):
        assert_broken(key, box[:length])
        assert_broken(key, box[len(box) - length :])


@pytest.mark.parametrize("byte", [b"\x00", b"\x80", b"\xff"])
def test_no_appended_byte_is_accepted(key: DataKey, box: bytes, byte: bytes) -> None:
    assert_broken(key, box + byte)
    assert_broken(key, byte + box)


def test_a_value_opens_nowhere_else(key: DataKey, box: bytes) -> None:
    other = UUID(int=1).bytes

    assert_broken(key, box, label=b"child.phone")
    assert_broken(key, box, owner=other)
    assert_broken(key, box, row=other)
    assert_broken(key, box, owner=ROW, row=OWNER)


@given(suites, labels, ids, ids, st.data())
def test_a_value_opens_in_no_other_place(
    suite: Suite, label: bytes, owner: bytes, row: bytes, data: st.DataObject
) -> None:
    key = DataKey(SECRET, suite, 1)
    box = key.seal(NAME.encode(), label, owner, row)
    place = data.draw(
        st.tuples(labels, ids, ids).filter(lambda drawn: drawn != (label, owner, row))
    )

    assert_broken(key, box, *place)


def test_the_end_of_a_label_cannot_pass_for_the_start_of_an_id(key: DataKey) -> None:
    label = b"child.name"
    shifted_owner = label[-1:] + OWNER[:15]
    shifted_row = OWNER[15:] + ROW[:15]
    box = key.seal(NAME.encode(), label, OWNER, ROW)

    assert_broken(key, box, label=label[:-1], owner=shifted_owner, row=shifted_row + ROW[15:])


def test_another_key_generation_or_suite_does_not_open(suite: Suite, box: bytes) -> None:
    other_suite = next(each for each in Suite if each is not suite)

    assert_broken(DataKey(SECRET[::-1], suite, 1), box)
    assert_broken(DataKey(SECRET, suite, 2), box)
    assert_broken(DataKey(SECRET, other_suite, 1), box)


@pytest.mark.parametrize("position", [0, 1, 2], ids=["format", "suite", "generation"])
@pytest.mark.parametrize("number", [0, 3, 255])
def test_an_unknown_header_does_not_open(
    key: DataKey, box: bytes, position: int, number: int
) -> None:
    assert_broken(key, box[:position] + bytes([number]) + box[position + 1 :])


@pytest.mark.parametrize("value", [b"", b"\x01", "王小明".encode(), bytes(47)])
def test_what_was_never_sealed_does_not_open(key: DataKey, value: bytes) -> None:
    assert_broken(key, value)


def test_an_authentic_value_without_padding_does_not_open(key: DataKey) -> None:
    nonce = bytes(12)
    place = key._header + bytes([len(LABEL)]) + LABEL + OWNER + ROW
    unpadded = key._header + nonce + key._aead.encrypt(nonce, b"no mark at its end", place)

    assert_broken(key, unpadded)


def test_a_label_beyond_255_bytes_is_refused(key: DataKey, box: bytes) -> None:
    with pytest.raises(ValueError, match="255"):
        key.seal(b"", bytes(256), OWNER, ROW)
    assert_broken(key, box, label=bytes(256))


@pytest.mark.parametrize(("owner", "row"), [(OWNER[:15], OWNER[15:] + ROW), (OWNER, b"")])
def test_ids_of_another_length_are_refused(key: DataKey, owner: bytes, row: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        key.seal(b"", LABEL, owner, row)


def test_a_refusal_quotes_nothing_of_the_text(key: DataKey) -> None:
    with pytest.raises(ValueError, match="sealed value") as caught:
        key.seal(NAME.encode(), LABEL, b"", ROW)

    assert NAME not in str(caught.value)


@given(suites, st.tuples(st.binary(), st.binary()), st.tuples(st.binary(), st.binary()))
def test_derived_keys_differ_by_purpose_and_salt(
    suite: Suite, first: tuple[bytes, bytes], second: tuple[bytes, bytes]
) -> None:
    key = DataKey(SECRET, suite, 1)
    # HMAC fills a short key with zeros: salts that differ only in these are the same salt.
    same = (first[0], first[1].rstrip(b"\0")) == (second[0], second[1].rstrip(b"\0"))

    assert len(key.derive(*first)) == 32
    assert (key.derive(*first) == key.derive(*second)) == same


def test_a_key_knows_its_suite_and_generation(suite: Suite) -> None:
    key = DataKey(SECRET, suite, 7)

    assert (key.suite, key.generation) == (suite, 7)


def test_a_key_shows_nothing_of_itself(key: DataKey, suite: Suite) -> None:
    assert repr(key) == f"<DataKey suite={suite.value} generation=1>"
    assert f"{key}" == repr(key)
    assert not hasattr(key, "__dict__")


def test_a_key_is_neither_copied_nor_pickled(key: DataKey) -> None:
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            leave(key)
