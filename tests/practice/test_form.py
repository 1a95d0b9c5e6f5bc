from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice.rules.answers import is_asked
from casework.practice.rules.form import Kind, read_form
from casework.visits.models import Mode, Outcome
from tests.practice.shipped import body_of

FORM = read_form(body_of("visit_form"))


def question(body: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for section in body["section"] for each in section["question"] if each["code"] == code
    )
    return found


def test_a_routine_visit_at_home_takes_seven_taps_and_no_typing() -> None:
    usual = {"mode": "home", "outcome": "child_seen"}
    asked = [each for each in FORM.core if is_asked(each, usual) and each.default is None]
    save = 1
    assert len(asked) + save == 7
    assert all(each.kind in (Kind.CHOICE, Kind.CHOICES) for each in asked)


def test_each_core_question_offers_a_usual_answer_that_opens_nothing() -> None:
    assert all(
        any(not option.opens_detail for option in question.options) for question in FORM.core
    )


def test_what_must_be_tapped_anew_is_never_carried() -> None:
    assert {each.code for each in FORM.slow} == {"schooling", "carer", "parent_contact"}
    fast = {"outcome", "psych", "guardianship", "home_safety", "child_wish"}
    assert not fast & {each.code for each in FORM.slow}


def test_mode_and_outcome_are_the_columns_of_a_visit() -> None:
    plain = {each.code: set(each.by_code) for each in FORM if each.plain}
    assert plain == {
        "mode": {mode.value for mode in Mode},
        "outcome": {outcome.value for outcome in Outcome},
    }


def test_every_question_and_need_says_where_it_comes_from() -> None:
    assert all(question.source for question in FORM)
    assert all(need.source and need.working_days > 0 for need in FORM.needs.values())


def test_the_safety_checklist_is_whole() -> None:
    hazards = {option.code for option in FORM.question("home_safety").options if option.abnormal}
    assert hazards == {"fire", "electricity", "gas", "heating", "water", "traffic"}


def test_the_needs_are_offered_as_options() -> None:
    assert list(FORM.question("needs").by_code) == list(FORM.needs)
    assert FORM.need_label("medical") == "看病就医"
    assert FORM.need_label("of an old form") == "of an old form"


def test_suspected_abuse_says_what_to_do_at_once_and_the_visit_does_not_say_it() -> None:
    option = FORM.question("guardianship").by_code["urgent"]
    assert not option.opens_detail
    assert "处置中" in option.label
    assert option.risk == 4
    assert option.alert is not None
    assert "110" in option.alert


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(RuleBroken, match="没有“horoscope”这一题"):
        FORM.question("horoscope")


@pytest.mark.parametrize(
    ("code", "values", "message"),
    [
        ("psych", {"kind": "slider"}, "kind 应为 choice"),
        ("psych", {"code": "mode"}, "题目代码重复"),
        ("psych", {"code": "psych_detail"}, "_detail 结尾"),
        ("psych", {"option": []}, "要有选项"),
        ("note", {"option": [{"code": "a", "label": "甲"}]}, "其他题不要"),
        ("mode", {"default": "raft"}, "default 不在选项中"),
        ("mode", {"when": {"outcome": ["child_seen"]}}, "when 要指前面的题"),
        ("psych", {"when": {"outcome": ["ghost_seen"]}}, "when 要指前面的题"),
        ("psych", {"when": "always"}, "when 应为一组"),
        ("psych", {"sleepy": True}, "不认识的项目：sleepy"),
        ("psych", {"core": "yes"}, "core 应为 true 或 false"),
        ("psych", {"option": "ok"}, "option 应为一列表"),
    ],
)
def test_a_mistake_is_refused(code: str, values: dict[str, Any], message: str) -> None:
    body = body_of("visit_form")
    question(body, code).update(values)
    with pytest.raises(RuleBroken, match=message):
        read_form(body)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"need": "yacht"}, "没有这种需求：yacht"),
        ({"risk": 5}, "risk 应为1至4"),
        ({"done": "everything"}, "没有这种完成标志：everything"),
        ({"code": "watch"}, "code 与前面的重复"),
    ],
)
def test_a_mistaken_option_is_refused(values: dict[str, Any], message: str) -> None:
    body = body_of("visit_form")
    question(body, "psych")["option"][0].update(values)
    with pytest.raises(RuleBroken, match=message):
        read_form(body)
