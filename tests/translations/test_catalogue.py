"""The catalogue is whole: what the program says is in it, once, with the same places for values."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from translations.gather import CATALOGUE, Module, catalogue, gather, is_chinese, write

_PLACES = re.compile(r"%\([a-z_]+\)s|\{[a-z]+\}|%%")


@pytest.fixture(scope="module")
def kept() -> Catalog:
    return catalogue()


@pytest.fixture(scope="module")
def said() -> set[str]:
    return {found.text for found in gather()}


def test_every_text_has_an_entry(kept: Catalog, said: set[str]) -> None:
    entries = {str(message.id) for message in kept if message.id}
    assert sorted(said - entries) == []  # make catalogue, then translate


def test_no_entry_is_left_of_texts_that_are_gone(kept: Catalog, said: set[str]) -> None:
    entries = {str(message.id) for message in kept if message.id}
    assert sorted(entries - said) == []
    assert list(kept.obsolete) == []


def test_every_entry_is_translated(kept: Catalog) -> None:
    assert [message.id for message in kept if message.id and not message.string] == []
    assert [message.id for message in kept if message.id and message.fuzzy] == []


def test_no_translation_is_chinese_itself(kept: Catalog) -> None:
    assert [message.string for message in kept if is_chinese(str(message.string))] == []


def test_a_translation_has_the_same_places_for_values(kept: Catalog) -> None:
    odd = [
        message.id
        for message in kept
        if set(_PLACES.findall(str(message.id))) != set(_PLACES.findall(str(message.string)))
    ]
    assert odd == []


def test_the_file_is_as_it_would_be_written(kept: Catalog, tmp_path: Path) -> None:
    again = tmp_path / "messages.po"
    write(kept, again)
    assert again.read_bytes() == CATALOGUE.read_bytes()


_SOURCE = '''
"""文件说明"""
import logging, re

#: 注释
LABEL = "姓名"
PATTERN = re.compile("合计|总计")
WORDS = {"有", "无"}  # no-catalogue: read, not shown
# no-catalogue: about a file
TITLE = "月报"


class Sex:
    """性别"""

    MALE = "1", "男"


def act(log: logging.Logger, who: str) -> str:
    """做一件事"""
    log.error("失败")
    return "第%(row)s行" + "：" + f"{who}"
'''


def test_literals_are_texts_but_not_comments_patterns_and_logs() -> None:
    module = Module("example.py", _SOURCE.encode())
    assert [text for text in module.found if is_chinese(text)] == ["姓名", "男", "第%(row)s行"]
    assert module.unfit == []


def test_chinese_in_an_f_string_is_refused_where_it_stands() -> None:
    module = Module("example.py", 'def f(n: int) -> str:\n    return f"第{n}行"\n'.encode())
    assert module.unfit == ["example.py:2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("姓名", True),
        ("%(a)s：%(b)s", True),
        ("：", False),
        ("Name", False),
        ("“%(a)s”%(b)s", True),
    ],
)
def test_what_counts_as_chinese(text: str, *, expected: bool) -> None:
    assert is_chinese(text) is expected
