from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice.rules.headers import plain_title, read_headers
from tests.practice.shipped import body_of

HEADERS = read_headers(body_of("header_synonyms"))

#: The two header rows of a county's ledger, as (merged heading, sub-heading).
COUNTY = [
    ("儿童基本信息", "序号", "serial"),
    ("儿童基本信息", "乡镇（街道）", "township"),
    ("儿童基本信息", "村（社区）", "village"),
    ("儿童基本信息", "姓名", "child.name"),
    ("儿童基本信息", "性别", "child.sex"),
    ("儿童基本信息", "民族", "child.ethnic_group"),
    ("儿童基本信息", "身份证号码", "child.id_number"),
    ("儿童基本信息", "出生日期", "child.birth_date"),
    ("儿童基本信息", "儿童类别", "child.category"),
    ("儿童基本信息", "健康状况", "child.health"),
    ("儿童基本信息", "就读学校及年级", "child.school"),
    ("儿童基本信息", "家庭住址", "child.address"),
    ("监护人", "姓名", "guardian.name"),
    ("监护人", "与儿童关系", "guardian.relation"),
    ("监护人", "身份证号码", "guardian.id_number"),
    ("监护人", "联系电话", "guardian.phone"),
    ("父亲", "姓名", "father.name"),
    ("父亲", "情况", "father.situation"),
    ("父亲", "起始时间", "father.since"),
    ("母亲", "姓名", "mother.name"),
    ("母亲", "情况", "mother.situation"),
    ("母亲", "起始时间", "mother.since"),
    ("保障", "是否低保", "fact.low_income"),
    ("保障", "月补贴标准（元）", "fact.monthly_allowance"),
    ("委托照护", "是否签订协议", "fact.agreement_signed"),
    ("关爱服务", "儿童主任", "worker.name"),
    ("关爱服务", "结对志愿者", "fact.volunteer"),
    ("关爱服务", "备注", "fact.remark"),
]
#: The one header row of a township's ledger.
TOWNSHIP = [
    ("编号", "serial"),
    ("镇", "township"),
    ("村居", "village"),
    ("儿童姓名", "child.name"),
    ("性别", "child.sex"),
    ("证件号码", "child.id_number"),
    ("类型", "child.category"),
    ("监护人", "guardian.name"),
    ("关系", "guardian.relation"),
    ("监护人电话", "guardian.phone"),
    ("父亲情况", "father.situation"),
    ("母亲情况", "mother.situation"),
]


def code_of(title: str, group: str | None = None) -> str | None:
    field = HEADERS.field(title, group)
    return field.code if field else None


@pytest.mark.parametrize(("group", "title", "code"), COUNTY)
def test_a_title_under_its_heading(group: str, title: str, code: str) -> None:
    assert code_of(title, group) == code


@pytest.mark.parametrize(("title", "code"), TOWNSHIP)
def test_a_title_that_stands_alone(title: str, code: str) -> None:
    assert code_of(title) == code


def test_no_two_columns_of_a_ledger_mean_the_same() -> None:
    assert len({code for *_, code in COUNTY}) == len(COUNTY)
    assert len({code for _, code in TOWNSHIP}) == len(TOWNSHIP)


@pytest.mark.parametrize(
    "title",
    [
        "身份证\n号码",
        "＊身份证号码：",
        "身份证号码（18位）",
        " 身 份 证 号 码 ",
        "身份证号码【必填】",
    ],
)
def test_ornaments_do_not_matter(title: str) -> None:
    assert code_of(title) == "child.id_number"


def test_a_heading_that_does_not_know_the_title_lets_it_speak_for_itself() -> None:
    assert code_of("监护人电话", "儿童基本信息") == "guardian.phone"
    assert code_of("家庭住址", "没见过的表头") == "child.address"


def test_what_nobody_knows_stays_unknown() -> None:
    assert code_of("星座") is None
    assert HEADERS.group("星座") is None


def test_unclaimed_columns_are_told_apart() -> None:
    kept = {field.code: field.keep for field in HEADERS.fields if field.keep}
    assert kept["worker.name"] == "proposal"
    assert {code for code, keep in kept.items() if keep == "fact"} == {
        "fact.low_income",
        "fact.monthly_allowance",
        "fact.agreement_signed",
        "fact.volunteer",
        "fact.remark",
    }
    assert HEADERS.label("fact.low_income") == "是否低保"


def test_a_title_of_nothing_but_brackets_is_kept() -> None:
    assert plain_title("（）") == "()"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"alone": ["性别"]}, "别名“性别”同时用于"),
        ({"under": ["姓名"]}, "别名“姓名”同时用于"),
        ({"group": "cousin"}, "没有这个大表头：cousin"),
        ({"keep": "forever"}, "keep 应为 fact 或 proposal"),
    ],
)
def test_a_mistake_is_refused(values: dict[str, Any], message: str) -> None:
    body = body_of("header_synonyms")
    body["field"][0].update(values)
    with pytest.raises(RuleBroken, match=message):
        read_headers(body)
