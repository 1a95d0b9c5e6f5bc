"""The pages of the register in a browser: what they do, whom they refuse, what they keep."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.models import RoleGrant
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, Seen
from casework.children import actions, queries
from casework.children.models import Child, IdState, Status
from casework.db.base import db
from tests.children.acting import mistyped, numbered
from tests.client import CheckedClient
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FACTS, GRANDMOTHER, a_child, an_id_number, load_practice

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

FORM = {
    "name": "陈雨桐",
    "sex": "2",
    "id_number": an_id_number(),
    "categories": ["left_behind_rural"],
    "entered_on": "2026-11-01",
    "risk": "2",
    "region_code": VILLAGE,
    "address": "三组12号",
    "carer_name": "王秀英",
    "carer_relation": "62",
    "carer_phone": "199-0000-0001",
}


@pytest.fixture
def director(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


@pytest.fixture
def supervisor(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_SUPERVISOR)


@pytest.fixture
def county(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.COUNTY_CIVIL)


def a_stranger(**told: Any) -> Child:
    """Enrol a child in a county where nobody of this module works."""
    actor = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    return a_child(region_code=STRANGE_VILLAGE, actor=actor, **told)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def entries(session: Db, tag: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.tag == tag)))


def only_child(session: Db) -> Child:
    return session.scalars(select(Child)).one()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that a request sends."""
    sent: list[str] = []

    def note(*args: Any) -> None:
        sent.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


# the list


def test_the_list_shows_names_and_no_secrets(director: CheckedClient, session: Db) -> None:
    number = an_id_number()
    own = a_child(facts=numbered(number))
    a_child(name="罗子涵", region_code=NEXT_VILLAGE)
    page = text(director.get("/children/"))
    assert "陈雨桐" in page
    assert "罗子涵" not in page
    for hidden in (number, "19900000001", "三组12号", "王秀英"):
        assert hidden not in page
    [entry] = entries(session, "child:list")
    assert session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all() == [own.id]


def test_an_empty_list_says_what_to_do(director: CheckedClient) -> None:
    assert "辖区内还没有儿童档案" in text(director.get("/children/"))
    assert "没有符合条件的儿童" in text(director.get("/children/?risk=4"))


def test_the_list_is_filtered_by_its_address(county: CheckedClient) -> None:
    a_child(categories=["diff_poverty"])
    a_child(name="罗子涵", risk=4)
    a_child(name="吴佳怡", region_code=FAR_VILLAGE)

    def names(query: str) -> set[str]:
        page = text(county.get(f"/children/?{query}"))
        return {name for name in ("陈雨桐", "罗子涵", "吴佳怡") if name in page}

    assert names("category=diff_poverty") == {"陈雨桐"}
    assert names("risk=4") == {"罗子涵"}
    assert names("place=990101002000") == {"吴佳怡"}
    assert names("status=closed") == set()


@pytest.mark.parametrize(
    "query",
    ["status=x", "risk=9", "category=hiv_child", "place=1", f"place={STRANGE_VILLAGE}", "after=x"],
)
def test_filters_broken_by_hand_are_left_out(county: CheckedClient, query: str) -> None:
    a_child()
    answer = county.get(f"/children/?{query}")
    assert answer.status_code == 200
    assert "陈雨桐" in text(answer)


def test_the_list_goes_on_page_by_page(county: CheckedClient) -> None:
    names = [f"陈{chr(0x4E00 + n)}" for n in range(53)]
    for name in names:
        a_child(name=name)
    first = text(county.get("/children/?risk=2"))
    [link] = re.findall(r'href="([^"]+)" rel="next"', first)
    second = text(county.get(link.replace("&amp;", "&")))
    shown = [name for name in names if f">{name}<" in first] + [
        name for name in names if f">{name}<" in second
    ]
    assert sorted(shown) == sorted(names)
    assert "回到第一页" in second
    assert "risk=2" in link


