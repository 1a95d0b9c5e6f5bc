"""Reading a form never refuses: what cannot be read is kept beside what can."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.identifiers import clean_text
from casework.practice.rules.form import VisitForm, read_form
from casework.visits import findings
from casework.visits.models import Mode, Outcome
from casework.visits.reading import Content, Reading, for_sibling, read, with_needs
from tests.factories.visits import ROUTINE, said

CONFIG = Path(__file__).parents[2] / "config" / "visit_form.toml"
A_VISIT = UUID("019a0000-0000-7000-8000-000000000001")


@cache
def form() -> VisitForm:
    return read_form(tomllib.loads(CONFIG.read_text(encoding="utf-8")))


def reading(**answers: Any) -> Reading:
    return read(form(), said(**answers))


def test_a_routine_visit_reads_whole() -> None:
    found = reading()
    assert found.unread == {}
    assert found.answers == {
        code: values if code in {"living", "home_safety"} else values[0]
        for code, values in ROUTINE.items()
    }


def test_one_unknown_answer_loses_none_of_the_others() -> None:
    found = reading(health="made_up", child_wish="想要一双球鞋")
    assert found.unread == {"health": ["made_up"]}
    assert found.answers["child_wish"] == "想要一双球鞋"
    assert found.answers["guardianship"] == "normal"


def test_fields_of_no_question_are_kept_as_sent() -> None:
    assert reading(weather=["sunny", "warm"]).unread == {"weather": ["sunny", "warm"]}


def test_a_detail_that_is_too_long_leaves_the_answer_itself() -> None:
    found = reading(health="illness", health_detail="咳" * 501)
    assert found.answers["health"] == "illness"
    assert found.unread == {"health_detail": ["咳" * 501]}


def test_no_trouble_gives_way_to_trouble() -> None:
    assert reading(home_safety=["safe", "water"]).answers["home_safety"] == ["water"]


def test_details_without_an_answer_that_opens_them_are_left_out() -> None:
    found = reading(health="good", health_detail="一切都好")
    assert "health_detail" not in found.answers


def test_ticked_needs_come_together_whatever_question_they_stood_at() -> None:
    found = reading(
        health="medical_need", health_needs="medical", home_safety="gas", needs="tutoring"
    )
    assert found.answers["needs"] == ["medical", "tutoring"]


def test_a_need_ticked_at_an_answer_that_was_taken_back_is_none() -> None:
    assert "needs" not in reading(health="good", health_needs="medical").answers


def test_a_ticked_rise_takes_the_level_of_the_answer() -> None:
    assert reading(guardianship="absent", guardianship_raise="y").raise_to == 4
    assert reading(guardianship="absent").raise_to is None
    assert reading(guardianship="normal", guardianship_raise="y").raise_to is None


def test_siblings_are_known_by_their_ids() -> None:
    sibling = uuid4()
    assert reading(siblings=[str(sibling), str(sibling)]).siblings == {sibling}
    assert reading(siblings="not-an-id").unread == {"siblings": ["not-an-id"]}


def test_a_sibling_is_told_what_holds_for_the_home_and_nothing_else() -> None:
    found = for_sibling(
        reading(home_safety="gas", psych="watch", psych_detail="不说话", needs="psych"), A_VISIT
    )
    assert found.answers["home_safety"] == ["gas"]
    assert found.answers["outcome"] == "child_seen"
    assert {"psych", "psych_detail", "health", "needs"}.isdisjoint(found.answers)
    assert findings.document(found)["_taken_from"] == str(A_VISIT)


def test_needs_of_an_earlier_version_stay_open() -> None:
    kept = with_needs(reading(needs="psych"), {"needs": ["medical"]})
    assert kept.answers["needs"] == ["medical", "psych"]
    assert "needs" not in with_needs(reading(), {}).answers


def test_flags_follow_the_form() -> None:
    assert findings.flags(reading()) == {
        "policy_told": False,
        "safety_checked": True,
        "psych_care": False,
    }
    done = findings.flags(
        reading(home_safety="not_checked", policies="relief", psych_care="talked")
    )
    assert done == {"policy_told": True, "safety_checked": False, "psych_care": True}


def test_what_stands_plain_on_the_visit_is_not_among_the_findings() -> None:
    document = findings.document(reading(), written_date="2038-01-19")
    assert {"mode", "outcome"}.isdisjoint(document)
    assert document["_written_date"] == "2038-01-19"


def test_nobody_was_met_unless_somebody_says_so() -> None:
    assert findings.outcome_of({}) is Outcome.NOT_MET
    assert findings.mode_of({}) is Mode.OTHER


def test_gaps_name_what_may_be_added() -> None:
    found = reading(health="medical_need", guardianship="absent", guardianship_detail="", psych=[])
    told = [(gap.question.code, gap.text) for gap in findings.gaps(form(), found.answers, risk=2)]
    assert told == [
        ("psych", "还没有点"),
        ("health", "还没有写情况"),
        ("guardianship", "还没有写情况"),
        ("needs", "要不要办：看病就医、有人照料"),
        ("risk_after", "按走访情况，建议调到“高风险”"),
    ]
    assert findings.gaps(form(), reading().answers, risk=2) == []


names = st.sampled_from(
    [q.code for q in form()]
    + [q.detail_code for q in form()]
    + ["siblings", "health_needs", "guardianship_raise", "weather", "client_id"]
)
values = st.text("好1a \x00\x1b\n𰻝", max_size=8) | st.sampled_from(
    [o.code for q in form() for o in q.options]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, st.lists(values, max_size=3), max_size=12))
def test_anything_at_all_can_be_read(content: Content) -> None:
    found = read(form(), content)
    assert findings.document(found) is not None
    sent = {each for values in content.values() for value in values for each in _forms_of(value)}
    assert {value for kept in found.unread.values() for value in kept} <= sent


def _forms_of(value: str) -> set[str]:
    return {value, clean_text(value)}


@pytest.mark.parametrize("mode", [mode.value for mode in Mode])
@pytest.mark.parametrize("outcome", [outcome.value for outcome in Outcome])
def test_the_form_offers_every_mode_and_outcome(mode: str, outcome: str) -> None:
    found = reading(mode=mode, outcome=outcome).answers
    assert findings.mode_of(found) is Mode(mode)
    assert findings.outcome_of(found) is Outcome(outcome)
