from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.models import PracticeRow
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
)
from tests.factories.campaigns import a_campaign
from tests.factories.children import a_child, load_practice
from tests.factories.visits import a_visit

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
SIX = ("six_visit", "six_policy", "six_safety", "six_psych", "six_pair", "six_courses")
ASKED = f"campaign=own_990101_2026_1&region={COUNTY}"


@pytest.fixture
def child(session: Db) -> Child:
    """A child who was visited in the window, beside one who was not."""
    a_campaign(item_codes=SIX)
    found = a_child(entered_on=date(2026, 9, 1))
    a_child(name="李子涵", entered_on=date(2026, 9, 1))
    a_visit(found)
    session.commit()
    return found


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_a_village_child_by_child(client_for: ClientFor, child: Child) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    page = text(client.get("/six-ones/"))
    for told in ("陈雨桐", "李子涵", "一次走访慰问", "做了", "还没有", "入户", "共2名孩子"):
        assert told in page
    assert f"/children/{child.id}/visits/new" in page
    lacking = text(client.get("/six-ones/children?item=six_visit&state=lacking"))
    assert "李子涵" in lacking
    assert "陈雨桐" not in lacking


def test_places_of_an_office_and_the_children_behind_a_number(
    client_for: ClientFor, child: Child
) -> None:
    client = client_for(Role.COUNTY_CIVIL)
    page = text(client.get("/six-ones/"))
    assert page.index("石桥镇") < page.index("白塔乡")
    assert "做了1" in page
    assert "陈雨桐" not in page
    link = f"/six-ones/children?campaign=own_990101_2026_1&amp;region={TOWNSHIP}"
    assert f"{link}&amp;item=six_visit&amp;state=done" in page
    done = text(client.get(f"{link}&item=six_visit&state=done".replace("&amp;", "&")))
    assert "陈雨桐" in done
    assert "李子涵" not in done
    township = text(client.get(f"/six-ones/?region={TOWNSHIP}"))
    assert "柳树村" in township


def test_the_list_is_in_the_trail(client_for: ClientFor, child: Child, session: Db) -> None:
    client_for(Role.CHILD_DIRECTOR).get("/six-ones/")
    entries = select(AuditEntry).where(AuditEntry.tag == Tag.SIX_ONE_READ.value)
    [entry] = session.scalars(entries)
    assert entry.region_code == VILLAGE
    assert entry.facts["campaign"] == "own_990101_2026_1"


def test_on_the_child_s_page_and_in_the_day(client_for: ClientFor, child: Child) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    page = text(client.get(f"/children/{child.id}"))
    assert 'id="six-ones"' in page
    assert "秋日同行" in page
    assert "“秋日同行”活动还有没做的事" in text(client.get("/today/coming"))
    assert "集中走访（“秋日同行”活动）" not in text(client.get("/today"))


def test_who_is_due_for_the_campaign_s_sake_is_told_so(
    client_for: ClientFor, child: Child, session: Db
) -> None:
    from casework.campaigns import actions  # noqa: PLC0415

    other = session.scalars(select(Child).where(Child.id != child.id)).one()
    other.first_due_on = date(2026, 12, 30)
    actions.follow_windows(date(2026, 11, 1))
    from casework.children.actions import reschedule  # noqa: PLC0415

    reschedule(other)
    session.commit()
    assert other.next_due_on == date(2026, 11, 20)
    page = text(client_for(Role.CHILD_DIRECTOR).get("/today"))
    assert page.count("集中走访（“秋日同行”活动）") == 1


@pytest.mark.parametrize("region", [TOWNSHIP, NEXT_VILLAGE, STRANGE_COUNTY, "99", "x"])
def test_another_place_is_not_found(client_for: ClientFor, child: Child, region: str) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    for page in ("", "children", "list.xlsx"):
        assert client.get(f"/six-ones/{page}?region={region}").status_code == 404


@pytest.mark.parametrize("asked", ["item=pony&state=done", "state=pony", "campaign=pony"])
def test_what_is_nothing_is_not_found(client_for: ClientFor, child: Child, asked: str) -> None:
    client = client_for(Role.COUNTY_CIVIL)
    assert client.get(f"/six-ones/children?{asked}").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.WOMENS_FED, Role.CITY_CIVIL, Role.VOLUNTEER, Role.COUNSELLOR, Role.SYS_ADMIN]
)
def test_nobody_else_sees_it(client_for: ClientFor, child: Child, role: Role) -> None:
    client = client_for(role)
    for page in ("", "children", "list.xlsx"):
        assert client.get(f"/six-ones/{page}").status_code == 403


def test_a_stranger_s_county_has_none_of_it(client_for: ClientFor, child: Child) -> None:
    client = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert client.get(f"/six-ones/?{ASKED}").status_code == 404
    assert client.get("/six-ones/?campaign=own_990101_2026_1").status_code == 404


def rows(answer: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_the_workbook_of_a_township_has_names_for_whoever_takes_names_out(
    client_for: ClientFor, child: Child, session: Db
) -> None:
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    table = rows(supervisor.get(f"/six-ones/list.xlsx?region={TOWNSHIP}"))
    assert table[2][:3] == ("村（社区）", "儿童", "一次走访慰问")
    own = next(row for row in table if "陈雨桐" in row)
    assert own[:4] == ("柳树村", "陈雨桐", "做了", "还没有")
    director = client_for(Role.CHILD_DIRECTOR)
    told = [cell for row in rows(director.get("/six-ones/list.xlsx")) for cell in row]
    assert "陈雨桐" not in told
    assert child.case_number in told
    entries = select(AuditEntry).where(AuditEntry.tag == Tag.SIX_ONE_EXPORT.value)
    assert len(session.scalars(entries).all()) == 2


def test_the_workbook_of_a_county_has_places_alone(client_for: ClientFor, child: Child) -> None:
    table = rows(client_for(Role.COUNTY_CIVIL).get("/six-ones/list.xlsx"))
    assert table[3][:3] == ("石桥镇", 2, 1)
    assert table[-1][:3] == ("合计", 2, 1)
    assert not any("陈雨桐" in row for row in table)


def test_without_a_campaign_the_page_says_so(client_for: ClientFor, session: Db) -> None:
    load_practice()
    for row in session.scalars(select(PracticeRow).where(PracticeRow.kind.like("campaigns.%"))):
        row.valid_until = row.valid_from
    session.commit()
    practice.forget_editions()
    client = client_for(Role.COUNTY_CIVIL)
    assert "还没有要逐项去做的集中活动" in text(client.get("/six-ones/"))
    assert client.get("/six-ones/children").status_code == 404
    assert client.get("/six-ones/list.xlsx").status_code == 404