def test_the_number_of_statements_does_not_grow_with_the_list(supervisor: CheckedClient) -> None:
    a_child()
    supervisor.get("/children/")
    with counted() as one:
        supervisor.get("/children/")
    for n in range(30):
        a_child(name=f"陈{chr(0x4E00 + n)}", region_code=NEXT_VILLAGE if n % 2 else VILLAGE)
    supervisor.get("/children/")
    with counted() as many:
        supervisor.get("/children/")
    assert len(many) == len(one)
    assert len(_statements(many)) <= 8


def _statements(sent: list[str]) -> list[str]:
    return [each for each in sent if not each.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]


# looking for a child


@pytest.mark.parametrize("page", ["search", "new"])
def test_a_child_is_found_without_a_name_in_the_address(
    director: CheckedClient, session: Db, page: str
) -> None:
    a_child()
    answer = director.post(f"/children/{page}", data={"looked_for": "cyt"})
    assert answer.status_code == 200
    assert "陈雨桐" in text(answer)
    [entry] = entries(session, "child:search")
    assert "cyt" not in str(entry.facts)
    assert entry.facts == {}


@pytest.mark.parametrize("page", ["search", "new"])
@pytest.mark.parametrize("typed", ["", "陈", "c"])
def test_too_little_to_look_for_comes_back(director: CheckedClient, page: str, typed: str) -> None:
    answer = director.post(f"/children/{page}", data={"looked_for": typed})
    assert answer.status_code == 422
    assert "请" in text(answer)
    if typed:
        assert f'value="{typed}"' in text(answer)


def test_nothing_of_another_region_is_found(director: CheckedClient) -> None:
    number = an_id_number()
    a_stranger(facts=numbered(number))
    for looked_for in ("陈雨桐", number):
        answer = text(director.post("/children/new", data={"looked_for": looked_for}))
        assert "辖区内没有找到" in answer


def test_a_name_that_was_not_found_starts_a_file(director: CheckedClient) -> None:
    assert director.get("/children/new").status_code == 200
    page = text(director.post("/children/enrol", data={"start": "罗子涵"}))
    assert 'value="罗子涵"' in page
    assert "还不能保存" not in page
    assert 'value="cyt"' not in text(director.post("/children/enrol", data={"start": "cyt"}))


# a new file


def test_a_village_proposes_a_child(director: CheckedClient, session: Db) -> None:
    answer = director.post("/children/enrol", data=FORM)
    child = only_child(session)
    assert answer.location == f"/children/{child.id}"
    assert (child.status, child.region_code, child.id_state) == (
        Status.SUBMITTED,
        VILLAGE,
        IdState.VERIFIED,
    )
    assert child.birth_on == date(2016, 3, 15), "told by the number"
    assert child.worker_id == a_viewer(Role.CHILD_DIRECTOR).account_id
    people = {link.part: (person.name, link.phone) for link, person in queries.people_of(child)}
    assert people == {"carer": ("王秀英", "19900000001")}
    assert "等乡镇审核" in text(director.get(answer.location))


