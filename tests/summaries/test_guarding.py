"""What a text may not hold when it leaves the house."""

import pytest

from casework.summaries.guarding import findings


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("身份证990101201501014321。", "990101201501014321"),
        ("号码99010120150101432X", "99010120150101432X"),
        ("电话13800001111", "13800001111"),
        ("请打138 0000 1111", "138 0000 1111"),
        ("电话0799-6661234", "0799-6661234"),
        ("妥善安置2名无人照料儿童", "2名无人照料儿童"),
        ("帮助三名孤儿", "三名孤儿"),
        ("有1个孩子", "1个孩子"),
        ("看望陈雨桐一家", "陈雨桐"),
    ],
)
def test_it_finds_numbers_names_and_too_few_children(text: str, where: str) -> None:
    [found] = findings(text, {"陈雨桐", "李"})
    assert found.where == where
    assert found.what
    assert found.advice.endswith("。")


@pytest.mark.parametrize(
    "text",
    [
        "走访探视90名困境儿童，走访慰问123人次，发放防疫包500余份",
        "近13万人次，为15000多名困境儿童提供物资",
        "安置12名儿童，二十三名儿童",
        "2026年1月1日至2月28日，覆盖2个乡镇",
        "李家村办了一次活动",
    ],
)
def test_what_may_be_told_passes(text: str) -> None:
    assert findings(text, {"陈雨桐", "李"}) == []
