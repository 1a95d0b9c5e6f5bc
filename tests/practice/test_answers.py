from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.practice.rules import answers
from casework.practice.rules.answers import Answers, Line
from casework.practice.rules.form import Kind, Question, read_form
from tests.practice.shipped import body_of

FORM = read_form(body_of("visit_form"))

ROUTINE = {
    "mode": "home",
    "outcome": "child_seen",
    "psych": "ok",
    "health": "good",
    "guardianship": "normal",
    "living": ["ok"],
    "home_safety": ["safe"],
}


def tapped(question: Question) -> st.SearchStrategy[Any]:
    """Anything that a form can send for a question."""
    codes = st.sampled_from(list(question.by_code) or [""])
    alone = {option.code for option in question.options if option.alone}
    match question.kind:
        case Kind.CHOICE:
            return codes
        case Kind.CHOICES:
            several = st.lists(codes.filter(lambda code: code not in alone), max_size=3)
            return several | codes.map(lambda code: [code])
        case Kind.DATE:
            return st.dates().map(str)
        case Kind.NUMBER:
            return st.integers(0, 10_000).map(str)
        case Kind.TEXT:
            return st.text(max_size=20)


forms = st.fixed_dictionaries(
    {},
    optional={question.code: tapped(question) for question in FORM}
    | {question.detail_code: st.text(max_size=9) for question in FORM if question.has_detail},
)


def test_a_routine_visit_is_complete_as_it_is() -> None:
    cleaned = answers.clean(FORM, ROUTINE)
    assert cleaned == ROUTINE
    assert answers.missing(FORM, cleaned) == []
    assert answers.proposed_needs(FORM, cleaned) == []
    assert answers.proposed_risk(FORM, cleaned) is None
    assert answers.done_flags(FORM, cleaned) == {"safety_checked"}


def test_what_is_missing_is_named() -> None:
    cleaned = answers.clean(FORM, {"mode": "home", "outcome": "not_met"})
    assert [each.code for each in answers.missing(FORM, cleaned)] == ["not_seen_reason"]


def test_a_telephone_call_does_not_look_at_the_stove() -> None:
    cleaned = answers.clean(FORM, {**ROUTINE, "mode": "phone"})
    assert "home_safety" not in cleaned
    assert answers.missing(FORM, cleaned) == []


def test_nobody_met_leaves_nothing_to_judge() -> None:
    cleaned = answers.clean(FORM, {**ROUTINE, "outcome": "not_met", "not_seen_reason": "out"})
    assert cleaned == {"mode": "home", "outcome": "not_met", "not_seen_reason": "out"}


def test_an_abnormal_answer_proposes_and_warns() -> None:
    raw = {
        **ROUTINE,
        "guardianship": "urgent",
        "guardianship_detail": " 手臂有旧伤 ",
        "psych": "watch",
        "psych_detail": " 不愿说话 ",
        "living": ["money", "food"],
        "policies": ["relief"],
        "psych_care": "talked",
    }
    cleaned = answers.clean(FORM, raw)
    assert cleaned["psych_detail"] == "不愿说话"
    assert "guardianship_detail" not in cleaned, "what was seen stands in the report alone"
    assert cleaned["living"] == ["food", "money"]
    assert answers.proposed_needs(FORM, cleaned) == ["care", "goods", "money"]
    assert answers.proposed_risk(FORM, cleaned) == 4
    assert answers.done_flags(FORM, cleaned) == {"safety_checked", "policy_told", "psych_care"}
    assert any("110" in alert for alert in answers.alerts(FORM, cleaned))


def test_a_detail_without_its_option_is_dropped() -> None:
    assert answers.clean(FORM, {**ROUTINE, "psych_detail": "多余"}) == ROUTINE


def test_as_last_time_brings_only_slow_facts() -> None:
    last = {**ROUTINE, "schooling": "irregular", "schooling_detail": "逢集不去", "carer": "other"}
    assert answers.carried(FORM, last) == {
        "schooling": "irregular",
        "schooling_detail": "逢集不去",
        "carer": "other",
    }


def test_as_last_time_passes_over_an_option_that_is_gone() -> None:
    assert answers.carried(FORM, {"schooling": "private_tutor", "schooling_detail": "x"}) == {}


def test_answers_read_as_people_speak() -> None:
    cleaned = answers.clean(
        FORM, {**ROUTINE, "psych": "watch", "psych_detail": "想妈妈", "help_received": ["school"]}
    )
    lines = {line.code: line for line in answers.described(FORM, cleaned)}
    assert lines["psych"] == Line(
        "psych", "心理和情绪", "情绪低落，要多留意：想妈妈", abnormal=True
    )
    assert lines["help_received"].text == "学校"
    assert not lines["health"].abnormal


def test_a_number_reads_with_its_unit() -> None:
    raw = {"help_received": ["school"], "help_value": " 300.50 "}
    assert answers.described(FORM, answers.clean(FORM, raw))[-1].text == "300.5元"


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        ({"psych": "radiant"}, "psych", "没有这个选项"),
        ({"psych": ["ok", "watch"]}, "psych", "只能选一项"),
        ({"living": ["ok", "food"]}, "living", "不要再选其他项"),
        ({"child_wish": "愿" * 501}, "child_wish", "最多500个字，现在501个字"),
        (
            {"whereabouts": "parents_city", "whereabouts_from": "春天"},
            "whereabouts_from",
            "日期不对",
        ),
        ({"help_received": ["school"], "help_value": "很多"}, "help_value", "应填数字"),
        ({"help_received": ["school"], "help_value": "-1"}, "help_value", "不小于0"),
        ({"help_received": ["school"], "help_value": "1000001"}, "help_value", "最多1000000"),
        ({"help_received": ["school"], "help_value": "NaN"}, "help_value", "不小于0"),
        ({"horoscope": "狮子"}, "horoscope", "没有“horoscope”这一题"),
    ],
)
def test_what_the_form_does_not_offer_is_refused(
    raw: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(RuleBroken, match=message) as refused:
        answers.clean(FORM, {"mode": "home", "outcome": "child_seen", **raw})
    assert refused.value.field == field


@given(forms)
def test_cleaning_twice_changes_nothing(raw: dict[str, Any]) -> None:
    cleaned = answers.clean(FORM, raw)
    assert answers.clean(FORM, cleaned) == cleaned


@given(forms)
def test_what_is_carried_can_be_sent(raw: dict[str, Any]) -> None:
    carried = answers.carried(FORM, answers.clean(FORM, raw))
    assert answers.clean(FORM, carried) == carried


@given(forms)
def test_every_answer_is_shown(raw: dict[str, Any]) -> None:
    cleaned: Answers = answers.clean(FORM, raw)
    shown = {line.code for line in answers.described(FORM, cleaned)}
    assert shown == {code for code in cleaned if not code.endswith("_detail")}
