"""What is written in the file of one child: number, school, health."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.children.facts import ChildFacts
from casework.children.rules import age_on
from casework.cli.demo.dice import Dice
from casework.cli.demo.people import Family, Numbers
from casework.cli.demo.places import Village

_SICK = frozenset({"diff_disability", "hiv_child"})
_HOME_TEACHING = 0.15
_PHONE_AGE = 12
_NOTES = (
    "喜欢画画，话不多。",
    "成绩中等，爱踢球。",
    "奶奶听力不好，来访请多敲几下门。",
    "家里养了一条大狗，进院先喊一声。",
    "周末常到村里的儿童之家看书。",
    "上学路远，由邻居顺路接送。",
)
_ILLNESSES = (
    "先天性心脏病，术后复查",
    "哮喘，换季易发作",
    "癫痫，按时服药",
    "肾病综合征，定期复诊",
)


@dataclass(frozen=True)
class Schooling:
    """A stage of school by its code, and the school."""

    stage: str
    school: str | None


def facts(
    dice: Dice,
    family: Family,
    numbers: Numbers,
    *,
    village: Village,
    sex: str,
    birth_on: date,
    leaf: str,
    today: date,
) -> ChildFacts:
    """Return the facts of one child of a family."""
    age = age_on(birth_on, today)
    school = schooling(dice, village, age, at_home=leaf in _SICK and dice.happens(_HOME_TEACHING))
    number = numbers.next(birth_on, sex)
    is_migrant = leaf == "migrant_child"
    return ChildFacts(
        name=family.naming.child(dice, sex),
        sex=sex,
        birth_on=birth_on,
        **_document(dice, number, age),
        ethnic_group=family.naming.ethnic_group,
        hukou_code=None if is_migrant else village.code,
        hukou_address="外省远山县山后村" if is_migrant else None,
        school_stage=school.stage,
        school=school.school,
        **_health(dice, leaf, number),
        phone=dice.phone() if age >= _PHONE_AGE and dice.happens(0.4) else None,
        note=dice.one(_NOTES) if dice.happens(0.12) else None,
    )


def schooling(dice: Dice, village: Village, age: int, *, at_home: bool = False) -> Schooling:
    """Return where a child of an age goes to school."""
    place = village.township.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    if at_home and age >= 6:
        return Schooling("home_teaching", f"{place}中心小学")
    for below, stage, name in _STAGES:
        if age < below:
            return Schooling(stage, f"{place}{name}" if name else None)
    if age < 18:
        return _SENIOR if dice.happens(0.6) else _VOCATIONAL
    return Schooling("college", "演示市职业技术学院")


#: Up to which age, stage, and how the township's school is called.
_STAGES = (
    (3, "none", None),
    (6, "kindergarten", "中心幼儿园"),
    (12, "primary", "中心小学"),
    (15, "junior", "中学"),
)
_SENIOR = Schooling("senior", "青禾县第一中学")
_VOCATIONAL = Schooling("vocational", "青禾县职业教育中心")


def _document(dice: Dice, number: str, age: int) -> dict[str, Any]:
    """Return the ID number as it stands in the file: right, mistyped, or missing with a reason."""
    chance = dice.random()
    if chance < 0.02:
        reason = "newborn" if age < 1 else dice.one(("unregistered", "pending"))
        return {"no_id_reason": reason, "other_documents": "出生医学证明已复印存档"}
    if chance < 0.035:
        number = number[:-1] + ("0" if number[-1] != "0" else "1")
    return {"id_kind": "resident_id", "id_number": number}


def _health(dice: Dice, leaf: str, number: str) -> dict[str, Any]:
    if leaf == "diff_disability" and dice.happens(0.75):
        kind, grade = dice.one("1234567"), dice.one("1122334")
        disability = {"kind": kind, "grade": grade, "certificate": f"{number}{kind}{grade}"}
        return {"health": "6", "disability": disability}
    if leaf in _SICK:
        return {"health": "serious_illness", "health_note": dice.one(_ILLNESSES)}
    chance = dice.random()
    if chance < 0.05:
        return {"health": "3", "health_note": dice.one(_ILLNESSES)}
    return {"health": "2" if chance < 0.15 else "1"}
