# ruff: noqa: E501 - a table is read by its rows
"""The newest word on care holds, whichever door it came through."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest

from casework.guardianship.caring import Care, CareSaid, Source, VisitSaid, care_of
from casework.guardianship.rules import Somebody
from casework.people.models import Part
from casework.practice import files
from casework.practice.rules.guardianship import read_guardianship

RULES = read_guardianship(files._toml(Path(__file__).parents[2] / "config", "guardianship"))
EARLY, LATE, LATER = (datetime(2026, 10, day, tzinfo=UTC) for day in (1, 10, 20))
DAY = date(2026, 10, 5)


def _person(word: str, relation: str, part: Part = Part.CARER) -> Somebody:
    return Somebody(word, part, relation, person_id=uuid5(NAMESPACE_OID, word))


GRANNY, AUNT = _person("奶奶", "62"), _person("姑姑", "90")
MUM = _person("妈妈", "52", Part.MOTHER)


def spell(arrangement: str, at: datetime = EARLY, carer: Somebody | None = None) -> CareSaid:
    return CareSaid(at, date(2026, 9, 1), arrangement, carer)


def tie(carer: Somebody = GRANNY, at: datetime = EARLY) -> CareSaid:
    return CareSaid(at, date(2026, 9, 1), carer=carer)


def found(code: str, at: datetime = LATER, on: date = DAY) -> VisitSaid:
    return VisitSaid(at, on, code)


CASES = {
    "nothing is known": (None, None, None, Source.NOTHING, None, None),
    "the file names a carer": (None, tie(), None, Source.TIE, "relatives", "奶奶"),
    "a carer who is a parent": (None, tie(MUM), None, Source.TIE, "parents", "妈妈"),
    "a term is newer": (spell("alone", LATE), tie(), None, Source.SPELL, "alone", None),
    "the file is newer": (spell("alone"), tie(at=LATE), None, Source.TIE, "relatives", "奶奶"),
    "one and the same": (
        spell("kin_placement", EARLY, AUNT), tie(AUNT, LATE), None, Source.SPELL, "kin_placement", "姑姑",
    ),
    "at home at the week's end": (spell("boarding", LATE), tie(), None, Source.SPELL, "boarding", "奶奶"),
    "another at the week's end": (spell("boarding"), tie(AUNT, LATE), None, Source.TIE, "boarding", "姑姑"),
    "a visit alone": (None, None, found("parents"), Source.VISIT, "parents", "爸爸妈妈"),
    "a visit agrees": (None, tie(), found("paternal_grandparents"), Source.TIE, "relatives", "奶奶"),
    "a visit differs": (None, tie(), found("maternal_grandparents"), Source.VISIT, "relatives", "外公外婆"),
    "a visit finds nobody": (spell("relatives", EARLY, GRANNY), tie(), found("alone"), Source.VISIT, "alone", "没有大人"),
    "a visit at a boarder's": (spell("boarding", LATE), tie(), found("paternal_grandparents"), Source.SPELL, "boarding", "奶奶"),
    "a visit entered before": (spell("alone", LATER), None, found("parents", LATE), Source.SPELL, "alone", None),
    "a visit made before": (
        spell("alone"), None, found("parents", on=date(2026, 8, 31)), Source.SPELL, "alone", None,
    ),
    "an answer nobody knows": (None, tie(), found("martians"), Source.TIE, "relatives", "奶奶"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_newest_word_holds(case: str) -> None:
    said, held, visit, source, arrangement, who = CASES[case]
    care = care_of(said, held, visit, RULES)
    word = care.carer.word if care.carer else care.word
    assert (care.source, care.arrangement, word) == (source, arrangement, who)


def test_a_visit_that_differs_says_whom_the_file_names() -> None:
    care = care_of(None, tie(), found("maternal_grandparents"), RULES)
    assert care.outdated == GRANNY
    assert replace(care, outdated=None) == Care(
        Source.VISIT, "relatives", word="外公外婆", since=DAY
    )
