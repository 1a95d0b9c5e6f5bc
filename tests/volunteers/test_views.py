"""Pages of the register."""

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.db.base import db
from casework.volunteers import actions, queries
from casework.volunteers.models import VettingResult, Volunteer, VolunteerUpload
from tests.applications import TODAY
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
)
from tests.factories.children import load_practice
from tests.factories.volunteers import a_volunteer, checked, office
from tests.invariants.pages import main_form
from tests.invariants.statements import sent_to

Db = scoped_session[Session]
_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"|<code>[0-9a-f]+</code>')
_TOLD = {
    "name": "周文静",
    "kind": "teacher",
    "township": TOWNSHIP,
    "village": "柳树村",
    "reach": "county",
    "capacity": "2",
    "phone": "19900700001",
    "skills": ["tutoring"],
    "joined_on": "2026-10-01",
}


@pytest.fixture
def fed(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.WOMENS_FED)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def everybody(session: Db) -> list[Volunteer]:
    return list(session.scalars(queries.visible_to(office())))


def at(volunteer: Volunteer, page: str = "") -> str:
    return f"/volunteers/{volunteer.id}{page}"


def test_a_volunteer_is_enrolled_and_a_second_time_asked_about(
    fed: CheckedClient, session: Db
) -> None:
    assert fed.get("/volunteers/new").status_code == 200
    answer = fed.post("/volunteers/new", data=_TOLD)
    [volunteer] = everybody(session)
    assert answer.location == at(volunteer)
    assert (volunteer.base_code, volunteer.reach_code) == (VILLAGE, COUNTY)
    again = fed.post("/volunteers/new", data=_TOLD)
    assert again.status_code == 422
    assert "已经有姓名和电话" in text(again)
    assert "确实是另一个人" in text(again)
    assert fed.post("/volunteers/new", data={**_TOLD, "is_another": "y"}).status_code == 302
    assert len(everybody(session)) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写“姓名”"),
        ({"kind": "pony"}, "没有这个选项"),
        ({"village": "无名村"}, "没有叫“无名村”的村"),
        ({"capacity": "50"}, "应在1到5之间"),
        ({"phone": "1234"}, "电话"),
    ],
)
def test_a_faulty_form_comes_back_as_it_was(
    fed: CheckedClient, session: Db, wrong: dict[str, str], said: str
) -> None:
    answer = fed.post("/volunteers/new", data={**_TOLD, "organisation": "石桥小学", **wrong})
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="石桥小学"' in text(answer)
    assert everybody(session) == []


def test_a_change_covers_what_is_known_and_heeds_who_was_first(
    fed: CheckedClient, session: Db
) -> None:
    volunteer = a_volunteer(id_number="990101198503150027", base_code=VILLAGE)
    page = text(fed.get(at(volunteer, "/edit")))
    assert "19900700001" not in page
    assert "已有：*********01" in page
    data = main_form(page).data(organisation="石桥中心小学")
    assert fed.post(at(volunteer, "/edit"), data=data).location == at(volunteer)
    [changed] = everybody(session)
    assert (changed.organisation, changed.phone) == ("石桥中心小学", "19900700001")
    assert changed.base_code == VILLAGE
    late = fed.post(at(volunteer, "/edit"), data=data)
    assert late.status_code == 422
    assert "别人改过" in text(late)


def test_a_check_a_training_the_conduct_and_an_end_are_recorded(
    fed: CheckedClient, session: Db
) -> None:
    volunteer = a_volunteer()
    steps: dict[str, dict[str, str]] = {
        "/check": {"result": "clear", "checked_on": "2026-10-20", "unit": "青禾县公安局"},
        "/training": {"topic": "防溺水", "on_day": "2026-10-21", "minutes": "90"},
        "/conduct": {"agreed": "y", "agreed_on": "2026-10-22"},
    }
    for page, told in steps.items():
        assert fed.get(at(volunteer, page)).status_code == 200
        assert fed.post(at(volunteer, page), data={}).status_code == 422
        for _twice in range(2):
            assert fed.post(at(volunteer, page), data=told).location == at(volunteer)
    shown = text(fed.get(at(volunteer)))
    assert "可以结对" in shown
    assert shown.count("防溺水") == 1
    assert fed.post(at(volunteer, "/leave"), data={"left_on": "2027-01-01"}).status_code == 422
    assert fed.post(at(volunteer, "/leave"), data={"left_on": "2026-11-01"}).status_code == 302
    assert "重新登记在册" in text(fed.get(at(volunteer)))
    assert fed.post(at(volunteer, "/return")).status_code == 302
    assert "可以结对" in text(fed.get(at(volunteer)))
    assert fed.post(at(volunteer, "/account"), data={"login": "nobody"}).status_code == 422


