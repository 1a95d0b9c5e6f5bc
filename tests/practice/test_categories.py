import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.practice.rules.categories import CategoryBook, read_categories, refuse_thaw
from tests.practice.shipped import body_of

BOOK = read_categories(body_of("categories"))
codes = st.sets(st.sampled_from([category.code for category in BOOK.assignable]))


def changed(code: str, values: dict[str, Any]) -> CategoryBook:
    body = body_of("categories")
    next(entry for entry in body["category"] if entry["code"] == code).update(values)
    return read_categories(body)


def test_codes_bits_and_parents_are_frozen(shared_data: Path) -> None:
    golden = json.loads((shared_data / "golden" / "categories.json").read_text())
    assert {
        c.code: {"bit": c.bit, "parent": c.parent, "secret": c.secret} for c in BOOK.entries
    } == golden


def test_every_category_says_where_it_comes_from() -> None:
    assert all(category.source and category.definition for category in BOOK.entries)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("农村留守儿童", "left_behind_rural"),
        ("事实无人抚养儿童", "de_facto_unsupported"),
        ("孤儿", "orphan"),
        ("困境儿童", "difficulty_unspecified"),
        (" 留 守 儿 童 ", "left_behind_rural"),
        ("困境儿童(类别待核定)", "difficulty_unspecified"),
        ("热心群众", None),
        ("", None),
    ],
)
def test_ledgers_name_categories_in_their_own_words(text: str, code: str | None) -> None:
    assert BOOK.from_synonym(text) == code


def test_a_count_of_the_parent_includes_the_children() -> None:
    assert BOOK.mask(["orphan_scattered"]) == 1 << BOOK.bit("orphan_scattered") | 1 << BOOK.bit(
        "orphan"
    )
    assert BOOK.ancestors("diff_poverty") == ("difficulty",)
    assert set(BOOK.descendants("orphan")) == {"orphan_scattered", "orphan_institution"}


def test_hiv_leaves_no_trace_in_plain_values() -> None:
    assert BOOK.get("hiv_child").bit is None
    assert "hiv_child" not in {category.code for category in BOOK.counted}
    assert BOOK.mask(["hiv_child"]) == BOOK.mask(["diff_disability"])
    assert BOOK.with_ancestors(["hiv_child"]) == {"diff_disability", "difficulty"}
    assert BOOK.short("hiv_child") == "自身困境"


def test_over_18s_in_school_are_not_in_care() -> None:
    assert not BOOK.mask(["adult_supported"]) & BOOK.care_mask
    assert BOOK.mask(["orphan"]) & BOOK.care_mask


def test_a_heading_cannot_be_given_to_a_child() -> None:
    assert "difficulty" not in {category.code for category in BOOK.assignable}


def test_an_unknown_code_is_refused_in_plain_words() -> None:
    with pytest.raises(RuleBroken, match="没有这个儿童类别：rich_child"):
        BOOK.get("rich_child")


@given(codes)
def test_a_mask_gives_back_the_counted_leaves(held: set[str]) -> None:
    counted = {BOOK.counted_as(code) for code in held}
    parents = {parent for code in counted for parent in BOOK.ancestors(code)}
    assert set(BOOK.leaves(BOOK.mask(held))) == counted - parents


@given(codes, codes)
def test_masks_join_as_sets_do(one: set[str], other: set[str]) -> None:
    assert BOOK.mask(one | other) == BOOK.mask(one) | BOOK.mask(other)


@pytest.mark.parametrize(
    ("code", "values", "message"),
    [
        ("orphan_scattered", {"bit": 0}, "bit 不得重复"),
        ("orphan_scattered", {"bit": 31}, "大于30"),
        ("orphan", {"parent": "orphan_scattered"}, "parent 或 counted_as 不对"),
        ("orphan_scattered", {"parent": "hiv_child"}, "parent 或 counted_as 不对"),
        ("hiv_child", {"counted_as": "nobody"}, "parent 或 counted_as 不对"),
        ("orphan", {"synonyms": ["留守儿童"]}, "别名“留守儿童”同时用于"),
        ("orphan", {"sinonyms": []}, "第1项（orphan）：不认识的项目：sinonyms"),
        ("orphan", {"age_limit": "18"}, "age_limit 应为不小于0的整数"),
        ("orphan", {"source": " "}, "source 应为文字"),
    ],
)
def test_a_contradiction_is_refused_with_its_place(
    code: str, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(RuleBroken, match=message):
        changed(code, values)


@pytest.mark.parametrize("values", [{"bit": 20}, {"parent": "state_ward"}, {"code": "full_orphan"}])
def test_a_published_category_never_changes(values: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken, match="已发布的类别 street_child"):
        refuse_thaw(BOOK, changed("street_child", values))


def test_labels_may_change() -> None:
    renamed = changed("orphan", {"label": "孤儿（新名称）"})
    refuse_thaw(BOOK, renamed)
    assert renamed.label("orphan") == "孤儿（新名称）"
