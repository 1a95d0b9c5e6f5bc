"""Whether two ways of writing say one thing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.national.rules.facts import Here, Said, Words
from casework.national.rules.values import (
    differences,
    disability_of,
    is_same_day,
    phones_in,
    sex_of,
)
from casework.practice.rules.categories import read_categories
from casework.practice.rules.national import read_national
from tests.factories.accounts import VILLAGE
from tests.factories.children import an_id_number
from tests.practice.shipped import body_of
from tests.roster.reading import codes, find

CATEGORIES = read_categories(body_of("categories"))
WORDS = Words(
    sexes=codes("sex"),
    health=codes("health"),
    disabilities=codes("disability_kind"),
    grades=codes("disability_grade"),
    categories=CATEGORIES,
    find_village=find,
    is_ended=read_national(body_of("national_headers")).is_ended,
    as_of=date(2026, 11, 1),
)
HERE = Here(
    child_id=UUID(int=1),
    name="陈雨桐",
    sex="2",
    number=an_id_number(),
    birth_on=date(2016, 3, 15),
    categories=CATEGORIES.with_ancestors(["left_behind_rural", "diff_poverty"]),
    village_code=VILLAGE,
    village="柳树村",
    township="石桥镇",
    address="柳树村三组12号",
    guardians=("王秀英",),
    guardian_phones=("19900000001",),
    phone="19900000005",
    school="石桥小学",
    health="1",
    disability={"kind": "5", "grade": "2"},
    recognised=(date(2024, 9, 1),),
)

DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))
SPELLINGS: list[Callable[[date], str]] = [
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day.month}/{day.day}/{day.year}",
    lambda day: day.isoformat().translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
]
BLANKS = st.sampled_from(["", " ", "\u3000", "  "])


def differing(here: Here = HERE, *, is_ended: bool = False, **told: Any) -> list[str]:
    """Return the fields that a row with these texts says otherwise."""
    return [each.name for each in differences(Said(2, told, is_ended=is_ended), here, WORDS)]


@given(DAYS, st.sampled_from(SPELLINGS), BLANKS)
def test_a_day_is_itself_however_it_is_written(
    day: date, write: Callable[[date], str], blank: str
) -> None:
    assert is_same_day(f"{blank}{write(day)}{blank}", day)


@given(DAYS, DAYS, st.sampled_from(SPELLINGS[:5]))
def test_another_day_is_another_one(one: date, other: date, write: Callable[[date], str]) -> None:
    assert is_same_day(write(one), other) == (one == other)


@pytest.mark.parametrize(
    ("text", "code"),
    [("男", "1"), ("女", "2"), ("男性", "1"), ("女孩", "2"), ("1", "1"), ("２", "2"),
     ("1-男", "1"), ("2.女性", "2"), ("未说明", "9"), ("不清楚", None)],
)  # fmt: skip
def test_sexes(text: str, code: str | None) -> None:
    assert sex_of(text, WORDS.sexes) == code


@given(
    st.sampled_from([an_id_number(), an_id_number(date(2014, 5, 8), 9)]),
    st.booleans(),
    st.booleans(),
    BLANKS,
)
def test_a_number_is_itself_in_full_width_and_small_letters(
    number: str, wide: bool, small: bool, blank: str
) -> None:
    text = number.lower() if small else number
    if wide:
        text = text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in text})
    here = replace(HERE, number=number)
    assert differing(here, id_number=f"{blank}{text[:6]}{blank}{text[6:]}") == []


@given(
    st.from_regex(r"199000[0-9]{5}", fullmatch=True),
    st.sampled_from(["{0}", "{1} {2} {3}", "{1}-{2}-{3}", "{0}、19911111111", "19911111111/{0}"]),
)
def test_a_phone_is_itself_with_blanks_and_beside_others(number: str, form: str) -> None:
    text = form.format(number, number[:3], number[3:7], number[7:])
    assert number in phones_in(text)
    assert differing(replace(HERE, guardian_phones=(number,)), guardian_phone=text) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "陈雨桐 "), ("name", "陈 雨桐"), ("category", "农村留守儿童"), ("category", "留守"),
     ("category", "困境儿童"), ("category", "留守、家庭困境"), ("region", "石桥镇 柳树村"),
     ("region", VILLAGE), ("region", VILLAGE[:9] + "000"), ("region", "某县石桥镇柳树村"),
     ("address", "石桥镇柳树村三组12号"), ("guardian", "王秀英"), ("school", "石桥小学三年级"),
     ("school", "石桥小学"), ("health", "健康"), ("health", "良好"), ("disability", "智力二级"),
     ("disability", "智力残疾 2级"), ("disability", "智力"), ("recognised_on", "2024年9月1日"),
     ("phone", "199-0000-0005"), ("status", "正常")],
)  # fmt: skip
def test_the_same_said_otherwise_is_no_difference(field: str, text: str) -> None:
    told: dict[str, Any] = {field: text}
    assert differing(**told) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "陈雨彤"), ("sex", "男"), ("birth_on", "2016-03-16"), ("id_number", "990101"),
     ("category", "孤儿"), ("category", "留守、孤儿"), ("category", "别的"), ("region", "榆树村"),
     ("region", "990102001001"), ("address", "榆树村1号"), ("guardian", "王秀兰"),
     ("guardian_phone", "19900000009"), ("phone", "19900000009"), ("school", "榆树小学"),
     ("health", "患病"), ("disability", "无"), ("disability", "肢体二级"),
     ("disability", "智力一级"), ("recognised_on", "2024-09-02")],
)  # fmt: skip
def test_another_value_is_a_difference(field: str, text: str) -> None:
    told: dict[str, Any] = {field: text}
    assert differing(**told) == [field]


def test_what_the_list_leaves_empty_is_never_a_difference() -> None:
    assert differing() == []


def test_no_disability_here_and_there_agree() -> None:
    assert differing(replace(HERE, disability=None), disability="无") == []
    assert disability_of("无", WORDS) is None


def test_who_has_left_on_one_side_is_asked_about_alone() -> None:
    closed = replace(HERE, is_closed=True)
    assert differing(closed, name="陈雨彤") == ["status"]
    assert differing(HERE, is_ended=True, name="陈雨彤", status="停发") == ["status"]
    assert differing(closed, is_ended=True, name="陈雨彤") == []


def test_who_is_in_no_category_of_the_system_is_told() -> None:
    assert differing(replace(HERE, belongs=False), name="陈雨桐") == ["category"]


@given(st.dictionaries(st.sampled_from(["name", "sex", "birth_on", "category", "region", "phone",
                                        "school", "health", "disability", "recognised_on"]),
                       st.text(min_size=1, max_size=30)))  # fmt: skip
def test_whatever_is_written_nothing_breaks(told: dict[str, Any]) -> None:
    assert set(differing(**told)) <= set(told)