def test_a_clear_check_names_the_office_and_a_bar_is_never_refused_for_want_of_it(
    fed: CheckedClient, session: Db
) -> None:
    volunteer = a_volunteer(is_ready=True)
    told = {"checked_on": "2026-10-20", "unit": ""}
    answer = fed.post(at(volunteer, "/check"), data={**told, "result": "clear"})
    assert answer.status_code == 422
    assert "向哪个单位查的" in text(answer)
    answer = fed.post(at(volunteer, "/check"), data={**told, "result": "barred"})
    assert answer.location == at(volunteer)
    assert "不能接触孩子" in text(fed.get(at(volunteer)))


def test_telephone_and_number_are_opened_for_a_purpose(
    fed: CheckedClient, client_for: Callable[..., CheckedClient], session: Db
) -> None:
    volunteer = a_volunteer(id_number="990101198503150027")
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    for client in (fed, supervisor):
        assert "19900700001" not in text(client.get(at(volunteer)))
        short = client.post(at(volunteer), data={"opened": "phone", "purpose": "看"})
        assert short.status_code == 422
    told = {"opened": ["phone", "number"], "purpose": "通知参加培训"}
    opened = text(fed.post(at(volunteer), data=told))
    assert "19900700001" in opened
    assert "990101198503150027" in opened
    denied = supervisor.post(at(volunteer), data=told)
    assert denied.status_code == 422
    assert "990101198503150027" not in text(denied)
    phone = {"opened": ["phone"], "purpose": "通知参加培训"}
    assert "19900700001" in text(supervisor.post(at(volunteer), data=phone))
    entries = session.query(AuditEntry).filter_by(tag="volunteer:reveal").all()
    assert [entry.facts["groups"] for entry in entries] == [["number", "phone"], ["phone"]]


