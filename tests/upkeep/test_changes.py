"""One fact is another one from a day on: what is kept of it, and of what was before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import PersonFacts, Teller, Told
from casework.children.models import Child, ChildChange, ChildPerson, Stay
from casework.children.rules import ChangedMeanwhile
from casework.errors import RuleBroken
from casework.people.models import Part
from casework.upkeep import actions
from tests.children.acting import last_entry, rows
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child, load_practice

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
TOLD = Told(by=Teller.NEIGHBOUR, from_on=date(2026, 10, 20))
ENTERED = date(2026, 9, 1)


@pytest.fixture
def director(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_DIRECTOR)


@pytest.fixture
def child(director: Viewer, session: Db) -> Child:
    made = a_child(people=(GRANDMOTHER, FATHER), worker_id=director.account_id, entered_on=ENTERED)
    session.flush()
    return made


def history(session: Db, child: Child) -> list[tuple[str, str | None, str | None]]:
    session.flush()
    return [(each.field, each.old, each.new) for each in rows(session, ChildChange, child)]


def act(what: Any, child: Child, actor: Viewer, told: Told = TOLD, **said: Any) -> Any:
    return what(actor=actor, child=child, version=child.version, told=told, **said)


# the acts


def test_another_school(session: Db, director: Viewer, child: Child) -> None:
    version = child.version
    act(actions.change_school, child, director, school_stage="primary", school="石桥小学")
    assert history(session, child) == [
        ("school_stage", None, "primary"),
        ("school", None, "石桥小学"),
    ]
    [first, _second] = rows(session, ChildChange, child)
    assert (first.told_by, first.from_on, first.source) == ("neighbour", TOLD.from_on, "school")
    assert child.version == version + 1
    entry = last_entry(session, "child:edit")
    assert entry.facts == {"fields": ["school_stage", "school"]}


def test_what_is_the_same_is_no_change(session: Db, director: Viewer, child: Child) -> None:
    version = child.version
    assert act(actions.change_school, child, director, school_stage=None, school=None) == []
    session.flush()
    assert (history(session, child), child.version) == ([], version)


def test_another_number_in_every_part_of_one_person(session: Db, director: Viewer) -> None:
    father = replace(FATHER, name="陈建国")
    child = a_child(people=(father, replace(father, part=Part.CARER)))
    session.flush()
    person_id = children.people_of(child)[0][1].id
    act(actions.change_phone, child, director, person_id=person_id, phone="19900000033")
    assert {link.phone for link, _ in children.people_of(child)} == {"19900000033"}
    assert [field for field, _old, _new in history(session, child)] == [
        "father.phone",
        "carer.phone",
    ]
    act(actions.change_phone, child, director, person_id=None, phone="19900000034")
    assert child.phone == "19900000034"


def test_the_number_of_nobody(director: Viewer, child: Child) -> None:
    with pytest.raises(RuleBroken, match="没有这个人"):
        act(actions.change_phone, child, director, person_id=child.id, phone="19900000033")


def test_a_father_comes_back(session: Db, director: Viewer, child: Child) -> None:
    act(actions.tell_of_parents, child, director, parts=[Part.FATHER], situation="at_home")
    father = children.person_in(child, Part.FATHER)
    assert father is not None
    assert (father.situation, father.since_on) == ("at_home", TOLD.from_on)
    assert ("father.situation", "working_away", "at_home") in history(session, child)
    again = replace(TOLD, from_on=date(2026, 10, 30))
    act(actions.tell_of_parents, child, director, again, parts=[Part.FATHER], situation="at_home")
    father = children.person_in(child, Part.FATHER)
    assert father is not None
    assert father.since_on == TOLD.from_on, "what holds already holds since then"


def test_another_carer_begins_when_the_one_of_before_ends(
    session: Db, director: Viewer, child: Child
) -> None:
    carer = PersonFacts(part=Part.CARER, name="李桂芳", relation="64", phone="19900000044")
    act(actions.change_carer, child, director, carer=carer)
    session.flush()
    links = [link for link in rows(session, ChildPerson, child) if link.part == "carer"]
    assert [(link.from_on, link.until_on) for link in links] == [
        (ENTERED, TOLD.from_on),
        (TOLD.from_on, None),
    ]
    assert links[0].phone == GRANDMOTHER.phone, "nothing of before is overwritten"
    assert ("carer.name", "王秀英", "李桂芳") in history(session, child)


def test_somebody_of_the_family_becomes_the_carer(
    session: Db, director: Viewer, child: Child
) -> None:
    act(actions.change_carer, child, director, carer=replace(FATHER, part=Part.CARER))
    session.flush()
    people = {
        link.part: person.id for link, person in children.people_of(child) if not link.until_on
    }
    assert people["carer"] == people["father"]


@pytest.mark.parametrize(
    ("told", "name", "said"),
    [
        (TOLD, "王秀英", "没有变化"),
        (replace(TOLD, from_on=date(2026, 8, 1)), "李桂芳", "不能早于2026年9月1日"),
        (replace(TOLD, from_on=date(2026, 11, 2)), "李桂芳", "不能晚于今天"),
        (TOLD, "不详", "不是姓名"),
    ],
)
def test_a_carer_who_cannot_be(
    director: Viewer, child: Child, told: Told, name: str, said: str
) -> None:
    carer = PersonFacts(part=Part.CARER, name=name, relation="64")
    with pytest.raises(RuleBroken, match=said):
        act(actions.change_carer, child, director, told, carer=carer)


def test_moving_within_the_village_ends_a_stay(session: Db, director: Viewer, child: Child) -> None:
    act(actions.move_home, child, director, address="五组9号")
    session.flush()
    assert [(s.from_on, s.until_on) for s in rows(session, Stay, child)] == [
        (ENTERED, TOLD.from_on),
        (TOLD.from_on, None),
    ]
    assert children.address_of(child) == "五组9号"
    assert history(session, child) == [("address", "柳树村三组12号", "五组9号")]
    assert child.worker_id == director.account_id
    assert act(actions.move_home, child, director, address="五组9号") == []


def test_moving_to_another_village_is_a_move(session: Db, child: Child) -> None:
    supervisor = a_viewer(Role.CHILD_SUPERVISOR)
    worker = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    home: dict[str, Any] = {"address": "河边2号", "region_code": NEXT_VILLAGE}
    act(actions.move_home, child, supervisor, **home)
    session.flush()
    assert (child.region_code, child.worker_id) == (NEXT_VILLAGE, worker.account_id)
    assert {change.region_code for change in rows(session, ChildChange, child)} == {NEXT_VILLAGE}
    assert [stay.region_code for stay in rows(session, Stay, child)] == [VILLAGE, NEXT_VILLAGE]


def test_a_change_of_another_version_is_not_taken(director: Viewer, child: Child) -> None:
    with pytest.raises(ChangedMeanwhile):
        actions.change_school(
            actor=director,
            child=child,
            version=child.version - 1,
            told=TOLD,
            school_stage="primary",
            school=None,
        )


# the pages


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.fixture
def village(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


def form(child: Child, **said: Any) -> dict[str, Any]:
    return {"version": child.version, "on": "2026-10-20", "told_by": "guardian", **said}


GOOD: dict[str, dict[str, Any]] = {
    "address": {"address": "五组9号"},
    "carer": {"who": "other", "name": "李桂芳", "relation": "64", "phone": "19900000044"},
    "parents": {"parts": ["father"], "situation": "at_home"},
    "phone": {"whose": "child", "phone": "199 0000 0055"},
    "school": {"school_stage": "primary", "school": "石桥小学三年级"},
}
SHOWN = {
    "address": "搬家",
    "carer": "王秀英 → 李桂芳",
    "parents": "外出务工 → 在家",
    "phone": "换电话",
    "school": "空 → 石桥小学三年级",
}


@pytest.mark.parametrize("what", GOOD)
def test_a_change_stands_on_top_of_the_child_s_page(
    village: CheckedClient, session: Db, child: Child, what: str
) -> None:
    assert "哪里有变化" in text(village.get(f"/children/{child.id}/changed"))
    at = f"/children/{child.id}/changed/{what}"
    assert village.get(at).status_code == 200
    answer = village.post(at, data=form(child, **GOOD[what]))
    assert answer.location == f"/children/{child.id}"
    page = text(village.get(answer.location))
    top = page.partition('class="card summary child-head"')[0]
    assert SHOWN[what] in top
    assert "2026年10月20日起 · 监护人说的" in top
    for change in rows(session, ChildChange, child):
        change.created_at -= timedelta(days=1)
    page = text(village.get(answer.location))
    assert "监护人说的" not in page.partition('class="card summary child-head"')[0]
    assert "监护人说的" in page


@pytest.mark.parametrize("what", GOOD)
def test_sent_twice_it_is_kept_once(
    village: CheckedClient, session: Db, child: Child, what: str
) -> None:
    at, said = f"/children/{child.id}/changed/{what}", form(child, **GOOD[what])
    village.post(at, data=said)
    once = len(history(session, child))
    assert village.post(at, data=said).location == f"/children/{child.id}"
    assert len(history(session, child)) == once > 0


@pytest.mark.parametrize("what", GOOD)
def test_what_others_have_saved_meanwhile_is_not_overwritten_unseen(
    village: CheckedClient, session: Db, child: Child, what: str
) -> None:
    at, said = f"/children/{child.id}/changed/{what}", form(child, **GOOD[what])
    school = {"school_stage": "junior", "school": "河湾中学"}
    village.post(f"/children/{child.id}/changed/school", data=form(child, **school))
    answer = village.post(at, data=said)
    assert answer.status_code == 409
    assert "别人刚保存过" in text(answer)
    typed = next(iter(v for k, v in GOOD[what].items() if k in {"address", "name", "school"}), "")
    assert typed in text(answer)
    session.refresh(child)
    assert village.post(at, data={**said, "version": child.version}).status_code == 302


FAULTY: list[tuple[tuple[str, dict[str, Any]], str]] = [
    (("address", {"address": ""}), "请填写“新地址”"),
    (("address", {"told_by": ""}), "请选择“谁说的”"),
    (("carer", {"name": ""}), "请填写“姓名”"),
    (("carer", {"relation": ""}), "请选择“是孩子的”"),
    (("carer", {"who": ""}), "请选择“现在由谁照料”"),
    (("carer", {"on": "2026-08-01"}), "不能早于2026年9月1日"),
    (("parents", {"parts": []}), "请选择“谁”"),
    (("parents", {"situation": "orphan"}), "没有这个选项"),
    (("phone", {"phone": "123456"}), "位数不对"),
    (("phone", {"whose": VILLAGE}), "没有这个选项"),
    (("school", {"on": "2026-11-02"}), "不能晚于今天"),
]


def test_a_faulty_form_comes_back_as_it_was(
    village: CheckedClient, session: Db, child: Child
) -> None:
    for (what, wrong), said in FAULTY:
        told = form(child, **{**GOOD[what], **wrong})
        answer = village.post(f"/children/{child.id}/changed/{what}", data=told)
        assert answer.status_code == 422, (what, wrong)
        assert said in text(answer)
        kept = [value for key, value in told.items() if key in {"address", "name", "school"}]
        assert all(f'value="{value}"' in text(answer) for value in kept)
    assert history(session, child) == []


def test_only_who_may_move_a_child_is_offered_other_villages(
    village: CheckedClient, client_for: ClientFor, session: Db, child: Child
) -> None:
    at = f"/children/{child.id}/changed/address"
    page = text(village.get(at))
    assert "请告诉乡镇儿童督导员" in page
    assert 'name="region_code"' not in page
    told = form(child, address="河边2号", region_code=NEXT_VILLAGE)
    village.post(at, data=told)
    session.refresh(child)
    assert (child.region_code, children.address_of(child)) == (VILLAGE, "河边2号")
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    assert "河湾村" in text(supervisor.get(at))
    strange = form(child, address="东坡1号", region_code=FAR_VILLAGE)
    assert supervisor.post(at, data=strange).status_code == 422
    moved = form(child, address="河边3号", region_code=NEXT_VILLAGE, on="2026-10-25")
    assert supervisor.post(at, data=moved).status_code == 302
    session.refresh(child)
    assert child.region_code == NEXT_VILLAGE
    assert village.get(at).status_code == 404


def test_without_parents_in_the_file_they_are_asked_for_first(village: CheckedClient) -> None:
    child = a_child()
    page = text(village.get(f"/children/{child.id}/changed/parents"))
    assert f"/children/{child.id}/people/mother" in page
    assert 'name="told_by"' not in page


def test_a_closed_file_is_not_changed(
    village: CheckedClient, client_for: ClientFor, child: Child
) -> None:
    close = {"kind": "close", "exit_reason": "adopted", "on": "2026-11-01"}
    client_for(Role.COUNTY_CIVIL).post(f"/children/{child.id}/close", data=close)
    page = text(village.get(f"/children/{child.id}"))
    assert "有变化" not in page
    at = f"/children/{child.id}/changed/school"
    answer = village.post(at, data=form(child, **GOOD["school"]))
    assert answer.status_code == 422
    assert "要先恢复在册" in text(answer)


def test_who_may_not_and_where_nobody_is(
    village: CheckedClient, client_for: ClientFor, child: Child
) -> None:
    elsewhere = a_child(name="罗子涵", region_code=NEXT_VILLAGE)
    fed = client_for(Role.WOMENS_FED)
    for what in ("", *(f"/{what}" for what in GOOD)):
        assert village.get(f"/children/{elsewhere.id}/changed{what}").status_code == 404
        assert fed.get(f"/children/{child.id}/changed{what}").status_code == 403
