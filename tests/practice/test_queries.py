from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.practice import actions, queries
from casework.practice.models import PracticeRow

ON = date(2026, 11, 1)
LOCAL = """
[[override]]
region = "32"
first_visit_working_days = 4

[[override]]
region = "320722"
level = [{ level = 4, in_person_days = 5, contact_days = 1, source = "某县" }]
"""


@pytest.fixture(autouse=True)
def _practice(app: Flask, folder: Path) -> None:
    db.session.execute(db.delete(PracticeRow))
    rules = folder / "visit_rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + LOCAL, encoding="utf-8")
    actions.load(folder, on=ON)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent from here on."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_the_readers_give_the_shipped_practice() -> None:
    assert queries.categories().label("orphan") == "孤儿"
    assert queries.conditions().label("imprisoned") == "服刑在押"
    assert queries.calendar().is_published(2026)
    assert queries.header_synonyms().group("监护人") == "guardian"
    assert queries.codes("sex")["1"] == "男"
    assert queries.code_list("relation").from_synonym("奶奶") == "62"
    assert queries.visit_form().version == "2026.2"


@pytest.mark.parametrize(
    ("region", "first_visit", "in_person", "version"),
    [
        ("210102000000", 5, 7, "2026.1"),
        ("320102000000", 4, 7, "2026.1+32"),
        ("320722107201", 4, 5, "2026.1+320722"),
        ("320722", 4, 5, "2026.1+320722"),
    ],
)
def test_the_nearest_region_has_the_last_word(
    region: str, first_visit: int, in_person: int, version: str
) -> None:
    rules = queries.visit_rules(region, ON)
    assert rules.first_visit_working_days == first_visit
    assert rules.level(4).interval.in_person_days == in_person
    assert rules.version == version


def test_all_rules_come_longest_prefix_first() -> None:
    rules = queries.all_visit_rules(ON)
    assert [prefix for prefix, _ in rules] == ["320722", "32", ""]
    assert all(own == queries.visit_rules(prefix, ON) for prefix, own in rules)


def test_one_statement_a_session_once_everything_was_read(statements: list[str]) -> None:
    queries.categories(ON)
    queries.visit_rules("320722107201", ON)
    statements.clear()
    queries.forget_editions()
    queries.categories(ON)
    queries.visit_rules("320722107201", ON)
    queries.categories(ON)
    assert len(statements) == 1


def test_a_version_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.visit_form("1949.1")


def test_an_empty_database_says_what_to_do() -> None:
    db.session.execute(db.delete(PracticeRow))
    queries.forget_editions()
    with pytest.raises(RuleBroken, match="还没有装入，请先运行"):
        queries.categories(ON)
