"""What SQL counts is what the rules count; lists are pages of what may be seen."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import event, select

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import actions as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound
from casework.visits import listing, prefill, queries, rules
from casework.visits.listing import Filters, Key
from casework.visits.models import Mode, Outcome, ReviewState, Visit
from casework.visits.rules import CheckReason
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

pytestmark = pytest.mark.usefixtures("session")

TODAY = date(2026, 11, 1)
JULY = date(2026, 7, 1)


@pytest.fixture
def child() -> Child:
    return a_child(entered_on=JULY, worker_id=a_viewer().account_id)


def test_sql_counts_what_the_rules_count(child: Child) -> None:
    visit = a_visit(child)
    for state, outcome, mode in product(ReviewState, Outcome, Mode):
        visit.review_state, visit.outcome, visit.mode = state, outcome, mode
        db.session.flush()
        for condition, expected in (
            (queries.counts(), rules.is_valid(state, outcome)),
            (queries.in_person(), rules.is_in_person(mode)),
        ):
            found = db.session.scalar(select(Visit.id).where(condition))
            assert (found is not None) is expected, (state, outcome, mode)


def test_sql_moves_due_dates_as_the_rules_do(child: Child) -> None:
    visit = a_visit(child)
    for state, reason in product(ReviewState, [None, *CheckReason]):
        visit.review_state, visit.check_reason = state, reason.value if reason else None
        db.session.flush()
        found = db.session.scalar(select(Visit.id).where(queries.moves_due()))
        assert (found is not None) is rules.moves_due(state, visit.outcome, visit.check_reason)


def test_milestones_are_first_and_last_in_person_and_last_contact(child: Child) -> None:
    for age, mode in ((30, "home"), (20, "school"), (10, "video"), (5, "other")):
        a_visit(child, visited_on=TODAY - timedelta(days=age), mode=mode)
    a_visit(child, outcome="not_met")
    first, last, contact = (TODAY - timedelta(days=age) for age in (30, 20, 5))
    assert queries.milestones(child) == queries.Milestones(first, last, contact)


def test_a_returned_visit_leaves_the_milestones(child: Child) -> None:
    a_visit(child).review_state = ReviewState.RETURNED
    db.session.flush()
    assert queries.milestones(child) == queries.Milestones(None, None, None)


def test_the_visits_of_a_child_come_newest_first(child: Child) -> None:
    days = [TODAY - timedelta(days=n) for n in (9, 3, 6)]
    for day in days:
        a_visit(child, visited_on=day)
    found = queries.for_child(a_viewer(), child)
    assert [visit.visited_on for visit in found] == sorted(days, reverse=True)
    assert len(queries.for_child(a_viewer(), child, limit=2)) == 2


def test_a_visit_follows_its_child_out_of_reach(child: Child) -> None:
    visit, county = a_visit(child), a_viewer(Role.COUNTY_CIVIL)
    children.move(actor=county, child=child, region_code=FAR_VILLAGE)
    assert queries.get(county, visit.id) is visit
    with pytest.raises(NotFound):
        queries.get(a_viewer(), visit.id)
    assert queries.several(a_viewer(), [visit.id]) == []


def test_the_place_on_a_day_is_the_one_lived_at_then(child: Child) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    children.move(actor=county, child=child, region_code=NEXT_VILLAGE)
    yesterday = TODAY - timedelta(days=1)
    assert queries.place_on(county, child, yesterday) == VILLAGE
    assert queries.place_on(county, child, TODAY) == NEXT_VILLAGE
    assert queries.place_on(county, child, JULY - timedelta(days=1)) is None
    assert queries.place_on(a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE), child, yesterday) is None


# As last time


def test_slow_facts_come_from_the_last_visit_that_counts(child: Child) -> None:
    a_visit(
        child,
        visited_on=TODAY - timedelta(days=9),
        carer="other",
        carer_detail="邻居王婶",
        schooling="boarding",
        psych="watch",
    )
    a_visit(child, outcome="not_met", schooling="dropout")
    opening = prefill.new_visit(a_viewer(), child)
    assert opening.carried_codes == {"carer", "schooling"}
    assert opening.answers == {
        "mode": "home",
        "schooling": "boarding",
        "carer": "other",
        "carer_detail": "邻居王婶",
    }
    assert opening.last is not None
    assert opening.last.visited_on == TODAY - timedelta(days=9)


def test_a_first_visit_opens_with_nothing_but_day_and_mode(child: Child) -> None:
    opening = prefill.new_visit(a_viewer(), child)
    assert (opening.visited_on, opening.answers) == (TODAY, {"mode": "home"})
    assert (opening.carried, opening.siblings) == ([], [])


def test_a_correction_opens_with_all_that_was_said(child: Child) -> None:
    visit = a_visit(child, health="illness", health_detail="咳" * 501, needs="psych")
    opening = prefill.correction(visit, queries.newest(visit))
    assert opening.answers["health"] == "illness"
    assert opening.answers["health_detail"] == "咳" * 501
    assert opening.opened == ["心理疏导"]
    assert "needs" not in opening.answers


# The list


def test_a_worker_lists_her_own_records_and_an_office_all_of_them(child: Child) -> None:
    a_visit(child)
    a_visit(child, actor=a_viewer(Role.COUNTY_CIVIL))
    a_visit(a_child(region_code=FAR_VILLAGE), actor=a_viewer(Role.COUNTY_CIVIL))
    sizes = {
        role: len(listing.listing(a_viewer(role), Filters()).page.rows)
        for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL)
    }
    assert sizes == {Role.CHILD_DIRECTOR: 1, Role.CHILD_SUPERVISOR: 2, Role.COUNTY_CIVIL: 3}


def test_the_list_is_narrowed_by_mode_and_state(child: Child) -> None:
    call, odd = a_visit(child, mode="phone"), a_visit(child, visited_on="2038-01-19")
    for filters, expected in (
        (Filters(mode=Mode.PHONE), call),
        (Filters(state=ReviewState.TO_CHECK), odd),
    ):
        rows = listing.listing(a_viewer(), filters).page.rows
        assert [visit.id for visit in rows] == [expected.id]


def test_filters_and_keys_of_broken_addresses_narrow_nothing() -> None:
    assert Filters.parse("id;drop", None) == Filters()
    assert [Key.parse(text) for text in ("", "-1", "2026", "20261301" + "0" * 32)] == [None] * 4


def test_pages_follow_each_other_without_gap_or_repetition(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 3)
    made = [a_visit(child, visited_on=TODAY - timedelta(days=n // 2)).id for n in range(7)]
    seen, after, pages = [], None, 0
    while pages == 0 or after is not None:
        page = listing.listing(a_viewer(), Filters(), after).page
        seen += [visit.id for visit in page.rows]
        after, pages = Key.parse(page.after or ""), pages + 1
    assert (pages, len(seen)) == (3, 7)
    assert set(seen) == set(made)


def test_a_page_takes_as_many_statements_however_long_it_is(child: Child) -> None:
    viewer, counts = a_viewer(), []
    for _ in range(2):
        a_visit(child)
        a_visit(a_child(name="周小满", people=()))
        db.session.commit()
        counts.append(_statements_of_a_page(viewer))
    assert counts[0] == counts[1] <= 4  # the last is BEGIN


def _statements_of_a_page(viewer: Viewer) -> int:
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        ran.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        listing.listing(viewer, Filters())
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(ran)
