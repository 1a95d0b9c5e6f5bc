"""Looking after somebody else's children: for a time, and not a request longer."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts import actions as account_actions
from casework.accounts import queries as accounts
from casework.accounts.models import RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.caseloads import actions, queries, rules
from casework.caseloads.models import Cover
from casework.children import queries as children
from casework.children.models import Child
from casework.errors import NotFound, RuleBroken
from casework.home import queries as home
from casework.inbox import queries as inbox
from casework.inbox.rules import Recipient
from casework.needs import actions as needs
from casework.regions.queries import get as region
from tests.caseloads.people import Village
from tests.client import CheckedClient
from tests.factories.accounts import (
    FAR_VILLAGE,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
    an_account,
)
from tests.factories.children import a_child
from tests.home.test_views import statements
from tests.inbox.tasks import a_task

Db = scoped_session[Session]
SignedIn = Callable[[Viewer], CheckedClient]
TODAY = date(2026, 11, 1)
DAY = timedelta(days=1)


def now(viewer: Viewer) -> Viewer:
    return accounts.viewer_of(accounts.get(viewer.account_id))


# the term


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (-1, 3, "过去"),
        (0, -1, "最后一天不能早于"),
        (0, 90, "最多90天"),
        (91, 95, "提前90天"),
    ],
)
def test_a_term_that_cannot_be_is_refused(first: int, last: int, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        rules.check_term(TODAY + first * DAY, TODAY + last * DAY, TODAY)


def test_ninety_days_are_the_longest() -> None:
    rules.check_term(TODAY, TODAY + 89 * DAY, TODAY)


# reach and lists


def test_the_covering_worker_sees_the_children_marked_and_nobody_answers_otherwise(
    village: Village, session: Db
) -> None:
    village.cover()
    viewer = now(village.near)
    assert viewer.regions == (VILLAGE, village.near.regions[0])
    assert viewer.lent == {VILLAGE}
    day = home.my_day(viewer, TODAY)
    cards = [*day.overdue, *day.today, *day.week, *day.later]
    assert {card.id for card in cards} == set(village.children)
    assert all(card.is_covered for card in cards)
    assert village.workers() == [village.before.account_id] * 2


def test_the_second_worker_of_the_village_sees_only_her_own(village: Village, session: Db) -> None:
    village.cover()
    day = home.my_day(now(village.after), TODAY)
    assert not [*day.overdue, *day.today, *day.week, *day.later]


def test_tasks_and_needs_reach_her_too(village: Village, session: Db) -> None:
    child = session.get_one(Child, village.children[0])
    to = Recipient.worker(VILLAGE, village.before.account_id)
    task_id = a_task(to=to, region_code=VILLAGE, child_id=child.id).id
    need = needs.open_need(actor=village.office, child=child, kind="goods", detail=None)
    assert task_id not in [task.id for task in inbox.open_page(now(village.near), None).rows]
    village.cover()
    viewer = now(village.near)
    assert task_id in [task.id for task in inbox.open_page(viewer, None).rows]
    assert [each.id for each in home.my_needs(viewer)] == [need.id]


def test_a_child_that_she_enrols_there_is_the_worker_s_own(village: Village, session: Db) -> None:
    """A cover is no post: neither for new children nor for the one worker of a village."""
    village.cover()
    assert children.usual_worker(VILLAGE) is None  # two hold it themselves
    named = [account.id for account in children.workers_in([VILLAGE])]
    assert sorted(named) == sorted([village.before.account_id, village.after.account_id])
    account_actions.set_disabled(
        actor=village.office, account=accounts.get(village.after.account_id), disabled=True
    )
    assert children.usual_worker(VILLAGE) == village.before.account_id
    assert accounts.sole_workers("990101001")[VILLAGE] == village.before.account_id


def test_a_vacant_post_is_covered_as_a_whole(village: Village, session: Db) -> None:
    for viewer in (village.before, village.after):
        account_actions.set_disabled(
            actor=village.office, account=accounts.get(viewer.account_id), disabled=True
        )
    village.cover(absent_id=None)
    day = home.my_day(now(village.near), TODAY)
    assert len([*day.overdue, *day.today, *day.week, *day.later]) == 2


def test_the_office_may_name_itself_and_reaches_no_further(village: Village, session: Db) -> None:
    village.cover(covering_id=village.office.account_id)
    viewer = now(village.office)
    assert (viewer.regions, viewer.scope) == (village.office.regions, village.office.scope)
    to = Recipient.worker(VILLAGE, village.before.account_id)
    task_id = a_task(to=to, region_code=VILLAGE, child_id=village.children[0]).id
    assert task_id in [task.id for task in inbox.open_page(viewer, None).rows]


# who may grant what


@pytest.mark.parametrize("place", [FAR_VILLAGE, STRANGE_VILLAGE])
def test_an_office_lends_nothing_outside_its_reach(
    village: Village, session: Db, place: str
) -> None:
    with pytest.raises(NotFound):
        queries.region_of(village.office, place)
    stranger = an_account(Role.CHILD_DIRECTOR, place, "stranger")
    with pytest.raises(NotFound):
        village.cover(covering_id=stranger.id)


@pytest.mark.parametrize("role", [Role.CHILD_SUPERVISOR, Role.SYS_ADMIN, Role.VOLUNTEER])
def test_an_office_lends_to_child_directors_alone(
    village: Village, session: Db, role: Role
) -> None:
    other = an_account(role, None if role is not Role.CHILD_SUPERVISOR else TOWNSHIP, "other")
    with pytest.raises(NotFound):
        village.cover(covering_id=other.id)


def test_a_director_lends_nothing(village: Village, session: Db) -> None:
    with pytest.raises(NotFound):
        account_actions.lend_region(
            actor=village.before,
            account=accounts.get(village.near.account_id),
            region_code=VILLAGE,
            cover_id=village.children[0],
            absent_id=None,
            from_on=TODAY,
            until_on=TODAY + DAY,
        )


# the end


def test_it_ends_by_itself(village: Village, session: Db) -> None:
    village.cover(days=3)
    clock.fix_today(TODAY + 2 * DAY)
    assert now(village.near).lent == {VILLAGE}
    clock.fix_today(TODAY + 3 * DAY)
    assert now(village.near).lent == frozenset()
    assert not now(village.near).scope.covers(VILLAGE)


def test_it_begins_on_its_day(village: Village, session: Db) -> None:
    village.cover(starts_in=2)
    assert not now(village.near).lent
    clock.fix_today(TODAY + 2 * DAY)
    assert now(village.near).lent


def test_it_hangs_on_the_post_that_she_holds_herself(village: Village, session: Db) -> None:
    village.cover()
    own = session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == village.near.account_id, RoleGrant.cover_id.is_(None)
        )
    ).one()
    own.until_on = TODAY
    session.commit()
    assert now(village.near).regions == ()


def test_an_end_acts_in_an_open_session_also_on_a_form_opened_before(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    cover_id = village.cover()
    browser, child_id = signed_in(village.near), village.children[0]
    form = f"/children/{child_id}/changed/school"
    assert browser.get(form).status_code == 200
    ended = signed_in(village.office).post(f"/covers/{cover_id}/end")
    assert ended.status_code == 302
    answer = browser.post(
        form, data={"school_stage": "primary", "school": "新学校", "told_by": "self"}
    )
    assert answer.status_code == 404
    assert browser.get(f"/children/{child_id}").status_code == 404
    assert "祝雨" not in browser.get("/today").get_data(as_text=True)
    with village.acting(village.office) as office:
        assert children.get(office, child_id).school is None


def test_a_post_that_ends_acts_in_an_open_session_too(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    browser = signed_in(village.before)
    form = f"/children/{village.children[0]}/changed/school"
    assert browser.get(form).status_code == 200
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == village.before.account_id)
    ).one()
    grant.until_on = TODAY
    session.commit()
    assert browser.post(form, data={"school": "新学校", "told_by": "self"}).status_code == 404


def test_it_is_extended_before_it_ends_and_not_after(village: Village, session: Db) -> None:
    cover_id = village.cover(days=3)
    with village.acting(village.office) as office:
        cover = queries.get_cover(office, cover_id)
        with pytest.raises(RuleBroken, match="提前结束"):
            actions.extend_cover(actor=office, cover=cover, last_on=TODAY)
        with pytest.raises(RuleBroken, match="90天"):
            actions.extend_cover(actor=office, cover=cover, last_on=TODAY + 90 * DAY)
        actions.extend_cover(actor=office, cover=cover, last_on=TODAY + 10 * DAY)
    clock.fix_today(TODAY + 10 * DAY)
    assert now(village.near).lent
    clock.fix_today(TODAY + 11 * DAY)
    assert not now(village.near).lent
    with village.acting(village.office) as office:
        cover = queries.get_cover(office, cover_id)
        with pytest.raises(RuleBroken, match="已经结束"):
            actions.extend_cover(actor=office, cover=cover, last_on=TODAY + 20 * DAY)


def test_two_do_not_cover_the_same_days(village: Village, session: Db) -> None:
    village.cover(days=5)
    with pytest.raises(RuleBroken, match="已经安排"):
        village.cover(starts_in=4, covering_id=village.after.account_id)
    village.cover(starts_in=5, covering_id=village.after.account_id)
    with pytest.raises(RuleBroken, match="本人"):
        village.cover(starts_in=30, covering_id=village.before.account_id)


def test_of_two_who_arrange_at_once_one_is_told(app: Flask, village: Village, session: Db) -> None:
    answers: list[str] = []

    def arrange(covering: Viewer) -> None:
        try:
            with app.app_context():
                village.cover(covering_id=covering.account_id)
                answers.append("done")
        except RuleBroken as broken:
            answers.append(broken.message)

    session.commit()
    threads = [Thread(target=arrange, args=[who]) for who in (village.near, village.after)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    assert answers.count("done") == 1
    assert any("已经安排" in answer for answer in answers)
    assert session.scalar(select(func.count()).select_from(Cover)) == 1


def test_ending_twice_is_ending_once_and_stands_in_the_trail(village: Village, session: Db) -> None:
    cover_id = village.cover()
    for _ in range(2):
        with village.acting(village.office) as office:
            actions.end_cover(actor=office, cover=queries.get_cover(office, cover_id))
    assert session.get_one(Cover, cover_id).ended_by == village.office.account_id
    tags = session.scalars(select(AuditEntry.tag).where(AuditEntry.tag.startswith("cover:"))).all()
    assert tags == [Tag.COVER_BEGIN.value, Tag.COVER_CHANGE.value]


# the pages


def test_the_page_names_a_cover_and_says_what_is_wrong(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    browser = signed_in(village.office)
    address = f"/posts/cover?village={VILLAGE}"
    page = browser.get(address).get_data(as_text=True)
    assert "我自己（儿童督导员）" in page
    data = {
        "absent_id": str(village.before.account_id),
        "covering_id": str(village.near.account_id),
        "from_on": TODAY.isoformat(),
        "last_on": (TODAY + 120 * DAY).isoformat(),
        "reason": "外出学习三个月",
    }
    wrong = browser.post(address, data=data)
    assert wrong.status_code == 422
    assert "外出学习三个月" in wrong.get_data(as_text=True)
    right = browser.post(address, data={**data, "last_on": (TODAY + 9 * DAY).isoformat()})
    assert right.location == f"/posts?code={TOWNSHIP}#v{VILLAGE}"
    cover = session.scalars(select(Cover)).one()
    shown = browser.get(f"/covers/{cover.id}").get_data(as_text=True)
    assert "外出学习三个月" in shown
    assert "代管到11月10日" in browser.get("/posts").get_data(as_text=True)
    assert "代管" in signed_in(village.near).get("/today").get_data(as_text=True)
    later = (TODAY + 20 * DAY).isoformat()
    assert browser.post(f"/covers/{cover.id}", data={"last_on": later}).status_code == 302
    assert browser.post(f"/covers/{cover.id}", data={"last_on": "x"}).status_code == 422


def test_workers_and_other_townships_get_no_cover_page(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    cover_id = village.cover()
    assert signed_in(village.before).get(f"/covers/{cover_id}").status_code == 403
    assert signed_in(village.before).get("/posts").status_code == 403
    other = a_viewer(Role.CHILD_SUPERVISOR, "990101002000")
    session.commit()
    browser = signed_in(other)
    for address in (
        f"covers/{cover_id}",
        f"posts/cover?village={VILLAGE}",
        f"posts?code={TOWNSHIP}",
    ):
        assert browser.get(f"/{address}").status_code == 404


def test_posts_show_who_holds_what_is_vacant_and_who_has_left(
    village: Village, session: Db, signed_in: SignedIn
) -> None:
    a_child(name="祝无人", worker_id=None)
    for viewer in (village.before, village.near):
        account_actions.set_disabled(
            actor=village.office, account=accounts.get(viewer.account_id), disabled=True
        )
    session.commit()
    first, second = queries.posts_of(village.office, region(TOWNSHIP))
    assert [holder.account_id for holder in first.holders] == [village.after.account_id]
    assert [(gone.account_id, gone.open_files) for gone in first.gone] == [
        (village.before.account_id, 2)
    ]
    assert first.unnamed == 1
    assert second.is_vacant
    page = signed_in(village.office).get("/posts").get_data(as_text=True)
    assert "空缺" in page
    assert "已不在岗" in page


def test_posts_cost_the_same_number_of_statements_for_any_township(
    village: Village, session: Db
) -> None:
    with village.acting(village.office) as office:
        here = region(TOWNSHIP)
        with statements() as told:
            queries.posts_of(office, here)
    assert len(told) <= 6
