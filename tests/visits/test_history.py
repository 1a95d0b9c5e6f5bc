from datetime import date, timedelta
from typing import Any

import pytest

from casework.children.models import Child
from casework.visits import actions, history, queries
from casework.visits.models import Visit
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit, said

pytestmark = pytest.mark.usefixtures("session")

TODAY = date(2026, 11, 1)


@pytest.fixture
def child() -> Child:
    return a_child(entered_on=date(2026, 7, 1))


def corrected(visit: Visit, **answers: Any) -> Visit:
    return actions.correct_visit(
        actor=a_viewer(),
        visit=visit,
        version=visit.version,
        content=said(**answers),
        reason="写错了",
    )


def test_a_version_reads_by_the_headings_of_its_form(child: Child) -> None:
    visit = a_visit(child, health="illness", health_detail="咳嗽", child_wish="球鞋")
    parts = {part.label: part.lines for part in history.parts(queries.newest(visit))}
    assert list(parts) == ["见面情况", "孩子的情况", "照护和生活", "孩子的话"]
    told = {line.label: (line.text, line.abnormal) for line in parts["孩子的情况"]}
    assert told["身体"] == ("生病了：咳嗽", True)
    assert told["心理和情绪"] == ("平稳开朗", False)


def test_what_could_not_be_read_is_shown_as_sent(child: Child) -> None:
    visit = a_visit(child, health="made_up", weather="晴")
    told = [(line.label, line.text) for line in history.unread(queries.newest(visit))]
    assert sorted(told) == [("weather", "晴"), ("身体", "made_up")]


def test_a_correction_tells_field_by_field_what_it_changed(child: Child) -> None:
    visit = a_visit(child, child_wish="球鞋")
    corrected(
        visit,
        visited_on=str(TODAY - timedelta(days=1)),
        health="illness",
        health_detail="咳嗽",
        carer="parents",
    )
    newest, first = history.editions(queries.versions(visit))
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("走访日期", "2026年11月1日", "2026年10月31日"),
        ("身体", "健康", "生病了：咳嗽"),
        ("平时谁照顾", "—", "父母"),
        ("孩子说的话、心愿", "球鞋", "—"),
    ]
    assert newest.version.reason == "写错了"
    assert (first.changes, first.author) == ([], "测试儿童主任")
