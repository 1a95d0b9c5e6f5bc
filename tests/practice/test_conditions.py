from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice.rules.conditions import ConditionBook, Group, read_conditions
from tests.practice.shipped import body_of


@pytest.fixture
def book() -> ConditionBook:
    return read_conditions(body_of("conditions"))


def test_the_ten_conditions_are_those_of_the_2020_text(book: ConditionBook) -> None:
    unable = [c.code for c in book.conditions if c.group is Group.UNABLE]
    gone = [c.code for c in book.conditions if c.group is Group.GONE]
    assert len(unable) == 8
    assert gone == ["deceased", "declared_missing"]


def test_each_condition_has_threshold_proof_and_source(book: ConditionBook) -> None:
    assert all(c.threshold and c.evidence and c.source for c in book.conditions)
    assert {c.code for c in book.conditions if c.months == 6} == {
        "imprisoned",
        "compulsory_rehab",
        "other_liberty_restriction",
        "lost_contact",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("外出务工", "working_away"),
        ("在家", "at_home"),
        ("离异", "divorced"),
        ("无监护能力", "incapable"),
        ("死亡", "deceased"),
        ("失踪", "declared_missing"),
        ("被撤销监护资格", "guardianship_revoked"),
        ("强制隔离戒毒", "compulsory_rehab"),
        ("重病", "severe_illness"),
        ("失联", "lost_contact"),
        ("重残", "severe_disability"),
        ("服刑在押", "imprisoned"),
        ("环游世界", None),
    ],
)
def test_ledgers_name_situations_in_their_own_words(
    book: ConditionBook, text: str, code: str | None
) -> None:
    assert book.from_synonym(text) == code


def test_a_plain_situation_is_no_condition(book: ConditionBook) -> None:
    assert book.condition("working_away") is None
    condition = book.condition("lost_contact")
    assert condition is not None
    assert condition.months == 6
    assert book.label("working_away") == "外出务工"


def test_a_form_offers_situations_first(book: ConditionBook) -> None:
    assert book.choices()[0] == ("working_away", "外出务工")
    assert len(book.choices()) == len(book.conditions) + len(book.situations)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"evidence": ["hearsay"]}, "hearsay"),
        ({"evidence": []}, "未填"),
        ({"group": "perhaps"}, "unable 或 gone"),
        ({"code": "lost_contact"}, "code 与前面的重复"),
        ({"months": -6}, "months 应为不小于0的整数"),
    ],
)
def test_a_mistake_is_refused(values: dict[str, Any], message: str) -> None:
    changed = body_of("conditions")
    changed["condition"][0].update(values)
    with pytest.raises(RuleBroken, match=message):
        read_conditions(changed)


def test_an_unknown_code_is_refused(book: ConditionBook) -> None:
    with pytest.raises(RuleBroken, match="没有这种父母情形"):
        book.label("abducted_by_aliens")
