"""Pages on which two files of one child become one."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.children.models import Child, SharedNumber, Status
from tests.children.acting import Db, numbered
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP
from tests.factories.children import a_child, an_id_number, load_practice

SignIn = Callable[..., CheckedClient]
WHY = {"reason": "核对户口簿，是同一个孩子"}


@pytest.fixture
def office(client_for: SignIn, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_SUPERVISOR, TOWNSHIP)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def two(session: Db, place: str = NEXT_VILLAGE) -> tuple[Child, Child]:
    kept, ended = a_child(), a_child(region_code=place)
    ended.school = "河湾小学"
    session.commit()
    return kept, ended


def opened(client: CheckedClient, address: str) -> dict[str, str]:
    page = text(client.get(address))
    found = re.findall(r'name="(version|other_version)"[^>]*value="(\d+)"', page)
    assert found, page
    return dict(found)


def test_the_other_file_is_offered_or_found_by_its_number(
    office: CheckedClient, session: Db
) -> None:
    kept, ended = two(session)
    page = text(office.get(f"/children/{kept.id}/merge"))
    assert f"/children/{kept.id}/merge/{ended.id}" in page
    answer = office.post(f"/children/{kept.id}/merge", data={"case_number": ended.case_number})
    assert answer.location.endswith(f"/merge/{ended.id}")
    for number in ("22222222", kept.case_number, ""):
        answer = office.post(f"/children/{kept.id}/merge", data={"case_number": number})
        assert answer.status_code == 422


def test_both_stand_side_by_side_and_the_old_address_leads_on(
    office: CheckedClient, session: Db
) -> None:
    kept, ended = two(session)
    address = f"/children/{kept.id}/merge/{ended.id}"
    assert "河湾小学" in text(office.get(address))
    hidden = opened(office, address)
    assert office.post(address, data={**hidden, "reason": ""}).status_code == 422
    answer = office.post(address, data={**hidden, **WHY, "taken": ["school"]})
    assert answer.location.endswith(f"/children/{kept.id}")
    page = text(office.get(f"/children/{kept.id}?all"))
    assert f"原档案{ended.case_number}" in page
    assert "河湾小学" in page
    old = office.get(f"/children/{ended.id}")
    assert (old.status_code, old.location) == (302, f"/children/{kept.id}")
    before = office.get(f"/children/{ended.id}?before=y")
    assert before.status_code == 200
    assert "打开保留的档案" in text(before)
    assert "修改" not in text(before)


def test_a_file_out_of_reach_is_none(office: CheckedClient, session: Db) -> None:
    kept, far = two(session, FAR_VILLAGE)
    assert office.get(f"/children/{kept.id}/merge/{far.id}").status_code == 404
    assert office.post(f"/children/{far.id}/merge/{kept.id}", data=WHY).status_code == 404
    answer = office.post(f"/children/{kept.id}/merge", data={"case_number": far.case_number})
    assert answer.status_code == 422


def test_a_village_merges_nothing(client_for: SignIn, session: Db) -> None:
    kept, ended = two(session)
    worker = client_for(Role.CHILD_DIRECTOR)
    assert worker.get(f"/children/{kept.id}/merge").status_code == 403
    assert worker.post(f"/children/{kept.id}/merge/{ended.id}", data=WHY).status_code == 403


def test_who_saves_on_an_old_page_is_asked_again(office: CheckedClient, session: Db) -> None:
    kept, ended = two(session)
    address = f"/children/{kept.id}/merge/{ended.id}"
    hidden = opened(office, address)
    ended.school = "柳树小学"
    session.commit()
    answer = office.post(address, data={**hidden, **WHY})
    assert answer.status_code == 422
    assert "刚被别人改过" in text(answer)
    session.refresh(ended)
    assert ended.merged_into_id is None


def test_two_offices_at_one_moment_merge_once(client_for: SignIn, session: Db) -> None:
    kept, ended = two(session)
    ways = [(kept.id, ended.id), (ended.id, kept.id)]
    browsers = [client_for(Role.CHILD_SUPERVISOR, TOWNSHIP), client_for(Role.COUNTY_CIVIL)]
    asked = []
    for browser, (one, other) in zip(browsers, ways, strict=True):
        address = f"/children/{one}/merge/{other}"
        asked.append((browser, address, {**opened(browser, address), **WHY}))
    session.commit()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda way: way[0].post(way[1], data=way[2]).status_code, asked))
    assert sorted(answers) == [302, 422]
    session.expire_all()
    files = session.scalars(select(Child)).all()
    assert sorted(file.status.value for file in files) == ["active", "closed"]
    assert [file.merged_into_id is None for file in files if file.status is Status.ACTIVE] == [True]


def test_the_same_child_by_its_number_leads_to_both_files(
    office: CheckedClient, session: Db
) -> None:
    first = a_child(facts=numbered(an_id_number()), region_code=NEXT_VILLAGE)
    second = a_child(facts=numbered(an_id_number()))
    session.commit()
    case = session.scalars(select(SharedNumber)).one()
    answer = office.post(f"/children/shared-numbers/{case.id}", data={"verdict": "same"})
    assert answer.location.endswith(f"/children/{first.id}/merge/{second.id}")
    assert office.get(answer.location).status_code == 200
