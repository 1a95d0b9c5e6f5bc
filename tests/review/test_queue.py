"""The queue: what stands in it, in which order, and what of it may be accepted together."""

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.review import queue
from casework.review.queue import Key, Line
from casework.visits import actions, reviews
from casework.visits.hints import Odd
from casework.visits.models import Visit
from tests.factories.accounts import FAR_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

Db = scoped_session[Session]
_SLOW: dict[str, Any] = {"schooling": "attending", "carer": "paternal_grandparents"}


@pytest.fixture
def supervisor(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


@pytest.fixture
def child(session: Db) -> Child:
    return a_child(entered_on=clock.today() - timedelta(days=100))


def lines(viewer: Viewer, township: str | None = None) -> list[Line]:
    return list(queue.page(viewer, township, None).rows)


def line_of(viewer: Viewer, visit: Visit) -> Line:
    return next(line for line in lines(viewer) if line.visit.id == visit.id)


def before(child: Child, **answers: str) -> Visit:
    day = clock.today() - timedelta(days=30)
    return a_visit(child, visited_on=day, **{**_SLOW, **answers})


def seen(visit: Visit) -> str:
    return str(reviews.token(visit))


def test_the_oldest_stands_first_and_what_came_back_before_it(
    child: Child, supervisor: Viewer
) -> None:
    first, second, third = a_visit(child), a_visit(child), a_visit(child)
    assert [line.visit.id for line in lines(supervisor)] == [first.id, second.id, third.id]
    actions.return_to_worker(actor=supervisor, visit_id=third.id, seen=seen(third), reason="请核对")
    assert [line.visit.id for line in lines(supervisor)] == [first.id, second.id]
    actions.answer(actor=a_viewer(), visit_id=third.id, seen=seen(third), words="无误")
    actions.accept(actor=supervisor, visit_id=second.id, seen=seen(second))
    assert [line.visit.id for line in lines(supervisor)] == [third.id, first.id]
    assert queue.waiting(supervisor, None) == 2


def test_pages_follow_each_other_without_gap(
    child: Child, supervisor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [a_visit(child).id for _ in range(5)]
    monkeypatch.setattr(queue, "PAGE_SIZE", 2)
    found, after = [], None
    for _ in range(3):
        page = queue.page(supervisor, None, after)
        found += [line.visit.id for line in page.rows]
        after = Key.parse(page.after or "")
    assert found == made


@pytest.mark.parametrize("text", ["", "x", "0.1", "0.x.y", f"1.{10**40}.{'0' * 32}"])
def test_a_key_that_says_nothing_begins_anew(text: str) -> None:
    assert Key.parse(text) is None


def test_a_visit_as_last_time_is_routine(child: Child, supervisor: Viewer) -> None:
    before(child)
    line = line_of(supervisor, a_visit(child, **_SLOW))
    assert line.glance.is_unchanged
    assert line.is_routine
    assert line.is_ticked


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"schooling": "boarding"}, [("走读上学", "住校上学", False)]),
        ({"health": "illness"}, [("健康", "生病了", True)]),
        ({"outcome": "carer_seen"}, [("见到儿童", "只见到照料人", False)]),
    ],
)
def test_what_differs_is_shown_and_not_routine(
    child: Child,
    supervisor: Viewer,
    answers: dict[str, str],
    told: list[tuple[str, str, bool]],
) -> None:
    before(child)
    line = line_of(supervisor, a_visit(child, **{**_SLOW, **answers}))
    found = [("、".join(d.before), "、".join(d.after), d.abnormal) for d in line.glance.differences]
    assert found == told
    assert not line.is_routine


def test_needs_and_a_proposed_risk_are_shown(child: Child, supervisor: Viewer) -> None:
    before(child)
    line = line_of(supervisor, a_visit(child, **_SLOW, needs=["goods"], risk_after="3"))
    assert (line.glance.needs, line.glance.risk) == (["衣物、学习用品"], "中高风险")
    assert not line.is_routine


