from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.practice.rules.overriding import region_of
from casework.practice.rules.visiting import (
    Interval,
    VisitRules,
    overridden,
    read_visit_rules,
)
from tests.practice.shipped import body_of

RULES = read_visit_rules(body_of("visit_rules"))
categories = st.sets(st.sampled_from([*RULES.categories, "migrant_child", "difficulty"]))


def override(**values: Any) -> VisitRules:
    return overridden(RULES, "320722", {"region": "320722", "version": "2026.1", **values})


def test_the_four_levels() -> None:
    assert [(level.level, level.interval) for level in RULES.levels] == [
        (4, Interval(7, 2)),
        (3, Interval(30, 14)),
        (2, Interval(90, 30)),
        (1, Interval(180, 90)),
    ]
    assert RULES.first_visit_working_days == 5


def test_the_stricter_of_risk_and_category_holds() -> None:
    assert RULES.interval(1, ["migrant_child"]) == Interval(180, 90)
    assert RULES.interval(1, ["orphan_scattered", "orphan"]) == Interval(90, 30)
    assert RULES.interval(4, ["orphan"]) == Interval(7, 2)
    assert RULES.interval(1, ["left_behind_rural", "state_ward"]) == Interval(30, 14)


@given(st.sampled_from([1, 2, 3, 4]), categories, categories)
def test_another_category_never_lengthens(risk: int, held: set[str], more: set[str]) -> None:
    before, after = RULES.interval(risk, held), RULES.interval(risk, held | more)
    assert after.in_person_days <= before.in_person_days
    assert after.contact_days <= before.contact_days


@given(st.sampled_from([1, 2, 3]), categories)
def test_higher_risk_never_lengthens(risk: int, held: set[str]) -> None:
    lower, higher = RULES.interval(risk, held), RULES.interval(risk + 1, held)
    assert higher.shortened_by(lower) == higher


def test_a_region_says_only_what_differs() -> None:
    own = override(
        first_visit_working_days=3,
        level=[{"level": 4, "in_person_days": 5, "contact_days": 1, "source": "某县"}],
        category=[{"code": "orphan", "in_person_days": 30, "contact_days": 14, "source": "某县"}],
    )
    assert own.first_visit_working_days == 3
    assert own.interval(4, []) == Interval(5, 1)
    assert own.level(4).label == "高风险"
    assert own.interval(1, ["orphan"]) == Interval(30, 14)
    assert own.interval(1, ["left_behind_rural"]) == Interval(90, 30)
    assert own.version == "2026.1+320722"


def test_no_number_of_days_is_no_override() -> None:
    assert override(first_visit_working_days=0).first_visit_working_days == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"level": 5, "in_person_days": 1, "contact_days": 1}, "1至4级"),
        ({"level": 4, "in_person_days": 60, "contact_days": 9}, "不得长于"),
        ({"level": 4, "in_person_days": 7, "contact_days": 9}, "contact_days 不大于"),
        ({"level": 4, "in_person_days": 7}, "缺少 contact_days"),
        ({"level": 4, "in_person_days": 7, "contact_days": 2, "color": "红"}, "项目：color"),
    ],
)
def test_a_mistaken_override_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        override(level=[{"source": "某县", **values}])


@pytest.mark.parametrize("region", ["3", "32072", "三二", ""])
def test_an_override_names_a_region(region: str) -> None:
    with pytest.raises(RuleBroken):
        region_of("visit_rules", {"region": region})


def test_all_four_levels_are_asked_for() -> None:
    changed = body_of("visit_rules")
    changed["level"].pop()
    with pytest.raises(RuleBroken, match="1、2、3、4级"):
        read_visit_rules(changed)


def test_a_version_fits_beside_each_due_date() -> None:
    changed = body_of("visit_rules")
    changed["version"] = "2026.1-final-final"
    with pytest.raises(RuleBroken, match="不得超过10个字符"):
        read_visit_rules(changed)


def test_a_risk_level_that_is_none_is_refused() -> None:
    with pytest.raises(RuleBroken, match="1至4级"):
        RULES.interval(0, [])
