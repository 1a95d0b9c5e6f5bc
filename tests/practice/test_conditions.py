from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice.rules.conditions import ConditionBook, Group, read_conditions
from casework.practice.rules.thresholds import Measure
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


def test_each_threshold_says_by_what_it_is_measured_and_what_proves_it(book: ConditionBook) -> None:
    measures = {c.code: c.asks.measure for c in book.conditions}
    assert {code for code, m in measures.items() if m is Measure.TERM} == {
        "imprisoned",
        "compulsory_rehab",
        "other_liberty_restriction",
    }
    assert {code for code, m in measures.items() if m is Measure.ELAPSED} == {"lost_contact"}
    assert all(c.asks.date_label and c.asks.words and c.asks.proofs for c in book.conditions)
    illness = book.condition("severe_illness")
    assert illness is not None
    assert illness.asks.proofs == (("hospital_diagnosis", "illness_list"),)


def test_what_two_parents_propose_stands_in_the_data(book: ConditionBook) -> None:
    found = {
        frozenset(group.value for group in rule.parents): rule.category for rule in book.proposals
    }
    assert found == {
        frozenset({"gone"}): "orphan",
        frozenset({"unable"}): "de_facto_unsupported",
        frozenset({"gone", "unable"}): "de_facto_unsupported",
    }
    assert set(book.standings) == {"parent_unknown", "adopted"}


@pytest.mark.parametrize(
    ("table", "values", "message"),
    [
        ("condition", {"measure": "by_feel"}, "measure 应为"),
        ("condition", {"measure": "elapsed"}, "months 与 measure 不合"),
        ("condition", {"measure": "at_once"}, "等级"),
        ("condition", {"proof": [{"all": []}]}, "与 evidence 相同"),
        ("condition", {"proof": [{"all": ["court_judgment"]}]}, "与 evidence 相同"),
        ("rule", {"parents": ["gone"]}, "父母各一类"),
        ("rule", {"parents": ["gone", "away"]}, "unable 或 gone"),
    ],
)
def test_a_threshold_that_cannot_be_read_is_refused(
    table: str, values: dict[str, Any], message: str
) -> None:
    changed = body_of("conditions")
    changed[table][0].update(values)
    with pytest.raises(RuleBroken, match=message):
        read_conditions(changed)