def test_a_county_puts_a_child_on_the_list(county: CheckedClient, session: Db) -> None:
    told = {
        **FORM,
        "id_number": "",
        "no_id_reason": "unregistered",
        "birth_on": "2016-03-15",
        "carer_name": "陈建国",
        "carer_relation": "51",
        "entry_reason": "survey",
    }
    county.post("/children/enrol", data=told)
    child = only_child(session)
    assert child.status is Status.ACTIVE
    assert (child.id_state, child.no_id_reason) == (IdState.NONE, "unregistered")
    assert (child.id_kind, child.hukou_code) == (None, None)
    parts = {link.part: (person.name, person.id) for link, person in queries.people_of(child)}
    assert parts["father"] == parts["carer"]
    assert parts["father"][0] == "陈建国"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写“姓名”"),
        ({"name": "陈1"}, "姓名中不能有数字"),
        ({"categories": []}, "请选择“儿童类别”"),
        ({"categories": ["hiv_child"]}, "没有这个选项"),
        ({"id_number": "990101201502290012"}, "出生日期不存在"),
        ({"id_number": "990101160315001"}, "15位旧号"),
        ({"id_number": "99010120160315"}, "应为18位"),
        ({"id_number": ""}, "请填写证件号码；没有的，请点下面的原因"),
        ({"id_number": "", "no_id_reason": "pending"}, "请选择“出生日期”"),
        (
            {"id_number": "", "no_id_reason": "pending", "birth_on": "2016-03-15", "sex": ""},
            "请选择“性别”",
        ),
        ({"no_id_reason": "newborn"}, "就不用选没有证件的原因"),
        ({"birth_on": "2027-01-01"}, "不能晚于今天"),
        ({"entered_on": "2026-11-02"}, "不能晚于今天"),
        ({"region_code": FAR_VILLAGE}, "没有这个选项"),
        ({"carer_name": ""}, "请填写“照料人姓名”"),
        ({"carer_relation": ""}, "请选择“照料人是孩子的”"),
        ({"carer_phone": "1234567890"}, "位数不对"),
    ],
)
def test_a_form_that_cannot_be_saved_comes_back_as_it_was(
    director: CheckedClient, session: Db, wrong: dict[str, Any], said: str
) -> None:
    told = {**FORM, "address": "老榆树旁第二家", **wrong}
    answer = director.post("/children/enrol", data=told)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "老榆树旁第二家" in text(answer)
    assert session.scalars(select(Child)).all() == []


def test_a_number_that_is_none_comes_back_as_it_was_typed(director: CheckedClient) -> None:
    told = {**FORM, "id_number": "号码 990-101"}
    page = text(director.post("/children/enrol", data=told))
    assert 'value="号码 990-101"' in page
    child = a_child()
    person = {"version": child.version, "name": "李芳", "relation": "52", "id_number": "990 101"}
    answer = director.post(f"/children/{child.id}/people/mother", data=person)
    assert answer.status_code == 422
    assert 'value="990 101"' in text(answer)


def test_the_county_alone_is_offered_the_secret_category(
    county: CheckedClient, director: CheckedClient, supervisor: CheckedClient
) -> None:
    assert "艾滋病" in text(county.get("/children/enrol"))
    for client in (director, supervisor):
        assert "艾滋病" not in text(client.get("/children/enrol"))


def test_who_holds_no_region_any_more_enrols_nobody(director: CheckedClient, session: Db) -> None:
    for grant in session.scalars(select(RoleGrant)):
        grant.until_on = date(2026, 11, 1)
    assert director.get("/children/").status_code == 200
    assert director.get("/children/enrol").status_code == 200
    assert director.post("/children/enrol", data=FORM).status_code == 422


# what may be wrong and may be right


def confirm(client: CheckedClient, told: dict[str, Any]) -> Any:
    """Send a form, look at what is asked, and say that it is right."""
    page = text(client.post("/children/enrol", data=told))
    [asked] = re.findall(r'name="asked"[^>]*value="([^"]+)"', page)
    return client.post("/children/enrol", data={**told, "asked": asked, "confirmed": "y"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id_number": mistyped(an_id_number())}, "校验不通过"),
        ({"birth_on": "2016-05-13"}, "2016年5月13日"),
        ({"sex": "1"}, "第17位表示女"),
    ],
)
def test_what_contradicts_is_asked_and_then_kept_as_doubtful(
    director: CheckedClient, session: Db, wrong: dict[str, str], said: str
) -> None:
    told = {**FORM, **wrong}
    answer = director.post("/children/enrol", data=told)
    assert answer.status_code == 422
    assert said in text(answer)
    assert session.scalars(select(Child)).all() == []
    assert confirm(director, told).status_code == 302
    child = only_child(session)
    assert child.id_state is IdState.DOUBTFUL
    assert "证件号码待核对" in text(director.get(f"/children/{child.id}"))


def test_a_confirmation_holds_only_for_what_was_asked(director: CheckedClient, session: Db) -> None:
    told = {**FORM, "sex": "1", "confirmed": "y"}
    assert director.post("/children/enrol", data=told).status_code == 422
    assert director.post("/children/enrol", data={**told, "asked": "birth_on"}).status_code == 422
    assert session.scalars(select(Child)).all() == []


