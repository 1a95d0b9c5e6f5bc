"""What a volunteer calls a child, and what her words seem to give away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.pairings.briefing import first_name, seems_to_betray

_ALIAS = "小朋友A37"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("陈雨桐", "雨桐"),
        ("欧阳雨桐", "雨桐"),
        ("陈李雨桐", "雨桐"),  # both parents' surnames
        ("买买提·艾力", "买买提"),
        ("陈雨", _ALIAS),  # one sign would lead to the whole
        ("欧阳雨", _ALIAS),
        ("陈", _ALIAS),
        ("Anna", _ALIAS),
        ("身份不明女婴", _ALIAS),
        ("", _ALIAS),
    ],
)
def test_a_child_is_called_by_the_given_name_or_by_the_alias(name: str, called: str) -> None:
    assert first_name(name, _ALIAS) == called


@given(st.text("王李张欧阳上官雨桐小明·A", max_size=8))
def test_whatever_stands_as_a_name_two_signs_behind_a_surname_are_told_or_the_alias(
    name: str,
) -> None:
    called = first_name(name, _ALIAS)
    if called != _ALIAS and "·" in name:
        assert called == name.partition("·")[0]
    elif called != _ALIAS:
        assert len(called) == 2 < len(name)
        assert name.endswith(called)


@pytest.mark.parametrize(
    ("words", "betrays"),
    [
        ("陈雨桐今天很高兴", True),
        ("住在柳树村三组", True),
        ("在石桥小学门口等她", True),
        ("奶奶电话19900001234", True),
        ("雨桐说学校作业多，在村委会见了面", False),
        ("和雨桐一起读书四十分钟", False),
        (None, False),
    ],
)
def test_words_that_seem_to_name_somebody_or_a_place_are_noticed(
    words: str | None, betrays: bool
) -> None:
    assert seems_to_betray([None, words], "雨桐") is betrays
