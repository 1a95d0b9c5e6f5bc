import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.assessments.rules.scoring import compare, result
from casework.practice.rules.assessment import Template, read_assessment
from tests.practice.shipped import body_of

FULL = read_assessment(body_of("assessments.family_capacity"))
SCREENING = read_assessment(body_of("assessments.screening"))
BEST = {item.code: item.choices[0].code for item in FULL}
WORST = {item.code: item.choices[-1].code for item in FULL}

Answers = dict[str, str]


def answers(template: Template, *, whole: bool = True) -> st.SearchStrategy[Answers]:
    each: dict[str, Any] = {i.code: st.sampled_from(list(i.by_code)) for i in template}
    return st.fixed_dictionaries(each) if whole else st.fixed_dictionaries({}, optional=each)


forms = st.sampled_from([FULL, SCREENING])


@settings(max_examples=40)
@given(st.data())
def test_the_total_is_the_sum_of_parts_and_of_choices(data: st.DataObject) -> None:
    form = data.draw(forms)
    said = data.draw(answers(form, whole=False))
    found = result(form, said)
    chosen = sum(form.by_code[code].by_code[choice].points for code, choice in said.items())
    assert found.total == chosen == sum(whole.points for whole, _parts in found.subtotals)
    for whole, parts in found.subtotals:
        assert whole.points == sum(part.points for part in parts)
    assert found.scores["total"] == found.total
    assert 0 <= found.total <= form.points
    assert (found.level is None) == bool(found.missing)
    assert {item.code for item in found.missing} == set(form.by_code) - set(said)


@settings(max_examples=40)
@given(st.data())
def test_a_worse_answer_never_proposes_a_better_level(data: st.DataObject) -> None:
    form = data.draw(forms)
    said = data.draw(answers(form))
    item = data.draw(st.sampled_from(list(form)))
    codes = list(item.by_code)
    worse = data.draw(st.sampled_from(codes[codes.index(said[item.code]) :]))
    before, after = result(form, said), result(form, {**said, item.code: worse})
    assert before.level is not None
    assert after.level is not None
    assert form.ranks[after.level.code] >= form.ranks[before.level.code]
    assert after.total <= before.total


@settings(max_examples=40)
@given(answers(FULL), st.randoms())
def test_the_order_of_answers_says_nothing(said: Answers, dice: random.Random) -> None:
    shuffled = list(said.items())
    dice.shuffle(shuffled)
    assert result(FULL, dict(shuffled)) == result(FULL, said)


@settings(max_examples=40)
@given(answers(FULL))
def test_every_level_that_is_not_the_best_says_why(said: Answers) -> None:
    found = result(FULL, said)
    assert found.level is not None
    if found.level is not FULL.levels[0]:
        assert found.drivers
    assert all(each.lost or each.choice.level for each in found.drivers)


@settings(max_examples=40)
@given(answers(FULL), answers(FULL))
def test_a_comparison_counts_each_item_once_and_turns_round(one: Answers, two: Answers) -> None:
    now, before = result(FULL, one), result(FULL, two)
    there, back = compare(now, before), compare(before, now)
    assert len(there.better) + len(there.worse) + there.same == len(list(FULL))
    assert [s.now.item for s in there.better] == [s.now.item for s in back.worse]
    gained = sum(step.gained for step in (*there.better, *there.worse))
    assert gained == now.total - before.total


def test_the_ends_of_the_scale() -> None:
    best, worst = result(FULL, BEST), result(FULL, WORST)
    assert (best.total, best.level, best.drivers) == (100, FULL.levels[0], ())
    assert worst.level == FULL.levels[-1]


def test_one_vote_is_enough_and_stands_first_among_the_reasons() -> None:
    found = result(FULL, {**BEST, "alone": "living", "income": "none"})
    assert found.total > 85
    assert found.level is not None
    assert found.level.code == "g_absent"
    assert [each.item.code for each in found.drivers] == ["alone", "income"]
    assert [each.item.code for each in found.alerts] == ["alone"]


def test_what_is_missing_is_named_and_an_unknown_answer_counts_as_missing() -> None:
    said = {**BEST, "food": "caviar"}
    del said["mood"]
    found = result(FULL, said)
    assert found.level is None
    assert [item.code for item in found.missing] == ["food", "mood"]
    assert found.total == 92


def test_the_edges_of_the_levels() -> None:
    assert [FULL.level_of(n).code for n in (85, 84, 60, 59, 40, 39)] == [
        "g_normal",
        "g_insufficient",
        "g_insufficient",
        "g_improper",
        "g_improper",
        "g_absent",
    ]