def test_an_adult_is_saved_after_a_question(director: CheckedClient, session: Db) -> None:
    told = {**FORM, "id_number": an_id_number(date(2008, 1, 1))}
    assert "已满18周岁" in text(director.post("/children/enrol", data=told))
    assert confirm(director, told).status_code == 302


def test_twins_are_saved_after_a_question(director: CheckedClient, session: Db) -> None:
    twin = a_child(facts=numbered(an_id_number(sequence=40)))
    answer = text(director.post("/children/enrol", data=FORM))
    assert "姓名、出生日期相同" in answer
    # The question tells that the other file is there: that stands in the trail.
    assert session.scalars(select(Seen.child_id)).all() == [twin.id]
    assert f"/children/{twin.id}" in answer
    assert confirm(director, FORM).status_code == 302
    assert len(session.scalars(select(Child)).all()) == 2


def test_a_number_in_reach_leads_to_the_file_that_holds_it(
    director: CheckedClient, session: Db
) -> None:
    holder = a_child(name="罗子涵", facts=numbered(FORM["id_number"]))  # type: ignore[arg-type]
    answer = text(director.post("/children/enrol", data=FORM))
    assert "已经用在辖区内的一份档案上" in answer
    assert f"/children/{holder.id}" in answer


def test_of_a_number_elsewhere_only_that_it_is_known_is_told(
    director: CheckedClient, session: Db
) -> None:
    a_stranger(name="罗子涵", facts=numbered(FORM["id_number"]))  # type: ignore[arg-type]
    answer = director.post("/children/enrol", data=FORM, follow_redirects=True)
    assert "该证件号已在系统中登记，已通知上级核对" in text(answer)
    assert "罗子涵" not in text(answer)
    own = session.scalars(select(Child).where(Child.region_code == VILLAGE)).one()
    assert (own.id_state, own.id_number) == (IdState.DOUBTFUL, FORM["id_number"])


def test_the_answer_is_the_same_whoever_holds_the_number(
    director: CheckedClient, session: Db
) -> None:
    answers = []
    places = [(STRANGE_VILLAGE, STRANGE_COUNTY), (FAR_VILLAGE, None)]
    for sequence, (village, granted) in enumerate(places, 20):
        number = an_id_number(sequence=2 * sequence)
        holder = a_viewer(Role.COUNTY_CIVIL, granted)
        a_child(name="罗子涵", facts=numbered(number), region_code=village, actor=holder)
        told = {**FORM, "name": f"陈雨{'欣彤'[sequence - 20]}", "id_number": number}
        answers.append(text(director.post("/children/enrol", data=told, follow_redirects=True)))
    one, other = (_without_what_differs(answer) for answer in answers)
    assert one == other


def _without_what_differs(page: str) -> str:
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page)
    page = re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "TOKEN", page)
    page = re.sub(r"编号 [0-9A-Z]{12}", "编号", page)
    page = re.sub(r"陈雨.", "NAME", page)
    return re.sub(r"\*{17}.", "NUMBER", page)


# one file: every page of it


FIELD_PAGES = ("edit", "people/father", "categories", "risk")
OFFICE_PAGES = ("move", "close", "reopen", "send-back", "worker")
POSTS = ("accept", "resume", "submit", "people/018f5e2a-7c00-7000-8000-0123456789ab/end")


@pytest.mark.parametrize("page", [*FIELD_PAGES, *OFFICE_PAGES])
def test_opening_a_page_of_a_file_leaves_its_trace(
    supervisor: CheckedClient, session: Db, page: str
) -> None:
    child = a_child()
    answer = supervisor.get(f"/children/{child.id}/{page}")
    assert answer.status_code == 200
    assert "陈雨桐" in text(answer)
    assert [entry.child_id for entry in entries(session, "child:open")] == [child.id]


@pytest.mark.parametrize("page", [*FIELD_PAGES, *OFFICE_PAGES, *POSTS])
def test_a_child_elsewhere_is_like_a_missing_one(supervisor: CheckedClient, page: str) -> None:
    stranger, next_door = a_stranger(), a_child(region_code=FAR_VILLAGE)
    answers = []
    for child_id in (stranger.id, next_door.id, uuid4()):
        answer = supervisor.post(f"/children/{child_id}/{page}", data={"reason": "看一看"})
        assert answer.status_code == 404
        answers.append(_body(answer, child_id))
    assert len(set(answers)) == 1


