from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import actions, queries
from casework.practice.models import PracticeRow

FIRST = date(2026, 11, 1)
NEXT = date(2027, 3, 1)

LOCAL = """
[[override]]
region = "320722"
first_visit_working_days = 3
"""


@pytest.fixture(autouse=True)
def _empty_practice(app: Flask) -> None:
    """Start from a database that has no practice yet, whatever the suite's template holds."""
    db.session.execute(db.delete(PracticeRow))
    queries.forget_editions()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_first_load_holds_for_all_the_past(folder: Path) -> None:
    loaded = actions.load(folder, on=FIRST)
    assert "categories" in loaded.added
    assert queries.categories(date(1990, 1, 1)).version == "2026.1"
    assert queries.visit_form(on=FIRST).version == "2026.2"


def test_the_same_files_again_change_nothing(folder: Path) -> None:
    actions.load(folder, on=FIRST)
    assert not actions.load(folder, on=NEXT)
    assert all(edition.valid_until is None for edition in queries.editions())


def test_a_new_edition_begins_on_its_day_and_the_old_one_stays(folder: Path) -> None:
    actions.load(folder, on=FIRST)
    edit(folder / "visit_form.toml", "2026.2", "2027.1")
    edit(folder / "visit_form.toml", "看病就医", "看病")
    assert actions.load(folder, on=NEXT).replaced == ("visit_form",)
    assert queries.visit_form(on=date(2027, 2, 28)).need_label("medical") == "看病就医"
    assert queries.visit_form(on=NEXT).need_label("medical") == "看病"
    assert queries.visit_form("2026.2").need_label("medical") == "看病就医"


def test_two_editions_of_one_day_leave_the_last(folder: Path) -> None:
    actions.load(folder, on=FIRST)
    edit(folder / "holidays.toml", "2026.1", "2027.1")
    actions.load(folder, on=NEXT)
    edit(folder / "holidays.toml", "2027.1", "2027.2")
    actions.load(folder, on=NEXT)
    assert queries.calendar(NEXT).version == "2027.2"


def test_a_change_needs_a_new_version(folder: Path) -> None:
    actions.load(folder, on=FIRST)
    edit(folder / "visit_form.toml", "看病就医", "看病")
    with pytest.raises(RuleBroken, match=r"visit_form：.*用过的 2026\.2"):
        actions.load(folder, on=NEXT)


def test_a_published_category_cannot_be_taken_away(folder: Path) -> None:
    actions.load(folder, on=FIRST)
    edit(folder / "categories.toml", 'version = "2026.1"', 'version = "2027.1"')
    edit(folder / "categories.toml", "bit = 14", "bit = 20")
    with pytest.raises(RuleBroken, match="已发布的类别 street_child"):
        actions.load(folder, on=NEXT)


def test_a_region_sets_its_own_rules_for_a_time(folder: Path) -> None:
    actions.load(folder, on=FIRST)
    rules = folder / "visit_rules.toml"
    shipped = rules.read_text(encoding="utf-8")
    rules.write_text(shipped + LOCAL, encoding="utf-8")
    assert actions.load(folder, on=NEXT).added == ("visit_rules 320722",)
    rules.write_text(shipped, encoding="utf-8")
    later = date(2027, 6, 1)
    assert actions.load(folder, on=later).ended == ("visit_rules 320722",)
    days = [
        queries.visit_rules("320722107201", day).first_visit_working_days
        for day in (FIRST, NEXT, later)
    ]
    assert days == [5, 3, 5]
    rules.write_text(shipped + LOCAL, encoding="utf-8")
    with pytest.raises(RuleBroken, match="用过的"):
        actions.load(folder, on=later)
