"""The settings of guardianship: whole, in step with the lists they speak of, settable by region."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.errors import RuleBroken
from casework.practice import actions, files, queries
from casework.practice.rules.guardianship import read_guardianship

Db = scoped_session[Session]
CONFIG = Path(__file__).parents[2] / "config"
BODY = files._toml(CONFIG, "guardianship")


def test_it_is_in_step_with_the_lists_it_speaks_of() -> None:
    rules = read_guardianship(BODY)
    drafts = {draft.kind: draft.body for draft in files.read(CONFIG)}

    def codes(name: str) -> set[str]:
        return {entry["code"] for entry in drafts[f"codes.{name}"]["code"]}

    assert {kind.code for kind in rules.kinds} | {"entrusted"} == codes("guardianship_kind")
    assert {kind.code for kind in rules.guidance} == codes("guidance_kind")
    assert set(rules.words) <= codes("relation")
    told = rules.told.values()
    assert {code for each in told for code in each.kin} <= codes("relation")
    arrangements = {code for each in told for code in (each.arrangement, *each.also)}
    assert arrangements <= codes("care_arrangement")
    questions = [q for s in drafts["visit_form"]["section"] for q in s["question"]]
    options = next(q["option"] for q in questions if q["code"] == "carer")
    assert set(rules.told) == {option["code"] for option in options}
    conditions = drafts["conditions"]
    assert set(rules.fares) == {
        each["code"] for key in ("condition", "situation") for each in conditions[key]
    }


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (("age", "unattended"), 17, "从小到大"),
        (("kind", 0, "enters"), "moon", "enters"),
        (("kind", 0, "papers"), ["a napkin"], "a napkin"),
        (("guidance", 0, "by"), [], "未填"),
        (("fare", 0, "is"), "fine", "able"),
        (("flag", 0, "tone"), "loud", "late"),
        (("kind", 1, "code"), "parent", "重复"),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    place: tuple[Any, ...], value: object, says: str
) -> None:
    body: Any = copy.deepcopy(BODY)
    *way, last = place
    table = body
    for step in way:
        table = table[step]
    table[last] = value
    with pytest.raises(RuleBroken) as refusal:
        read_guardianship(body)
    assert says in refusal.value.message


def test_a_region_may_set_an_age_otherwise(session: Db, tmp_path: Path) -> None:
    for path in CONFIG.iterdir():
        if path.suffix == ".toml":
            text = path.read_text(encoding="utf-8")
            if path.stem == "guardianship":
                text += '\n[[override]]\nregion = "9901"\n[override.age]\ncarer = 20\n'
            (tmp_path / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "codes").symlink_to(CONFIG / "codes")
    actions.load(tmp_path, on=date(2020, 1, 1))
    session.flush()
    assert queries.guardianship("990101001001").ages.carer == 20
    assert queries.guardianship("990101001001").ages.alone == 16
    assert queries.guardianship("980101001001").ages.carer == 18
