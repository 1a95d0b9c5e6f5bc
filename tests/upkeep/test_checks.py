"""Nothing has changed: said once a day, taken back, and never a visit."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import actions as children
from casework.children import queries as children_queries
from casework.children.models import Child
from casework.db.base import new_id
from casework.errors import RuleBroken
from casework.home import queries as home
from casework.upkeep import actions, queries, rules
from casework.upkeep.models import CheckSource, FileCheck
from casework.visits.models import Visit
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice
from tests.factories.register import acting
from tests.factories.visits import a_visit

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


@pytest.fixture
def director(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_DIRECTOR)


@pytest.fixture
def child(director: Viewer) -> Child:
    return a_child(worker_id=director.account_id)


def count(session: Db, model: type[FileCheck] | type[Visit]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


# the act


def test_a_check_is_no_visit_and_moves_nothing(
    app: Flask, session: Db, director: Viewer, child: Child
) -> None:
    before = (child.version, child.next_due_on, child.last_visit_on, child.last_contact_on)
    with acting(app, director):
        mine = children_queries.get(director, child.id)
        check = actions.confirm(actor=director, child=mine, client_id=new_id())
        assert (check.checked_on, check.file_version) == (clock.today(), mine.version)
    session.refresh(child)
    assert before == (
        child.version,
        child.next_due_on,
        child.last_visit_on,
        child.last_contact_on,
    )
    assert (count(session, FileCheck), count(session, Visit)) == (1, 0)


def test_however_often_it_is_pressed_there_is_one(
    session: Db, director: Viewer, child: Child
) -> None:
    page, other_page = new_id(), new_id()
    for client_id in (page, page, other_page):
        actions.confirm(actor=director, child=child, client_id=client_id)
    assert count(session, FileCheck) == 1
    tags = session.scalars(select(AuditEntry.tag)).all()
    session.commit()
    assert tags.count("child:check") <= 1


def test_the_database_itself_refuses_a_second_one_of_the_day(
    session: Db, director: Viewer, child: Child
) -> None:
    first = actions.confirm(actor=director, child=child, client_id=new_id())
    second = FileCheck(
        owner=child,
        region_code=child.region_code,
        account_id=director.account_id,
        client_id=new_id(),
        checked_on=first.checked_on,
        file_version=1,
        source="known",
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(second)


def test_what_was_taken_back_is_not_made_again_by_the_same_page(
    session: Db, director: Viewer, child: Child
) -> None:
    page = new_id()
    actions.confirm(actor=director, child=child, client_id=page)
    actions.withdraw(actor=director, child=child)
    actions.withdraw(actor=director, child=child)
    actions.confirm(actor=director, child=child, client_id=page)
    session.flush()
    assert queries.of_child(child) == []
    actions.confirm(actor=director, child=child, client_id=new_id())
    assert len(queries.of_child(child)) == 1


def test_somebody_else_s_check_cannot_be_taken_back(
    session: Db, director: Viewer, child: Child
) -> None:
    actions.confirm(actor=director, child=child, client_id=new_id())
    actions.withdraw(actor=a_viewer(Role.COUNTY_CIVIL), child=child)
    assert len(queries.of_child(child)) == 1


def test_yesterday_s_check_stays(session: Db, director: Viewer, child: Child) -> None:
    check = actions.confirm(actor=director, child=child, client_id=new_id())
    clock.fix_today(clock.today() + timedelta(days=1))
    actions.withdraw(actor=director, child=child)
    assert queries.of_child(child) == [check]
    actions.confirm(actor=director, child=child, client_id=new_id())
    assert len(queries.of_child(child)) == 2


def test_a_closed_file_is_not_checked(session: Db, director: Viewer, child: Child) -> None:
    children.close(actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason="adopted")
    with pytest.raises(RuleBroken, match="已退出"):
        actions.confirm(actor=director, child=child, client_id=new_id())


def test_checks_move_with_the_child(session: Db, director: Viewer, child: Child) -> None:
    check = actions.confirm(actor=director, child=child, client_id=new_id())
    county = a_viewer(Role.COUNTY_CIVIL)
    children.move_by(
        actor=county, child=child, region_code=NEXT_VILLAGE, address=None, on=clock.today()
    )
    session.flush()
    assert check.region_code == NEXT_VILLAGE
    assert queries.of_child(child) == [check]


# how one knows


def test_nothing_is_claimed_that_the_file_does_not_tell(child: Child) -> None:
    today, before = clock.today(), clock.today() - timedelta(days=9)
    claimed = {
        (today, today, Role.CHILD_DIRECTOR): CheckSource.SEEN,
        (before, today, Role.CHILD_DIRECTOR): CheckSource.PHONE,
        (before, before, Role.CHILD_DIRECTOR): CheckSource.KNOWN,
        (None, None, Role.CHILD_DIRECTOR): CheckSource.KNOWN,
        (today, today, Role.COUNTY_CIVIL): CheckSource.KNOWN,
    }
    for (visited, contacted, role), source in claimed.items():
        child.last_visit_on, child.last_contact_on = visited, contacted
        assert rules.likely_source(a_viewer(role), child, today) is source


def test_the_source_is_said_afterwards(session: Db, director: Viewer, child: Child) -> None:
    with pytest.raises(RuleBroken, match="撤销"):
        actions.say_source(actor=director, child=child, source=CheckSource.PHONE)
    check = actions.confirm(actor=director, child=child, client_id=new_id())
    actions.say_source(actor=director, child=child, source=CheckSource.NEIGHBOUR)
    assert check.source == "neighbour"


def test_the_day_s_list_knows_what_was_checked(session: Db, director: Viewer, child: Child) -> None:
    a_visit(child, actor=director)
    other = a_child(name="罗子涵", worker_id=director.account_id)
    actions.confirm(actor=director, child=child, client_id=new_id())
    session.flush()
    day = home.my_day(director, clock.today())
    cards = {card.id: card.is_checked for card in (*day.week, *day.later, *day.today, *day.done)}
    assert cards == {child.id: True, other.id: False}


# the pages


def text(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


@pytest.fixture
def village(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


def unchanged(child: Child, act: str = "") -> str:
    return f"/children/{child.id}/unchanged{act}"


def test_one_tap_from_the_child_s_page(village: CheckedClient, child: Child) -> None:
    page = text(village.get(f"/children/{child.id}"))
    assert "情况无变化" in page
    answer = village.post(unchanged(child), data={"client_id": str(new_id())})
    assert answer.location == f"/children/{child.id}"
    page = text(village.get(answer.location))
    assert "资料核对于 2026年11月1日" in page
    assert "核对资料，情况无变化" in page, "in the timeline"
    assert "日常了解" in page
    village.post(unchanged(child, "/source"), data={"source": "phone"})
    assert "电话或视频 · " in text(village.get(answer.location))
    village.post(unchanged(child, "/undo"))
    assert "资料核对于" not in text(village.get(answer.location))


def test_one_tap_from_the_list_of_the_day_leads_back_to_the_card(
    village: CheckedClient, child: Child
) -> None:
    [part] = [p for p in ("now", "week", "later") if f'id="{p}-' in text(village.get("/today"))]
    data = {"client_id": str(new_id()), "back": part}
    answer = village.post(unchanged(child), data=data)
    assert answer.location == f"/today#{part}-{child.id}"
    assert "今天核对过，无变化" in text(village.get("/today"))
    village.post(unchanged(child, "/undo"), data=data)
    assert "今天核对过，无变化" not in text(village.get("/today"))


def test_a_page_without_its_id_makes_a_check_all_the_same(
    village: CheckedClient, session: Db, child: Child
) -> None:
    broken: tuple[dict[str, str], ...] = (
        {},
        {"client_id": "x", "back": "//x"},
        {"client_id": "１"},
    )
    for data in broken:
        answer = village.post(unchanged(child), data=data)
        assert answer.location == f"/children/{child.id}"
    assert count(session, FileCheck) == 1


def test_a_source_that_is_none_is_asked_for(village: CheckedClient, child: Child) -> None:
    village.post(unchanged(child))
    answer = village.post(unchanged(child, "/source"), data={"source": "x"}, follow_redirects=True)
    assert "请点一下" in text(answer)


def test_who_may_not_and_where_nobody_is(
    client_for: ClientFor, village: CheckedClient, child: Child
) -> None:
    elsewhere = a_child(name="罗子涵", region_code=NEXT_VILLAGE)
    fed = client_for(Role.WOMENS_FED)
    for act in ("", "/undo", "/source"):
        missing = village.post(f"/children/{UUID(int=1)}/unchanged{act}")
        assert village.post(unchanged(elsewhere, act)).status_code == missing.status_code == 404
        assert fed.post(unchanged(child, act)).status_code == 403