def _body(answer: Any, child_id: UUID) -> str:
    page = text(answer).replace(str(child_id), "ID")
    page = re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "TOKEN", page)
    return re.sub(r"[0-9a-f]{12}", "REQUEST", page)


@pytest.mark.parametrize("page", [*OFFICE_PAGES, "accept", "resume"])
def test_a_village_does_not_decide_what_the_office_decides(
    director: CheckedClient, page: str
) -> None:
    child = a_child()
    assert director.post(f"/children/{child.id}/{page}").status_code == 403


@pytest.mark.parametrize("page", ["", "search", "new", "enrol"])
@pytest.mark.parametrize(
    "role", [Role.WOMENS_FED, Role.CITY_CIVIL, Role.AUDITOR, Role.SYS_ADMIN, Role.VOLUNTEER]
)
def test_who_has_no_business_with_children_sees_none(
    client_for: ClientFor, role: Role, page: str
) -> None:
    client = client_for(role)
    answer = (
        client.post("/children/search") if page == "search" else client.get(f"/children/{page}")
    )
    assert answer.status_code == 403


# changing


def edit(child: Child, **told: Any) -> dict[str, Any]:
    return {
        "version": child.version,
        "name": child.name,
        "sex": child.sex,
        "birth_on": child.birth_on,
        "id_kind": child.id_kind or "none",
        "no_id_reason": child.no_id_reason or "pending",
        **told,
    }


def test_a_file_is_changed(director: CheckedClient, session: Db) -> None:
    child = a_child(facts=numbered(an_id_number()))
    told = edit(
        child, school="石桥镇中心小学", address="四组1号", phone="19900000008", hukou="other"
    )
    answer = director.post(f"/children/{child.id}/edit", data=told)
    assert answer.location == f"/children/{child.id}"
    assert (child.school, child.phone) == ("石桥镇中心小学", "19900000008")
    home = queries.household_of(child)
    assert home is not None
    assert home.address == "四组1号"
    assert child.id_state is IdState.VERIFIED, "what was not typed stays"


def test_what_pages_hide_is_not_in_the_form(director: CheckedClient) -> None:
    number = an_id_number()
    facts = numbered(number, phone="19900000008", health_note="哮喘", note="怕生")
    child = a_child(facts=facts)
    page = text(director.get(f"/children/{child.id}/edit"))
    for hidden in (number, "19900000008", "哮喘", "怕生", "三组12号"):
        assert hidden not in page
    person = text(director.get(f"/children/{child.id}/people/carer"))
    assert "王秀英" in person
    assert "19900000001" not in person


def test_something_hidden_is_cleared_on_purpose(director: CheckedClient, session: Db) -> None:
    child = a_child(facts=replace(FACTS, phone="19900000008", note="怕生"))
    told = edit(child, cleared=["phone"])
    director.post(f"/children/{child.id}/edit", data=told)
    assert (child.phone, child.note) == (None, "怕生")


def test_a_faulty_change_comes_back_as_it_was(director: CheckedClient) -> None:
    child = a_child()
    told = edit(child, name="陈1", school="石桥镇中心小学")
    answer = director.post(f"/children/{child.id}/edit", data=told)
    assert answer.status_code == 422
    assert "姓名中不能有数字" in text(answer)
    assert "石桥镇中心小学" in text(answer)


def test_of_two_savings_the_later_sees_both_values(
    director: CheckedClient, supervisor: CheckedClient, session: Db
) -> None:
    child = a_child()
    told = edit(child, school="石桥镇中心小学")
    supervisor.post(f"/children/{child.id}/edit", data={**told, "school": "白塔小学"})
    answer = director.post(f"/children/{child.id}/edit", data=told)
    assert answer.status_code == 409
    page = text(answer)
    assert "白塔小学" in page
    assert "石桥镇中心小学" in page
    assert child.school == "白塔小学", "nothing was saved"
    [version] = re.findall(r'name="version"[^>]*value="(\d+)"', page)
    again = director.post(f"/children/{child.id}/edit", data={**told, "version": version})
    assert again.status_code == 302
    assert child.school == "石桥镇中心小学"


