from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.attachments import rules
from casework.attachments.kinds import recognise
from casework.attachments.limits import FILES_A_DAY, FILES_A_SUBJECT
from casework.attachments.refusals import FileRefused
from casework.attachments.segments import bare_jpeg
from casework.errors import RuleBroken
from tests.attachments import corpus


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("户口簿.jpg", "户口簿.jpg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\王\照片.png", "照片.png"),
        ("a\x00b\u202egpj.exe", "ab[U+202E]gpj.exe"),
        ("  <b>照片<b>?.jpg ", "b 照片 b .jpg"),
        ("CON", "CON"),
        ("....", None),
        ("", None),
        ("照" * 300 + ".jpg", "照" * 76 + ".jpg"),
        ("😀.jpg", "😀.jpg"),
    ],
)
def test_a_name_is_shown_cleaned(name: str, shown: str | None) -> None:
    assert rules.clean_name(name) == shown


@given(st.text("照/\\.:<a \n\u202e\x00😀", max_size=200))
def test_no_name_is_too_long_or_leads_anywhere(name: str) -> None:
    shown = rules.clean_name(name)
    assert shown is None or (0 < len(shown) <= 80 and "/" not in shown and "\\" not in shown)


def test_there_is_an_end_to_files() -> None:
    rules.check_room(range(FILES_A_SUBJECT - 1), FILES_A_DAY - 1)
    for held, today in ((FILES_A_SUBJECT, 0), (0, FILES_A_DAY)):
        with pytest.raises(RuleBroken, match="没有保存"):
            rules.check_room(range(held), today)


def test_removing_needs_a_reason() -> None:
    assert rules.check_reason(" 拍错了 ") == "拍错了"
    for reason in (None, "", "  "):
        with pytest.raises(RuleBroken):
            rules.check_reason(reason)


@given(st.binary(max_size=64))
def test_any_bytes_are_told_or_refused(head: bytes) -> None:
    with suppress(FileRefused):
        recognise(head)


@given(st.binary(max_size=400), st.integers(0, 400))
def test_any_bytes_are_a_jpeg_or_none(noise: bytes, cut: int) -> None:
    for data in (noise, b"\xff\xd8" + noise, corpus.photo()[:cut] + noise):
        try:
            bare = bare_jpeg(data)
        except ValueError:
            continue
        assert len(bare) <= len(data)


def test_a_bare_jpeg_is_bare_already() -> None:
    bare = bare_jpeg(corpus.photo())
    assert corpus.CANARY not in bare
    assert bare_jpeg(bare) == bare
    progressive = corpus.saved(corpus.drawn(), progressive=True, comment=corpus.CANARY)
    assert corpus.CANARY not in bare_jpeg(progressive)
