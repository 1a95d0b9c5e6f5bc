"""The guard: what is planted is found, however it is written; what is clean stays so."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.media.guard import Finding, Kind, findings, guarded
from casework.media.guard.folding import fold, fold_name
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_COUNTY, a_viewer
from tests.factories.children import a_child, load_practice
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]

_GIVEN = "雨桐子涵浩然欣怡梓轩诗琪俊杰思远明轩佳宁"
_NAMES = st.text(_GIVEN, min_size=1, max_size=2).map("陈".__add__)
#: What somebody may put between the characters of a name, so that a search does not see it.
_BETWEEN = st.text(" \t\n　·.,，。、*-—_()（）\u200b\u200d\ufeff", max_size=3)
#: Words of which none is a name, a number, or of a child.
_PLAIN = st.lists(
    st.sampled_from(
        [
            "活动",
            "举办",
            "全县",
            "各地",
            "组织",
            "书本",
            "温馨",
            "冬天",
            "服务",
            "，",
            "。",
            "\n",
            "300册",
            "2026年",
        ]
    ),
    max_size=12,
).map("".join)


def kinds(text: str, *names: str, **known: object) -> list[Kind]:
    return [each.kind for each in findings(text, names, **known)]  # type: ignore[arg-type]


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(_NAMES, _BETWEEN, _PLAIN, _PLAIN)
def test_a_planted_name_is_always_found(name: str, gap: str, before: str, after: str) -> None:
    written = gap.join(name)
    found = findings(f"{before}{written}{after}", [name])
    assert [each.kind for each in found] == [Kind.NAME]
    assert fold_name(found[0].found) == name
    assert found[0].may_be_word is (len(name) < 3)


@given(st.from_regex("[A-Z][a-z]{3,8}", fullmatch=True), _PLAIN)
def test_a_name_in_letters_is_found_in_any_width_and_case(name: str, before: str) -> None:
    for written in (name.upper(), full_width(name), " ".join(name)):
        assert kinds(f"{before}，{written}。", name) == [Kind.NAME]


@given(_NAMES, _PLAIN, _PLAIN)
def test_nothing_is_found_where_nothing_is(name: str, before: str, after: str) -> None:
    assert findings(before + after, [name]) == []
    assert findings(f"{before}陈某{after}", [name]) == []
    assert findings(f"{before}陈**{after}", [name]) == []


_NUMBERS = st.integers(0, 999).map(lambda n: f"99010120150315{n:03}X")
_PHONES = st.integers(10**8, 10**9 - 1).map(lambda n: f"13{n}")
_APART = st.text(" -－　·.", max_size=2)


@given(_NUMBERS, _APART, _PLAIN)
def test_an_id_number_is_found_however_it_is_parted(number: str, gap: str, before: str) -> None:
    text = re.sub("[0-9]+$", "", before)
    for written in (gap.join(number), full_width(number), number.lower()):
        assert kinds(f"{text}号码{written}，") == [Kind.ID_NUMBER]


@given(_PHONES, _APART, _PLAIN)
def test_a_telephone_is_found_however_it_is_written(phone: str, gap: str, before: str) -> None:
    text = re.sub("[0-9]+$", "", before)
    chinese = phone.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    for written in (gap.join(phone), full_width(phone), chinese, f"+86{phone}"):
        assert kinds(f"{text}拨打{written}，") == [Kind.PHONE]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系电话：0518-8721 2345", Kind.PHONE),
        ("电话 87212345", Kind.PHONE),
        ("住在石桥村3组", Kind.ADDRESS),
        ("石桥村，第三村民小组", Kind.ADDRESS),
        ("幸福路12号", Kind.ADDRESS),
        ("和平小区3号楼", Kind.ADDRESS),
        ("柳树3组的一户人家", Kind.ADDRESS),
        ("为3名孤儿送去棉被", Kind.SMALL_NUMBER),
        ("为３名来自石桥镇的孤儿送去棉被", Kind.SMALL_NUMBER),
        ("帮助了两个孩子", Kind.SMALL_NUMBER),
        ("受益儿童4人", Kind.SMALL_NUMBER),
        ("帮助艾滋孤儿", Kind.LABEL),
        ("名叫王小花，今年上学", Kind.NAME),
        ("王小花小朋友说", Kind.NAME),
    ],
)
def test_patterns_that_tell_somebody(text: str, kind: Kind) -> None:
    assert kinds(text, villages=["柳树村委会"], labels=["艾滋孤儿"]) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "孤儿陈某收到了书包",
        "在石桥村儿童之家举办活动",
        "走访石桥村30户家庭",
        "为300名困境儿童送去棉被",
        "慰问二十三名留守儿童",
        "五名儿童",
        "每一名儿童都有人管，一个孩子都不能少",
        "3名志愿者为儿童授课",
        "3个村的儿童参加",
        "受益儿童2人次",
        "一对一结对，儿童一人一册",
        "开展了1184场宣讲，发放爱心包38200份",
        "请拨打12345、110",
        "2026年1月20日，第1号文件",
        "高年级同学参加",
        "价值15000元，2021年2月26日前报送",
    ],
)
def test_what_a_summary_usually_says_is_left_alone(text: str) -> None:
    assert findings(text, ["陈雨桐"], villages=["柳树村委会"], labels=["艾滋孤儿"]) == []


def test_the_smallest_number_is_a_setting() -> None:
    assert kinds("为8名孤儿送去棉被", smallest=10) == [Kind.SMALL_NUMBER]
    assert findings("为3名孤儿送去棉被", smallest=1) == []


def test_each_place_once_in_the_order_of_the_text_with_what_to_do() -> None:
    found = findings("电话13800000000，陈 雨桐家，再说陈雨桐", ["陈雨桐"])
    assert [(each.kind, each.found) for each in found] == [
        (Kind.PHONE, "13800000000"),
        (Kind.NAME, "陈 雨桐"),
        (Kind.NAME, "陈雨桐"),
    ]
    assert str(found[1].message) == "姓名“陈 雨桐”：请改成姓氏加“某”，或者用化名"


@given(st.text(max_size=200))
def test_any_text_is_looked_through_and_told_where_it_stands(text: str) -> None:
    assume(len(unicodedata.normalize("NFKC", text)) < 2000)
    for each in findings(text, ["陈雨桐", "高兴"], villages=["柳树村"], labels=["弱智"]):
        assert text[each.at :].startswith(each.found)
    assert len(fold(text).text) == len(fold(text).places)


# --- whose names are opened ----------------------------------------------------------------------


def found_by(role: Role, text: str) -> list[Finding]:
    return guarded(text, a_viewer(role))


def test_an_office_finds_children_their_people_workers_and_volunteers(session: Db) -> None:
    load_practice()
    a_child(name="陈雨桐")
    a_child(name="李子涵", region_code=NEXT_VILLAGE)
    a_volunteer(name="周文静")
    text = "陈雨桐、李子涵和周文静一起读书"
    assert [each.found for each in found_by(Role.COUNTY_CIVIL, text)] == [
        "陈雨桐",
        "李子涵",
        "周文静",
    ]
    strange = guarded(text, a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY))
    assert [each.found for each in strange if each.found in ("陈雨桐", "李子涵")] == []


def test_the_womens_federation_finds_volunteers_and_patterns_and_opens_no_child(
    session: Db,
) -> None:
    load_practice()
    a_child(name="陈雨桐")
    a_volunteer(name="周文静")
    text = "陈雨桐和周文静，电话19900700001"
    assert [each.found for each in found_by(Role.WOMENS_FED, text)] == ["周文静", "19900700001"]
