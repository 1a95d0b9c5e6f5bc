"""What the law points out, at the birthdays that it names."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casework.children.rules import age_on
from casework.guardianship.caring import Care, Source
from casework.guardianship.flags import Known, flags_of, proposed_risk
from casework.guardianship.rules import Parents, Recorded, Somebody, standing_of
from casework.people.models import Part
from casework.practice import files
from casework.practice.rules.guardianship import Fare, GuardianshipRules, read_guardianship

CONFIG = Path(__file__).parents[2] / "config"
GRANNY = Somebody("奶奶", Part.CARER, "62")
AWAY = Parents(
    Somebody("爸爸", Part.FATHER, "51", Fare.AWAY), Somebody("妈妈", Part.MOTHER, "52", Fare.AWAY)
)
DEAD = Parents(
    Somebody("爸爸", Part.FATHER, "51", Fare.DEAD), Somebody("妈妈", Part.MOTHER, "52", Fare.UNABLE)
)
ALONE = Care(Source.SPELL, "alone")
BY_GRANNY = Care(Source.TIE, "relatives", GRANNY)


SHIPPED = read_guardianship(files._toml(CONFIG, "guardianship"))


@pytest.fixture
def rules() -> GuardianshipRules:
    return SHIPPED


def raised(rules: GuardianshipRules, **known: object) -> list[str]:
    usual = {"age": 10, "standing": standing_of(None, (), AWAY), "care": BY_GRANNY}
    return [flag.code for flag in flags_of(Known(**(usual | known)), rules)]  # type: ignore[arg-type]


BORN = [(date(2012, 2, 29), "leap"), (date(2012, 3, 1), "march"), (date(2011, 11, 1), "november")]


@pytest.mark.parametrize(("born", "_name"), BORN)
def test_each_birthday_ends_what_the_law_says_of_the_younger(
    rules: GuardianshipRules, born: date, _name: str
) -> None:
    def on(year: int, month: int, day: int) -> list[str]:
        return raised(rules, age=age_on(born, date(year, month, day)), care=ALONE, agreement=True)

    by_age = {
        7: ["young_alone"],
        8: ["alone"],
        15: ["alone"],
        16: [],
        17: [],
        18: [],
    }
    for age, expected in by_age.items():
        year = born.year + age
        # Born on 29 February: the year is full on the day itself, in other years on 1 March.
        is_leap = born.month == 2 and year % 4 != 0
        first = date(year, 3, 1) if is_leap else born.replace(year=year)
        assert on(first.year, first.month, first.day) == expected
        before = first.toordinal() - 1
        eve = date.fromordinal(before)
        assert raised(rules, age=age_on(born, eve), care=ALONE, agreement=True) == {
            8: ["young_alone"], 16: ["alone"]
        }.get(age, expected)  # fmt: skip


def test_a_child_of_special_need_is_never_left_alone(rules: GuardianshipRules) -> None:
    assert raised(rules, age=12, care=ALONE, needs_special_care=True, agreement=True) == [
        "young_alone"
    ]


def test_a_child_of_unknown_age_counts_as_a_small_one(rules: GuardianshipRules) -> None:
    assert raised(rules, age=None, care=ALONE, agreement=True) == ["young_alone"]


def test_nobody_who_can_answer_is_pointed_out(rules: GuardianshipRules) -> None:
    assert raised(rules, standing=standing_of(None, (), DEAD)) == ["no_guardian"]
    assert raised(rules, standing=standing_of(None, (), Parents())) == ["guardian_unknown"]
    kin = Recorded("kin_statutory", guardians=(GRANNY,))
    assert raised(rules, standing=standing_of(kin, (), DEAD)) == []
    lost = Recorded("kin_statutory", guardians=(replace(GRANNY, fare=Fare.DEAD),))
    assert raised(rules, standing=standing_of(lost, (), DEAD)) == ["no_guardian"]
    state = Recorded("temp_civil", is_office=True)
    assert raised(rules, standing=standing_of(state, (), DEAD)) == []
    parents = Recorded("parent")
    assert raised(rules, standing=standing_of(parents, (), DEAD)) == ["no_guardian"]


def test_a_carer_has_to_be_grown_up_and_able(rules: GuardianshipRules) -> None:
    assert raised(rules, carer_age=17, agreement=True) == ["carer_minor"]
    assert raised(rules, carer_age=18, agreement=True) == []
    assert raised(rules, carer_age=80, agreement=True) == []  # no age bars a grandmother
    for fare, code in (
        (Fare.UNABLE, "carer_unfit"),
        (Fare.REVOKED, "carer_unfit"),
        (Fare.DEAD, "carer_absent"),
        (Fare.MISSING, "carer_absent"),
    ):
        care = replace(BY_GRANNY, carer=replace(GRANNY, fare=fare))
        assert raised(rules, care=care, agreement=True) == [code]


def test_parents_who_are_away_entrust_the_care(rules: GuardianshipRules) -> None:
    assert raised(rules, agreement=False) == ["no_agreement"]
    assert raised(rules, agreement=True) == []
    assert raised(rules, agreement=None) == []  # nobody can tell
    together = Care(Source.SPELL, "parents")
    assert raised(rules, agreement=False, care=together) == []
    at_home = replace(AWAY, mother=replace(AWAY.mother, fare=Fare.ABLE))
    assert raised(rules, agreement=False, standing=standing_of(None, (), at_home)) == []


def test_the_most_pressing_comes_first_and_proposes_the_risk(rules: GuardianshipRules) -> None:
    known = Known(age=5, standing=standing_of(None, (), AWAY), care=ALONE, agreement=False)
    flags = flags_of(known, rules)
    assert [flag.code for flag in flags] == ["young_alone", "no_agreement"]
    assert proposed_risk(flags) == 4
    assert proposed_risk([]) is None


def test_nothing_is_pointed_out_of_an_adult(rules: GuardianshipRules) -> None:
    for age in (18, 19, 40):
        for care in (ALONE, BY_GRANNY, Care()):
            nobody = standing_of(None, (), DEAD)
            assert raised(rules, age=age, care=care, standing=nobody, agreement=False) == []