def test_a_hidden_value_stays_hidden_in_a_conflict(
    director: CheckedClient, supervisor: CheckedClient
) -> None:
    child = a_child(facts=replace(FACTS, phone="19900000008"))
    told = edit(child, phone="19900000007")
    supervisor.post(f"/children/{child.id}/edit", data={**told, "phone": "19900000006"})
    answer = director.post(f"/children/{child.id}/edit", data=told)
    assert answer.status_code == 409
    assert "19900000006" not in text(answer)
    assert "已隐去" in text(answer)


def test_a_contradiction_is_asked_about_before_a_change_too(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    told = edit(child, id_kind="resident_id", id_number=mistyped(an_id_number()))
    answer = director.post(f"/children/{child.id}/edit", data=told)
    assert answer.status_code == 422
    told |= {"asked": "check_digit", "confirmed": "y"}
    assert director.post(f"/children/{child.id}/edit", data=told).status_code == 302
    assert child.id_state is IdState.DOUBTFUL


# people


def test_a_person_is_added_and_changed(director: CheckedClient, session: Db) -> None:
    child = a_child()
    told = {"version": child.version, "name": "李芳", "relation": "52", "situation": "working_away"}
    answer = director.post(f"/children/{child.id}/people/mother", data=told)
    assert answer.location == f"/children/{child.id}"
    told = {"version": child.version, "name": "王秀英", "relation": "62", "whereabouts": "在家"}
    director.post(f"/children/{child.id}/people/carer", data=told)
    found = {link.part: link for link, _ in queries.people_of(child)}
    assert found["mother"].situation == "working_away"
    assert (found["carer"].whereabouts, found["carer"].phone) == ("在家", "19900000001")


def test_a_new_carer_does_not_inherit_the_old_ones_number(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    told = {"version": child.version, "name": "李桂芳", "relation": "64"}
    director.post(f"/children/{child.id}/people/carer", data=told)
    present = [link for link, _ in queries.people_of(child) if link.until_on is None]
    assert [link.phone for link in present] == [None]


def test_a_faulty_person_comes_back_as_it_was(director: CheckedClient) -> None:
    child = a_child()
    told = {"version": child.version, "name": "李芳", "relation": "52", "phone": "123"}
    answer = director.post(f"/children/{child.id}/people/mother", data=told)
    assert answer.status_code == 422
    assert 'value="123"' in text(answer)


def test_a_person_saved_meanwhile_is_not_overwritten_unseen(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    told = {"version": child.version, "name": "李芳", "relation": "52"}
    actions.set_person(
        actor=a_viewer(Role.CHILD_SUPERVISOR), child=child, facts=replace(GRANDMOTHER, phone=None)
    )
    answer = director.post(f"/children/{child.id}/people/mother", data=told)
    assert answer.status_code == 409
    assert 'value="李芳"' in text(answer)


@pytest.mark.parametrize("part", ["uncle", "FATHER", "1"])
def test_there_are_only_the_known_parts(director: CheckedClient, part: str) -> None:
    child = a_child()
    assert director.get(f"/children/{child.id}/people/{part}").status_code == 404


def test_a_person_is_removed_once(director: CheckedClient, session: Db) -> None:
    child = a_child()
    [(link, _)] = queries.people_of(child)
    url = f"/children/{child.id}/people/{link.id}/end"
    assert director.post(url).status_code == 302
    assert link.until_on == date(2026, 11, 1)
    assert director.post(url).status_code == 404


# acts


def test_categories_change(director: CheckedClient, session: Db) -> None:
    child = a_child()
    told = {"leaves": ["diff_poverty"], "on": "2026-11-01", "exit_reason": "not_eligible"}
    assert director.post(f"/children/{child.id}/categories", data=told).status_code == 302
    assert [row.leaf for row in queries.open_memberships(child)] == ["diff_poverty"]


def test_categories_that_cannot_be_come_back(director: CheckedClient) -> None:
    child = a_child()
    told = {"leaves": ["diff_poverty"], "on": "2026-11-01"}
    answer = director.post(f"/children/{child.id}/categories", data=told)
    assert answer.status_code == 422
    assert "请选择退出原因" in text(answer)
    assert re.search(r'value="diff_poverty" checked', text(answer))


def test_who_may_not_see_the_secret_category_does_not_end_it(
    director: CheckedClient, session: Db
) -> None:
    child = a_child(categories=["hiv_child", "left_behind_rural"])
    assert "艾滋病" not in text(director.get(f"/children/{child.id}/categories"))
    told = {"leaves": ["left_behind_rural", "diff_poverty"], "on": "2026-11-01"}
    director.post(f"/children/{child.id}/categories", data=told)
    held = {row.leaf for row in queries.open_memberships(child)}
    assert held == {"hiv_child", "left_behind_rural", "diff_poverty"}


def test_the_risk_is_raised(director: CheckedClient, session: Db) -> None:
    child = a_child()
    told = {"level": "4", "reason": "独自在家，无人照护"}
    assert director.post(f"/children/{child.id}/risk", data=told).status_code == 302
    assert child.risk == 4


def test_a_village_is_told_that_it_does_not_lower_the_risk(
    director: CheckedClient, session: Db
) -> None:
    child = a_child(risk=4)
    told = {"level": "1", "reason": "已有人照护"}
    answer = director.post(f"/children/{child.id}/risk", data=told)
    assert answer.status_code == 422
    assert "降低风险等级由儿童督导员或县级决定" in text(answer)
    assert "已有人照护" in text(answer)
    assert child.risk == 4


def test_a_child_moves_within_reach(supervisor: CheckedClient, session: Db) -> None:
    child = a_child()
    told = {"region_code": NEXT_VILLAGE, "address": "一组1号", "on": "2026-11-01"}
    answer = supervisor.post(f"/children/{child.id}/move", data=told)
    assert answer.status_code == 302
    assert child.region_code == NEXT_VILLAGE
    assert supervisor.get(answer.location).status_code == 200


def test_after_a_move_the_old_village_sees_the_child_no_more(
    director: CheckedClient, supervisor: CheckedClient
) -> None:
    child = a_child()
    told = {"region_code": NEXT_VILLAGE, "on": "2026-11-01"}
    supervisor.post(f"/children/{child.id}/move", data=told)
    assert director.get(f"/children/{child.id}").status_code == 404


def test_a_move_out_of_reach_comes_back(supervisor: CheckedClient, session: Db) -> None:
    child = a_child()
    told = {"region_code": FAR_VILLAGE, "address": "一组1号", "on": "2026-11-01"}
    answer = supervisor.post(f"/children/{child.id}/move", data=told)
    assert answer.status_code == 422
    assert "一组1号" in text(answer)
    assert child.region_code == VILLAGE


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"kind": "close", "exit_reason": "adopted"}, Status.CLOSED),
        ({"kind": "suspend", "suspend_reason": "away"}, Status.SUSPENDED),
    ],
)
def test_a_child_leaves_or_pauses(
    supervisor: CheckedClient, session: Db, told: dict[str, str], status: Status
) -> None:
    child = a_child()
    answer = supervisor.post(f"/children/{child.id}/close", data={**told, "on": "2026-11-01"})
    assert answer.status_code == 302
    assert child.status is status
    page = text(supervisor.get(answer.location))
    assert status.label in page


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "close", "suspend_reason": "away"},
        {"kind": "suspend", "exit_reason": "adopted"},
        {"kind": "close", "exit_reason": "adopted", "on": "2026-11-02"},
        {"kind": "close", "exit_reason": "adopted", "on": "2020-01-01"},
    ],
)
def test_leaving_without_a_reason_or_at_an_odd_day_comes_back(
    supervisor: CheckedClient, session: Db, told: dict[str, str]
) -> None:
    child = a_child()
    given = {"on": "2026-11-01", "note": "随父母去苏州", **told}
    answer = supervisor.post(f"/children/{child.id}/close", data=given)
    assert answer.status_code == 422
    assert "随父母去苏州" in text(answer)
    assert child.status is Status.ACTIVE


