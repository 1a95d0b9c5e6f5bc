"""A request tells nobody who the child is: aliases, words, age bands."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.pairings import wording
from casework.pairings.wording import Kept

KEPT = Kept("陈雨桐", ("王秀英", "陈建国"), "柳树村", "石桥小学")
BANDS = ("age_00_02", "age_03_05", "age_06_08", "age_09_11", "age_12_14", "age_15_17", "unknown")
_HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
_NAMES = st.one_of(
    st.text(_HAN, min_size=1, max_size=4),
    st.sampled_from(
        ["陈雨桐", "朋朋", "小友", "孩子", "欧阳子涵", "古丽·艾山", "Ma Li", "同学", ""]
    ),
)


@settings(deadline=None, max_examples=60)  # the first one loads the dictionary of readings
@given(_NAMES, st.integers())
def test_an_alias_that_is_proposed_is_never_like_the_name(name: str, seed: int) -> None:
    alias = wording.propose_alias(name, random.Random(seed))
    assert wording.check_alias(alias, Kept(name)) == alias
    called = alias.rstrip("0123456789")[:-1]
    assert called in {"小朋友", "孩子", "同学", "伙伴"}
    assert not set(called) & set(name) or all(set(c) & set(name) for c in wording._CALLED)


@pytest.mark.parametrize(
    "alias",
    ["雨桐", "小雨", "陈小朋友", "YuTong", "cyt37", "小朋友yt", "", "A", "柳树村的", "王秀英"],
)
def test_an_alias_like_the_name_is_refused(alias: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        wording.check_alias(alias, KEPT)
    assert refused.value.field == "alias"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("陈雨桐想有人陪", "孩子的姓名"),
        ("陈 雨 桐想有人陪", "孩子的姓名"),
        ("雨桐想有人陪", "孩子的姓名"),
        ("奶奶王秀英身体不好", "家里人的姓名（王秀英）"),
        ("爸爸建国在外", "家里人的姓名（陈建国）"),
        ("打 199 0000 0001 找", "电话或证件号码"),
        ("电话０５１８７２１００００", "电话或证件号码"),
        ("号码99010120160315002X", "身份证号码"),
        ("住柳树村", "村（社区）的名字（柳树村）"),
        ("在柳树那边", "村（社区）的名字（柳树）"),
        ("读石桥小学", "学校的名字（石桥小学）"),
    ],
)
def test_words_that_give_the_child_away_are_refused_and_it_says_which(
    words: str, what: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        wording.check_words(words, KEPT)
    assert what in refused.value.message


def test_words_that_name_nobody_pass() -> None:
    said = "三年级，数学跟不上，爸妈都在外面。2026年9月起每周六下午有空，1800元以下的书都买过。"
    assert wording.check_words(f"  {said} ", KEPT) == said
    assert wording.check_words(None, KEPT) is None
    # A given name of one sign is a word like any other.
    assert wording.check_words("明天要人陪", Kept("王明")) == "明天要人陪"


@settings(max_examples=60)
@given(st.dates(date(2005, 1, 1), date(2026, 11, 1)))
def test_every_age_below_18_has_one_band(birth_on: date) -> None:
    day = date(2026, 11, 1)
    years = day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))
    band = wording.age_band(birth_on, day, BANDS)
    if years >= 18:
        assert band == wording.UNKNOWN_AGE
    else:
        low, high = band.split("_")[1:]
        assert int(low) <= years <= int(high)
    assert wording.age_band(None, day, BANDS) == wording.UNKNOWN_AGE