def test_words_are_not_shown_and_only_keep_the_tick_away(child: Child, supervisor: Viewer) -> None:
    before(child)
    line = line_of(supervisor, a_visit(child, **_SLOW, child_wish="想要一本书"))
    assert (line.is_routine, line.is_ticked) == (True, False)
    assert "一本书" not in repr(line.glance)


def test_a_first_visit_and_a_doubtful_one_are_looked_at(child: Child, supervisor: Viewer) -> None:
    first = before(child)
    assert not line_of(supervisor, first).is_routine
    doubtful = a_visit(child, **_SLOW, visited_on="看不懂")
    assert line_of(supervisor, doubtful).check_reason is not None
    assert not line_of(supervisor, doubtful).is_routine


def test_what_is_not_routine_is_never_accepted_with_others(
    child: Child, supervisor: Viewer
) -> None:
    before(child)
    routine, other = a_visit(child, **_SLOW), a_visit(child, **_SLOW, health="illness")
    outcome = queue.accept_routine(supervisor, {v.id: seen(v) for v in (routine, other)})
    assert [visit.id for visit in outcome.done] == [routine.id]
    assert outcome.left == ["有的记录和上次不一样，要逐条看过再通过。"]


def test_own_visits_and_other_townships_are_somebody_else_s(
    child: Child, supervisor: Viewer
) -> None:
    own = a_visit(child, actor=supervisor)
    far = a_child(region_code=FAR_VILLAGE)
    there = a_visit(far, actor=a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE))
    county = a_viewer(Role.COUNTY_CIVIL)
    assert lines(supervisor) == []
    assert {line.visit.id for line in lines(county)} == {own.id, there.id}
    assert [line.visit.id for line in lines(county, TOWNSHIP)] == [own.id]
    assert [line.visit.id for line in lines(county, OTHER_TOWNSHIP)] == [there.id]


# Hints


def odd(line: Line) -> dict[Odd, int]:
    return {hint.odd: len(hint.others) for hint in line.hints}


def test_the_same_words_about_three_children_are_pointed_out(
    child: Child, supervisor: Viewer
) -> None:
    said = "孩子情况良好，学习 认真。"
    kin = [child, a_child(name="何小满"), a_child(name="吴小雨")]
    made = [a_visit(each, child_wish=said) for each in kin]
    a_visit(a_child(name="林小枫"), child_wish="想见妈妈一次面可以吗")
    assert odd(line_of(supervisor, made[0])) == {Odd.SAME_WORDS: 2}
    assert [line.is_ticked for line in lines(supervisor)] == [False] * 4


def test_short_words_and_two_children_are_not(child: Child, supervisor: Viewer) -> None:
    for each in (child, a_child(name="何小满"), a_child(name="吴小雨")):
        a_visit(each, child_wish="一切都好")
    for each in (child, a_child(name="林小枫")):
        a_visit(each, child_wish="想要一个新书包和一本书")
    assert [odd(line) for line in lines(supervisor)] == [{}] * 5


def test_many_within_minutes_are_pointed_out(child: Child, supervisor: Viewer) -> None:
    made = [a_visit(child) for _ in range(6)]
    now = clock.now()
    for n, visit in enumerate(made):
        visit.recorded_at = now + timedelta(minutes=n)
    assert [Odd.MANY_AT_ONCE in odd(line) for line in lines(supervisor)] == [True] * 6
    made[0].recorded_at = now - timedelta(hours=1)
    assert [Odd.MANY_AT_ONCE in odd(line) for line in lines(supervisor)] == [False] * 6


def test_a_late_entry_is_pointed_out(child: Child, supervisor: Viewer) -> None:
    day = clock.today()
    visits = [a_visit(child), a_visit(child)]
    visits[0].visited_on = day - timedelta(days=9)
    visits[1].visited_on = day - timedelta(days=10)
    assert odd(line_of(supervisor, visits[0])) == {}
    [hint] = line_of(supervisor, visits[1]).hints
    assert hint.text == "走访后隔了10天才登记"