def test_a_closed_file_is_taken_up_again(supervisor: CheckedClient, session: Db) -> None:
    child = a_child()
    actions.close(actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason="adopted")
    told = {"reason": "returned", "leaves": ["diff_poverty"], "on": "2026-11-01"}
    assert supervisor.post(f"/children/{child.id}/reopen", data=told).status_code == 302
    assert child.status is Status.ACTIVE
    again = supervisor.post(f"/children/{child.id}/reopen", data=told)
    assert again.status_code == 422
    assert "档案现在是“在册”" in text(again)


def test_a_township_accepts_or_returns(supervisor: CheckedClient, session: Db) -> None:
    child, other = a_child(status=Status.SUBMITTED), a_child(status=Status.SUBMITTED)
    supervisor.post(f"/children/{child.id}/accept")
    assert child.status is Status.ACTIVE
    faulty = supervisor.post(f"/children/{other.id}/send-back", data={"reason": ""})
    assert faulty.status_code == 422
    supervisor.post(f"/children/{other.id}/send-back", data={"reason": "请补填母亲情况"})
    assert other.status is Status.RETURNED


def test_of_two_who_accept_one_is_told_that_it_is_done(
    supervisor: CheckedClient, county: CheckedClient
) -> None:
    child = a_child(status=Status.SUBMITTED)
    supervisor.post(f"/children/{child.id}/accept")
    answer = county.post(f"/children/{child.id}/accept", follow_redirects=True)
    assert "档案现在是“在册”" in text(answer)


