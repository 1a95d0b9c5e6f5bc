"""A need from found to solved: urgency, steps, who helped, what the family says, opened again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.figures.registry import Asked, Entry, get, number
from casework.inbox.models import Kind, Task
from casework.needs import actions, listing, queries, rules, showing
from casework.needs.counted import SOLVED, code_of
from casework.needs.listing import Filters
from casework.needs.models import Helper, Need, NeedStatus, StepKind, Urgency
from casework.practice import queries as practice
from casework.practice.rules.needs import Pace
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice
from tests.inbox.tasks import every_task

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
TOMORROW = TODAY + timedelta(days=1)


def a_need(child: Child, kind: str = "medical", **more: object) -> Need:
    actor = a_viewer(Role.COUNTY_CIVIL)
    return actions.open_need(actor=actor, child=child, kind=kind, detail="配眼镜", **more)  # type: ignore[arg-type]


@given(st.integers(0, 100), st.integers(0, 400), st.integers(0, 100))
def test_urgency_never_gives_more_time_than_it_may(percent: int, usual: int, most: int) -> None:
    days = Pace("urgent", percent, most, "").working_days(usual)
    assert 0 <= days <= min(most, usual)
    assert days == most or days >= usual * percent / 100


def test_what_presses_is_due_sooner(session: Db) -> None:
    child = a_child()
    days = [a_need(child, urgency=each).due_on for each in Urgency]
    assert days == sorted(days, reverse=True)
    assert days[-1] == TODAY
    assert a_need(child, urgency=Urgency.AT_ONCE, due_on=date(2026, 12, 1)).due_on.month == 12


def test_steps_are_kept_and_sealed_and_hands_change(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    need = a_need(child)
    session.commit()
    actions.add_step(actor=director, child=child, need=need, words="联系了县医院眼科")
    with pytest.raises(RuleBroken) as refusal:
        actions.add_step(actor=director, child=child, need=need, words="等", done_on=TOMORROW)
    assert refusal.value.field == "done_on"
    actions.change_need(
        actor=director,
        child=child,
        need=need,
        account_id=director.account_id,
        urgency=Urgency.AT_ONCE,
        words="疼得厉害",
    )
    assert (need.account_id, need.due_on) == (director.account_id, TODAY)
    with pytest.raises(RuleBroken) as refusal:
        actions.change_need(
            actor=director, child=child, need=need, account_id=uuid4(), urgency=Urgency.URGENT
        )
    assert refusal.value.field == "account_id"
    session.flush()
    kinds = [step.kind for step, _who in showing.told(child, need).steps]
    assert kinds == [StepKind.HANDED, StepKind.DONE]
    assert "眼科" not in repr(session.connection().exec_driver_sql("SELECT * FROM need_step").all())


def test_solved_says_how_and_by_whom_and_waits_for_the_family(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    need = a_need(child)
    with pytest.raises(RuleBroken):
        actions.confirm_need(actor=director, child=child, need=need, by="child", satisfied="yes")
    actions.close_need(
        actor=director,
        child=child,
        need=need,
        status=NeedStatus.SOLVED,
        solution="treated",
        helped_by=Helper.REFERRAL,
    )
    assert (need.closed_by, need.counted_region_code) == (director.account_id, VILLAGE)
    session.flush()
    [waiting] = listing.listing(director, Filters(listing.Show.UNCONFIRMED)).lines
    assert waiting.need is need
    for day in (TODAY - timedelta(days=1), TOMORROW):
        with pytest.raises(RuleBroken) as refusal:
            rules.check_confirmation(day, TODAY, TODAY)
        assert refusal.value.field == "confirmed_on"
    actions.confirm_need(
        actor=director, child=child, need=need, by="child", satisfied="partly", words="还要换镜片"
    )
    session.flush()
    told = showing.told(child, need)
    assert told.confirmation is not None
    assert (told.solution, told.confirmation.words) == ("看了病、做了康复", "还要换镜片")
    assert listing.listing(director, Filters(listing.Show.UNCONFIRMED)).lines == []


def test_opened_again_it_is_due_anew_and_told_of_again(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child(worker_id=a_viewer().account_id)
    need = a_need(child, due_on=TODAY)
    with pytest.raises(RuleBroken):
        actions.reopen_need(actor=director, child=child, need=need, why="没好")
    child_id, need_id = child.id, need.id
    session.commit()
    assert actions.remind(TOMORROW) == 1
    child, need = session.get_one(Child, child_id), session.get_one(Need, need_id)
    actions.close_need(actor=director, child=child, need=need, status=NeedStatus.SOLVED)
    actions.reopen_need(actor=director, child=child, need=need, why="眼镜坏了")
    assert (need.status, child.open_needs, need.helped_by) == (NeedStatus.OPEN, 1, None)
    assert need.due_on > TODAY
    session.commit()
    late = need.due_on + timedelta(days=1)
    assert (actions.remind(late), actions.remind(late)) == (1, 0)
    assert sorted(_open(task) for task in every_task()) == [False, True]


def _open(task: Task) -> bool:
    assert task.kind is Kind.DUE
    return task.done_at is None


def test_a_list_is_narrowed_and_paged(session: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    monkeypatch.setattr(listing, "_BATCH", 2)
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    kinds = ["goods", "medical", "goods", "medical", "medical"]
    made = [
        a_need(child, kind, due_on=TODAY + timedelta(days=n - 2)) for n, kind in enumerate(kinds)
    ]
    a_need(a_child(name="外村孩子", region_code=NEXT_VILLAGE), "medical")
    session.flush()
    viewer = a_viewer(Role.CHILD_DIRECTOR)

    def shown(filters: Filters) -> list[Need]:
        found, after = [], None
        while True:
            page = listing.listing(viewer, filters, after)
            found += [line.need for line in page.lines]
            after = page.after
            if after is None:
                return found

    assert shown(Filters()) == made
    assert shown(Filters(kind="medical")) == [made[1], made[3], made[4]]
    assert shown(Filters(listing.Show.OVERDUE)) == made[:2]
    assert shown(Filters(owner_id=viewer.account_id)) == []
    for need in made[:3]:
        actions.close_need(actor=county, child=child, need=need, status=NeedStatus.SOLVED)
    session.flush()
    assert set(shown(Filters(listing.Show.SOLVED))) == set(made[:3])


def test_the_figures_count_children_by_kind_where_they_were_helped(session: Db) -> None:
    load_practice()
    assert set(SOLVED) == set(practice.visit_form().needs)
    county = a_viewer(Role.COUNTY_CIVIL)
    one, other = a_child(), a_child(name="李小溪", region_code=NEXT_VILLAGE)
    needs = [a_need(one), a_need(one), a_need(other), a_need(other, "goods", due_on=TODAY)]
    for child, need in zip((one, one, other), needs[:3], strict=True):
        actions.close_need(actor=county, child=child, need=need, status=NeedStatus.SOLVED)
    session.flush()

    def counted(code: str, region: str = COUNTY) -> tuple[int, list[Entry]]:
        figure = get(county, code)
        asked = Asked(county, region, TODAY, TODAY + timedelta(days=30))
        entries = list(figure.entries(asked))
        return int(number(figure, entries)), entries

    medical, entries = counted(code_of("medical"))
    assert (medical, len(entries)) == (2, 3)
    assert {entry.child_id for entry in entries} == {one.id, other.id}
    assert counted(code_of("medical"), VILLAGE)[0] == 1
    assert counted(code_of("goods"))[0] == 0
    assert (counted("ind_needs_open")[0], counted("ind_needs_overdue")[0]) == (1, 1)
    assert queries.open_of(one) == []
