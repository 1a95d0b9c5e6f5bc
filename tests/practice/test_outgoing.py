import pytest

from casework.errors import RuleBroken
from casework.practice.rules.outgoing import read_outgoing
from tests.practice.shipped import body_of

BOOK = read_outgoing(body_of("outgoing"))
VALUES = {"unit": "青禾县", "day": "2026年11月1日", "person": "张三"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("填报单位：", "填报单位：青禾县"),
        ("填 报 单 位:____", "填 报 单 位：青禾县"),
        (
            "填报单位（盖章）：      填报日期：   年  月  日",
            "填报单位（盖章）：青禾县    填报日期：2026年11月1日",
        ),
        ("填表人：      审核人：      电话：", "填表人：张三    审核人：      电话："),
    ],
)
def test_open_places_are_filled(text: str, filled: str) -> None:
    assert BOOK.has_open_place(text)
    assert BOOK.filled_in(text, VALUES) == filled


@pytest.mark.parametrize(
    "text", ["填报单位：某某局", "单位负责人：", "审核人：", "填报单位", "填报日期：2026年3月", ""]
)
def test_what_is_written_or_to_be_signed_stays(text: str) -> None:
    assert not BOOK.has_open_place(text)
    assert BOOK.filled_in(text, VALUES) == text


def test_headings_that_only_go_out_are_known() -> None:
    found = BOOK.field("年龄（周岁）")
    assert found is not None
    assert found.code == "child.age"
    assert BOOK.field("姓名") is None


def test_a_title_of_two_meanings_is_refused() -> None:
    body = body_of("outgoing")
    body["field"][0]["titles"].append("状态")
    with pytest.raises(RuleBroken, match="别名"):
        read_outgoing(body)
