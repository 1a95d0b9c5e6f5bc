from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice import files
from casework.practice.rules.assessment import read_assessment
from casework.practice.rules.terms import read_assessment_terms
from tests.practice.shipped import body_of

FULL = read_assessment(body_of("assessments.family_capacity"))
SCREENING = read_assessment(body_of("assessments.screening"))
Change = Callable[[dict[str, Any]], object]


def item(body: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each
        for indicator in body["indicator"]
        for part in indicator["part"]
        for each in part["item"]
        if each["code"] == code
    )
    return found


def test_the_form_has_three_floors_and_four_levels() -> None:
    assert [each.label for each in FULL.indicators] == ["儿童成长", "监护能力", "监护保障"]
    assert sum(len(each.parts) for each in FULL.indicators) == 11
    assert len(list(FULL)) == 20
    assert [level.code for level in FULL.levels] == [
        "g_normal",
        "g_insufficient",
        "g_improper",
        "g_absent",
    ]
    assert all(2 <= len(each.choices) <= 4 for each in FULL)


def test_harm_and_a_child_alone_propose_a_level_by_themselves_and_say_what_to_do() -> None:
    alone = FULL.by_code["alone"].by_code["living"]
    harm = FULL.by_code["harm"].by_code["suspect"]
    assert (alone.level, harm.level) == ("g_absent", "g_improper")
    assert alone.alert is not None
    assert harm.alert is not None
    assert "110" in harm.alert


def test_the_screening_has_eight_questions_and_decides_nothing() -> None:
    assert len(list(SCREENING)) == 8
    assert not SCREENING.decided
    assert [level.full for level in SCREENING.levels] == [False, True]


_WRONG: list[tuple[Change, str]] = [
    (lambda b: b.update(points=99), "points 是99，下级的满分加起来是100"),
    (lambda b: item(b, "food")["option"][0].update(points=5), "身体健康|points 是8"),
    (lambda b: item(b, "food")["option"][1].update(points=5), "分数不能越来越高"),
    (lambda b: b["level"][1].update(to=83), "等级 g_insufficient 的范围要从84往下"),
    (lambda b: b["level"][1].update(to=85), "等级 g_insufficient 的范围要从84往下"),
    (lambda b: b["level"][3].update({"from": 1}), "一直到0分"),
    (lambda b: b["level"][0].update(risk=5), "risk 应为1至4"),
    (lambda b: item(b, "alone")["option"][3].update(level="g_bad"), "g_bad”不是这张表的等级"),
    (lambda b: item(b, "alone")["option"][1].update(level="g_absent"), "选项越差，level 不能越好"),
    (lambda b: item(b, "food").update(code="illness"), "题目的 code 不能重复"),
    (lambda b: item(b, "food").update(code="illness_note"), "加 _note"),
    (lambda b: item(b, "illness").update(option=item(b, "illness")["option"][:1]), "两个选项"),
    (lambda b: item(b, "food").update(weight=2), "不认识的项目：weight"),
]


@pytest.mark.parametrize(("change", "message"), _WRONG)
def test_a_form_that_contradicts_itself_is_refused(change: Change, message: str) -> None:
    body = body_of("assessments.family_capacity")
    change(body)
    with pytest.raises(RuleBroken, match=message):
        read_assessment(body)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"valid_years": 0}, "valid_years"), ({"clue_risk": 5}, "clue_risk"), ({"x": 1}, "x")],
)
def test_terms_that_cannot_be_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        read_assessment_terms({**body_of("assessment_terms"), **wrong})


@pytest.mark.parametrize("code", ["hiv_child", "rich"])
def test_terms_of_an_unknown_or_secret_category_are_refused(folder: Path, code: str) -> None:
    path = folder / "assessment_terms.toml"
    told = f'\n[[override]]\nregion = "32"\ncategories = ["{code}"]\n'
    path.write_text(path.read_text(encoding="utf-8") + told, encoding="utf-8")
    with pytest.raises(RuleBroken, match=f"{code} 不存在，或者是保密类别"):
        files.read(folder)


def test_a_form_is_named_like_its_file(folder: Path) -> None:
    (folder / "assessments" / "screening.toml").rename(folder / "assessments" / "quick.toml")
    with pytest.raises(RuleBroken, match="code 应与文件名相同"):
        files.read(folder)