def test_a_village_proposes_a_returned_file_again(director: CheckedClient, session: Db) -> None:
    child = a_child(status=Status.SUBMITTED)
    actions.send_back(actor=a_viewer(Role.CHILD_SUPERVISOR), child=child, reason="请补填母亲情况")
    assert "请补填母亲情况" in text(director.get(f"/children/{child.id}"))
    director.post(f"/children/{child.id}/submit")
    assert child.status is Status.SUBMITTED


def test_a_pause_ends(supervisor: CheckedClient, session: Db) -> None:
    child = a_child()
    actions.suspend(actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason="away")
    supervisor.post(f"/children/{child.id}/resume")
    assert child.status is Status.ACTIVE


def test_the_worker_is_named(
    supervisor: CheckedClient, director: CheckedClient, session: Db
) -> None:
    child = a_child()
    account_id = a_viewer(Role.CHILD_DIRECTOR).account_id
    page = text(supervisor.get(f"/children/{child.id}/worker"))
    assert "测试儿童主任" in page
    supervisor.post(f"/children/{child.id}/worker", data={"account_id": str(account_id)})
    assert child.worker_id == account_id
    faulty = supervisor.post(f"/children/{child.id}/worker", data={"account_id": str(uuid4())})
    assert faulty.status_code == 422
    supervisor.post(f"/children/{child.id}/worker", data={"account_id": "nobody"})
    assert child.worker_id is None


def test_one_save_tapped_twice_makes_one_change(director: CheckedClient, session: Db) -> None:
    child = a_child()
    told = edit(child, school="石桥镇中心小学", address="四组1号")
    for _ in range(2):
        answer = director.post(f"/children/{child.id}/edit", data=told)
        assert answer.location == f"/children/{child.id}"
    assert len(entries(session, "child:edit")) == 1


def test_an_address_typed_too_late_is_not_lost_unseen(
    director: CheckedClient, supervisor: CheckedClient
) -> None:
    child = a_child()
    told = edit(child, address="四组1号")
    supervisor.post(f"/children/{child.id}/edit", data=edit(child, address="五组9号"))
    answer = director.post(f"/children/{child.id}/edit", data=told)
    assert answer.status_code == 409
    assert "四组1号" in text(answer)
    assert "五组9号" not in text(answer)
