"""Compound files (D0CF11E0): old tables, passwords and letters, told apart by their streams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.sheets import refusals
from casework.sheets.compound import SIGNATURE, stream_names
from casework.sheets.kinds import recognise
from casework.sheets.refusals import SheetRefused
from tests.data.ledgers.make import compound


@pytest.mark.parametrize(
    ("streams", "message"),
    [
        (("Root Entry", "Workbook"), refusals.OLD_FORMAT),
        (("Root Entry", "Book"), refusals.OLD_FORMAT),
        (("Root Entry", "Workbook", "ETExtData"), refusals.OLD_FORMAT),
        (("Root Entry", "EncryptionInfo", "EncryptedPackage"), refusals.ENCRYPTED),
        (("Root Entry", "a", "b", "c", "EncryptedPackage"), refusals.ENCRYPTED),
        (("Root Entry", "WordDocument", "1Table"), refusals.NOT_A_TABLE),
        (("Root Entry", "PowerPoint Document"), refusals.NOT_A_TABLE),
    ],
)
def test_they_are_told_apart_by_their_streams(streams: tuple[str, ...], message: str) -> None:
    content = compound(*streams)
    assert stream_names(content) == set(streams)
    with pytest.raises(SheetRefused) as refused:
        recognise(content)
    assert refused.value.message == message


def test_the_word_in_a_cell_is_no_password() -> None:
    told = compound("Root Entry", "Workbook") + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(SheetRefused, match="旧格式"):
        recognise(told)


def test_a_directory_that_runs_in_a_circle_ends() -> None:
    content = bytearray(compound("Root Entry", "Workbook"))
    content[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    assert stream_names(bytes(content)) == {"Root Entry", "Workbook"}


@given(st.binary(max_size=2048), st.integers(0, 2047), st.binary(max_size=8))
def test_no_bytes_break_the_reading(rest: bytes, at: int, patch: bytes) -> None:
    assert isinstance(stream_names(SIGNATURE + rest), frozenset)
    content = bytearray(compound("Root Entry", "Workbook"))
    content[at : at + len(patch)] = patch
    assert isinstance(stream_names(bytes(content)), frozenset)