def test_who_reads_writes_nothing_and_others_see_nobody(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    volunteer, far = a_volunteer(), a_volunteer(base_code=FAR_VILLAGE, phone="19900700002")
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    assert supervisor.get(at(volunteer)).status_code == 200
    assert supervisor.get(at(far)).status_code == 404
    for page in ("/edit", "/check", "/training", "/conduct", "/account", "/leave"):
        assert supervisor.get(at(volunteer, page)).status_code == 403, page
    assert supervisor.get("/volunteers/export").status_code == 403
    stranger = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    for page in ("", "/edit", "/check"):
        answer = stranger.get(at(volunteer, page))
        missing = uuid4()
        nobody = text(stranger.get(f"/volunteers/{missing}{page}"))
        same = text(answer).replace(str(volunteer.id), str(missing))
        assert answer.status_code == 404
        assert _TOKEN.sub("", same) == _TOKEN.sub("", nobody)
    for role in (Role.VOLUNTEER, Role.CHILD_DIRECTOR, Role.CITY_CIVIL, Role.COUNSELLOR):
        assert client_for(role).get("/volunteers/").status_code == 403


def test_each_number_of_a_filter_is_the_length_of_its_list(fed: CheckedClient, session: Db) -> None:
    ready = a_volunteer(is_ready=True, kind="judge", base_code=VILLAGE)
    full = a_volunteer(is_ready=True, phone="19900700002", capacity=1, reach_code=COUNTY)
    full.places_taken = 1
    soon = a_volunteer(phone="19900700003")
    checked(soon, TODAY.replace(year=2025, month=11, day=20))
    barred = a_volunteer(phone="19900700004", base_code=OTHER_TOWNSHIP)
    checked(barred, result=VettingResult.BARRED)
    actions.leave(actor=office(), volunteer=a_volunteer(phone="19900700005"), left_on=TODAY)
    session.flush()
    assert ready.has_room()
    asked = ["", *(f"show={show.value}" for show in queries.Show), "kind=judge", "room=yes"]
    asked += ["kind=teacher&room=yes&show=soon", f"place={TOWNSHIP}", f"place={VILLAGE}"]
    sizes = {}
    for one in asked:
        page = text(fed.get(f"/volunteers/?{one}"))
        listed = set(re.findall(r"/volunteers/([0-9a-f-]{36})", page))
        [current] = re.findall(r'aria-current="true">[^<]*<b>(\d+)</b>', page)
        assert int(current) == len(listed), one
        sizes[one] = len(listed)
    told = {"": 4, "show=clear": 2, "show=soon": 1, "show=barred": 1, "show=left": 1}
    told |= {"room=yes": 3, "kind=judge": 1, f"place={TOWNSHIP}": 3, f"place={VILLAGE}": 3}
    assert {one: sizes[one] for one in told} == told


def test_somebody_is_found_by_a_part_of_the_name(fed: CheckedClient, session: Db) -> None:
    wanted = a_volunteer()
    a_volunteer(name="何立", phone="19900700002")
    a_volunteer(actor=office(STRANGE_COUNTY), phone="19900700003", base_code=STRANGE_VILLAGE)
    page = text(fed.post("/volunteers/find", data={"looked_for": "文静"}))
    assert set(re.findall(r"/volunteers/([0-9a-f-]{36})", page)) == {str(wanted.id)}
    assert "找到1人" in page
    assert "没有叫这个名字" in text(fed.post("/volunteers/find", data={"looked_for": "文婧"}))
    assert fed.post("/volunteers/find", data={}).status_code == 422


def test_pages_ask_as_much_for_one_as_for_many(fed: CheckedClient, app: Flask, session: Db) -> None:
    counts: dict[str, set[int]] = {}
    for many in (1, 60):
        for n in range(many):
            a_volunteer(phone=f"199007{many:02d}{n:03d}", base_code=(VILLAGE, FAR_VILLAGE)[n % 2])
        session.commit()
        for page in ("/volunteers/", "/volunteers/export"):
            with sent_to(db.engine) as sent:
                assert fed.get(page).status_code == 200
            counts.setdefault(page, set()).add(len(sent))
    assert {page: len(found) for page, found in counts.items()} == dict.fromkeys(counts, 1)
    assert max(counts["/volunteers/"]) <= 9


def test_the_list_turns_over_by_key(fed: CheckedClient, session: Db) -> None:
    for n in range(7):
        a_volunteer(phone=f"1990070010{n}", base_code=(VILLAGE, FAR_VILLAGE, TOWNSHIP)[n % 3])
    session.flush()
    seen, after, filters = [], None, queries.Filters()
    while True:
        page = queries.page_of(office(), filters, TODAY, after, 3)
        seen += [each.id for each in page.rows]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7
    for broken in ("x", "_", "99_01", "'"):
        assert len(queries.page_of(office(), filters, TODAY, broken).rows) == 7
        assert fed.get(f"/volunteers/?after={broken}").status_code == 200


def test_a_list_is_handed_in_tried_and_imported(
    fed: CheckedClient, client_for: Callable[..., CheckedClient], session: Db
) -> None:
    content = "姓名,类别,电话\n周文静,教师,1\n何立,飞行员,\n".encode()

    def told() -> dict[str, Any]:
        return {"region_code": COUNTY, "file": (io.BytesIO(content), "名单.csv")}

    assert fed.get("/volunteers/import").status_code == 200
    location = fed.post("/volunteers/import", data=told()).location
    tried = text(fed.get(location))
    assert "飞行员" in tried
    assert "导入这 1 人" in tried
    returned = fed.get(f"{location}/returned.xlsx")
    assert returned.data[:2] == b"PK"
    for _twice in range(2):
        assert fed.post(location).location == location
    assert len(everybody(session)) == 1
    other = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    assert other.get(location).status_code == 404
    faulty = {"region_code": COUNTY, "file": (io.BytesIO(b"\x00"), "名单.csv")}
    assert fed.post("/volunteers/import", data=faulty).status_code == 422
    assert session.query(VolunteerUpload).count() == 1


def test_the_register_and_the_template_are_handed_out(fed: CheckedClient, session: Db) -> None:
    a_volunteer()
    assert fed.get("/volunteers/template.xlsx").data[:2] == b"PK"
    assert "共1人" in text(fed.get("/volunteers/export?kind=teacher"))
    assert fed.post("/volunteers/export", data={"kind": "teacher"}).data[:2] == b"PK"
    refused = fed.post("/volunteers/export", data={"opened": "phone", "purpose": "看"})
    assert refused.status_code == 422
    assert "请写明用途" in text(refused)
