"""Sentences of figures: nothing of zero, nobody who could be known, and what is to be written."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.summaries import rules
from casework.summaries.rules import CIVIL, WOMENS_FED, Held, ItemFacts, Occasion, Phrase

NOW = Occasion(
    "青禾县", date(2026, 11, 30), is_over=False, theme="情暖新春", organisers=("民政部门",)
)
NUMBERS = {
    "ind_children_visited": Decimal(90),
    "ind_visit_times": Decimal(123),
    "ind_unattended_placed": Decimal(2),
    "ind_agreements_signed": Decimal(3),
    "ind_medical_solved": Decimal(0),
    "ind_kits": Decimal("3.00"),
    "ind_assisted": Decimal(5),
}


def test_a_paragraph_leaves_out_zeros_and_tells_nobody_who_could_be_known() -> None:
    assert rules.press(NOW, CIVIL, NUMBERS) == (
        "截至目前，全县共走访探视90名困境儿童，走访慰问123人次，妥善安置个别无人照料儿童，"
        "临时帮扶救助5名困境儿童，发放爱心包、防疫包3份。"
    )
    past = Occasion("石桥镇", date(2026, 10, 31), is_over=True)
    told = rules.press(past, CIVIL, {"ind_assisted": Decimal(7)})
    assert told == "截至2026年10月31日，全镇共临时帮扶救助7名困境儿童。"
    assert rules.press(NOW, CIVIL, {}) == ""


codes = sorted({each.code for each in (*CIVIL, *WOMENS_FED)})


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(codes), st.integers(0, 30).map(Decimal)),
    st.sampled_from([CIVIL, WOMENS_FED]),
)
def test_no_small_number_of_persons_stands_in_any_text(
    numbers: dict[str, Decimal], phrases: tuple[Phrase, ...]
) -> None:
    items = [ItemFacts("一次走访慰问", tuple(rules.BY_RECORD), [Held("走访慰问", 2, 1, 3)])]
    for text in (
        rules.press(NOW, phrases, numbers),
        rules.summary(NOW, phrases, numbers, items),
    ):
        assert not re.search(r"(?<!\d)[1-4](?:名|人|户|份委托)", text), text
        assert not re.search(r"(?<!\d)0(?:名|人|场|份|户|元|篇)", text), text


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("青禾县", "全县"),
        ("演示市", "全市"),
        ("石桥镇", "全镇"),
        ("城关街道", "全街道"),
        ("阳光社区", "全社区"),
        ("自治州", "自治州"),
    ],
)
def test_the_whole_of_a_place(name: str, whole: str) -> None:
    assert rules.whole_place(name) == whole


def test_a_summary_follows_the_items_and_says_where_to_write() -> None:
    items = [
        ItemFacts("一次走访慰问", ("visit",), []),
        ItemFacts(
            "一次政策宣讲",
            ("policy_told",),
            [Held("政策宣讲", 12, 3, 300, ("石桥镇", "白塔乡")), Held("法治宣讲", 1, 0, 4)],
        ),
        ItemFacts("一次心理关爱", ("psych",), []),
    ]
    text = rules.summary(NOW, CIVIL, NUMBERS, items)
    assert text.startswith("按照民政部门的部署，青禾县开展了“情暖新春”关爱服务活动。")
    assert "（一）一次走访慰问\n走访探视90名困境儿童；走访慰问123人次。（请补充" in text
    assert "开展政策宣讲12场，其中线上3场，家长儿童300人次参加，到过石桥镇、白塔乡；" in text
    assert "开展法治宣讲1场。" in text
    assert "（三）一次心理关爱\n（请补充；没有开展的整项删去）" in text
    assert rules.is_unfinished(text)
    assert not rules.is_unfinished("都写好了。")


def test_numbers_are_written_as_people_do_and_characters_are_counted() -> None:
    written = [rules.plain(Decimal(each)) for each in ("3.00", "1200", "0.50", "10", "1E+2")]
    assert written == ["3", "1200", "0.5", "10", "100"]
    assert rules.characters("一、总体情况\n　走访 90名") == 11


def test_what_changed_is_told_by_code() -> None:
    then = {"a": "1", "b": "2", "gone": "3"}
    assert rules.differences(then, {"a": "1", "b": "5", "new": "9"}) == [("b", "2", "5")]


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [(" ", "x", "title"), ("x", " ", "text"), ("x" * 121, "x", "title"), ("x", "x" * 6001, "text")],
)
def test_a_text_without_words_or_far_too_long_is_refused(title: str, text: str, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_words(title, text)
    assert refused.value.field == field


def test_chosen_figures_keep_the_order_of_all_and_unknown_ones_fall_away() -> None:
    assert rules.check_codes(["c", "x", "a"], ["a", "b", "c"]) == ["a", "c"]
    with pytest.raises(RuleBroken):
        rules.check_codes(["x"], ["a"])
