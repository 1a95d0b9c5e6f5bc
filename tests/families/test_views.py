"""A carer's page, contact, merging and dividing, as people of several places see them."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, Seen
from casework.children.contacts import Contact
from casework.children.models import Child
from casework.children.queries import siblings_of
from casework.people.models import Part
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child
from tests.families.people import (
    NUMBER,
    OTHER_NUMBER,
    REASON,
    Db,
    a_son,
    father_of,
    link_of,
    merged,
)
from tests.statements import statements

ClientFor = Callable[..., CheckedClient]
_TOKEN = re.compile(r'name="(?:csrf_token|client_id)"[^>]*')
MASKED = "*" * 17 + NUMBER[-1]


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def entries(session: Db, tag: str) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.tag == tag).order_by(AuditEntry.id)
    return list(session.scalars(found))


def seen_in(session: Db, entry: AuditEntry) -> set[Any]:
    return set(session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)))


# the carer's page


def test_a_carers_page_shows_the_children_in_reach_and_hides_the_rest(
    client_for: ClientFor, session: Db
) -> None:
    own = a_son(id_number=NUMBER)
    next_door = a_son("陈雨欣", NEXT_VILLAGE, id_number=NUMBER, phone="19900000007", address="苏州")
    person_id, url = father_of(own).id, f"/people/{father_of(own).id}"
    page = text(client_for(Role.CHILD_DIRECTOR).get(url))
    assert all(told in page for told in ("陈建国", "陈雨桐", "柳树村", "父亲", MASKED))
    assert all(told not in page for told in ("陈雨欣", "河湾村", NUMBER, "19900000002"))
    [entry] = entries(session, "person:open")
    assert (entry.subject_id, entry.region_code) == (person_id, VILLAGE)
    assert seen_in(session, entry) == {own.id}
    office = text(client_for(Role.CHILD_SUPERVISOR).get(url))
    assert "陈雨欣" in office
    assert all(told not in office for told in ("19900000007", "苏州"))
    assert seen_in(session, entries(session, "person:open")[-1]) == {own.id, next_door.id}


@pytest.mark.parametrize("path", ["", "/same", "/split", "/reveal", "/merge/{other}"])
def test_a_person_of_whom_no_child_is_in_reach_is_like_a_missing_one(
    client_for: ClientFor, session: Db, path: str
) -> None:
    far, away = a_son("陈雨桐", FAR_VILLAGE), a_son("陈雨欣", FAR_VILLAGE)
    client, answers = client_for(Role.CHILD_SUPERVISOR), []
    for person_id in (father_of(far).id, uuid4()):
        send = client.post if path == "/reveal" else client.get
        answer = send(f"/people/{person_id}{path.format(other=father_of(away).id)}")
        assert answer.status_code == 404
        answers.append(len(text(answer)))
    assert answers[0] == answers[1]


def test_a_village_merges_nobody(client_for: ClientFor, session: Db) -> None:
    one, other = father_of(a_son()).id, father_of(a_son("陈雨欣")).id
    client = client_for(Role.CHILD_DIRECTOR)
    for path in ("same", "split", f"merge/{other}"):
        assert client.get(f"/people/{one}/{path}").status_code == 403
    assert "重复登记" not in text(client.get(f"/people/{one}"))


def test_the_number_is_shown_for_a_reason_and_to_this_answer_alone(
    client_for: ClientFor, session: Db
) -> None:
    child = a_son(id_number=NUMBER)
    client, url = client_for(Role.CHILD_DIRECTOR), f"/people/{father_of(child).id}"
    refused = client.post(f"{url}/reveal", data={"groups": ["number"], "reason": "看"})
    assert refused.status_code == 422
    assert NUMBER not in text(refused)
    shown = text(client.post(f"{url}/reveal", data={"groups": ["number"], "reason": REASON}))
    assert NUMBER in shown
    assert "19900000002" not in shown
    assert "19900000002" in text(client.post(f"{url}/reveal", data={"groups": ["contact"]}))
    entry = entries(session, "person:reveal")[0]
    assert entry.facts == {"groups": ["number"]}
    assert entry.reason_id is not None
    assert seen_in(session, entry) == {child.id}
    assert NUMBER not in text(client.get(url))


def test_the_page_asks_as_much_for_one_child_as_for_many(
    client_for: ClientFor, session: Db
) -> None:
    alone, shared = a_son(), [a_son(f"陈雨{each}", id_number=NUMBER) for each in "甲乙丙丁"]
    client, counts = client_for(Role.CHILD_SUPERVISOR), []
    urls = [f"/people/{father_of(child).id}" for child in (alone, shared[0])]
    urls += [f"/children/{child.id}" for child in (alone, shared[0])]
    for url in [*urls, *urls]:  # what is read once a process is read the first time
        with statements() as sent:
            assert client.get(url).status_code == 200
        counts.append(len(sent))
    assert counts[4] == counts[5]
    assert counts[6] == counts[7]


# brothers and sisters


def test_brothers_and_sisters_in_reach_stand_on_the_childs_page(
    client_for: ClientFor, session: Db
) -> None:
    own, sister = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=NUMBER)
    a_son("陈雨涵", NEXT_VILLAGE, id_number=NUMBER)
    client = client_for(Role.CHILD_DIRECTOR)
    page = text(client.get(f"/children/{own.id}"))
    assert all(told in page for told in ("兄弟姐妹", "陈雨欣", "同一父亲、同住一户"))
    assert "陈雨涵" not in page
    [entry] = entries(session, "child:open")
    assert seen_in(session, entry) == {own.id, sister.id}


def test_who_has_no_brothers_in_reach_is_told_of_none(client_for: ClientFor, session: Db) -> None:
    own, page = a_son(id_number=NUMBER), ""
    client = client_for(Role.CHILD_DIRECTOR)
    alone = _TOKEN.sub("", text(client.get(f"/children/{own.id}")))
    a_son("陈雨涵", NEXT_VILLAGE, id_number=NUMBER)
    page = _TOKEN.sub("", text(client.get(f"/children/{own.id}")))
    assert page == alone
    assert "兄弟姐妹" not in page


def test_children_with_one_carer_are_no_siblings(session: Db) -> None:
    carer = replace(GRANDMOTHER, id_number=NUMBER)
    one, _ = (a_child(name=name, people=[carer], address=name) for name in ("陈一", "罗二"))
    assert siblings_of(a_viewer(Role.COUNTY_CIVIL), one) == []


# is it the same person?


def _said(child: Child, **told: str) -> dict[str, str]:
    return {"name": "陈建国", "relation": "51", "version": str(child.version), **told}


def _fatherless(name: str = "陈雨欣", region_code: str = VILLAGE) -> Child:
    return a_child(name=name, region_code=region_code, people=[], address="三组12号")


def test_the_same_name_and_relation_at_home_is_asked_about(
    client_for: ClientFor, session: Db
) -> None:
    brother, child = a_son(id_number=NUMBER, phone="19900000002"), _fatherless()
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}/people/father"
    asked = client.post(url, data=_said(child, phone="19900000009"))
    page = text(asked)
    assert asked.status_code == 422
    assert all(told in page for told in ("是同一个人吗？", "陈**", "陈雨桐", MASKED, "*********02"))
    assert all(told not in page for told in (NUMBER, "19900000002"))
    assert "19900000009" in page
    [entry] = entries(session, "person:offer")
    assert (entry.child_id, seen_in(session, entry)) == (child.id, {brother.id})
    same = str(father_of(brother).id)
    answer = client.post(url, data=_said(child, phone="19900000009", same_as=same))
    assert answer.status_code == 302
    assert father_of(child) is father_of(brother)
    assert [link_of(each).phone for each in (brother, child)] == ["19900000002", "19900000009"]


def test_somebody_else_of_that_name_is_written_down_anew(
    client_for: ClientFor, session: Db
) -> None:
    brother, child = a_son(), _fatherless()
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}/people/father"
    assert client.post(url, data=_said(child, same_as="new")).status_code == 302
    assert father_of(child) is not father_of(brother)


def test_another_name_under_the_same_number_is_asked_about(
    client_for: ClientFor, session: Db
) -> None:
    known, child = a_son(id_number=NUMBER), _fatherless()
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}/people/father"
    said = _said(child, name="陈建囯", id_number=NUMBER)
    assert client.post(url, data=said).status_code == 422
    same = str(father_of(known).id)
    assert client.post(url, data={**said, "same_as": same}).status_code == 302
    assert father_of(child) is father_of(known)
    assert father_of(child).name == "陈建国"


@pytest.mark.parametrize("number", [NUMBER, OTHER_NUMBER, None])
def test_somebody_out_of_reach_is_neither_offered_nor_joined(
    client_for: ClientFor, session: Db, number: str | None
) -> None:
    away, child = a_son("陈雨桐", NEXT_VILLAGE, id_number=NUMBER), _fatherless()
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}/people/father"
    said = _said(child, **({"id_number": number} if number else {}))
    assert client.post(url, data=said).status_code == 302
    assert father_of(child) is not father_of(away)
    forced = {**_said(child), "name": "陈国强", "same_as": str(father_of(away).id)}
    assert client.post(url, data=forced).status_code == 302
    assert father_of(child) is not father_of(away)


def test_only_who_was_offered_can_be_chosen(client_for: ClientFor, session: Db) -> None:
    a_son()
    child, stranger = _fatherless(), a_son("罗子涵", name="罗大山")
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}/people/father"
    same = str(father_of(stranger).id)
    assert client.post(url, data=_said(child, same_as=same)).status_code == 422


def test_who_has_the_part_already_is_not_asked_about_again(
    client_for: ClientFor, session: Db
) -> None:
    a_son("陈雨欣")
    child = a_son()
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}/people/father"
    assert client.post(url, data=_said(child, whereabouts="在家")).status_code == 302


# contact


def test_how_a_carer_is_contacted_stands_on_the_page_and_the_list_of_calls(
    client_for: ClientFor, session: Db
) -> None:
    father = replace(FATHER, phone="19900000002")
    child = a_child(people=[GRANDMOTHER, father])
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}"
    link = link_of(child)
    said = {
        "means": "wechat",
        "times": ["noon", "evening"],
        "place": "1",
        "language": "dialect",
        "phone_owner": "neighbour",
        "barred": "welcome",
        "version": child.version,
    }
    form = f"{url}/people/{link.id}/contact"
    assert "怎么联系最好" in text(client.get(form))
    assert client.post(form, data=said).status_code == 302
    page = text(client.get(url))
    assert "第一联系人 · 微信 · 中午 · 晚上 · 本地方言 · 电话是邻居的" in page
    assert all(told in page for told in ("联系方式：空 → 微信", "方便联系的时间：空 → 中午、晚上"))
    calls = text(client.get(f"{url}/call"))
    assert calls.index("19900000002") < calls.index("19900000001")
    stored = session.connection().exec_driver_sql("SELECT contact FROM child_person").all()
    assert b"wechat" not in b"".join(bytes(row[0] or b"") for row in stored)


def test_whom_one_must_not_call_is_a_warning_and_no_button(
    client_for: ClientFor, session: Db
) -> None:
    child = a_child(people=[replace(GRANDMOTHER, phone="19900000002"), FATHER])
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}"
    said = {"barred": "violence", "barred_note": "六月起", "version": child.version}
    form = f"{url}/people/{link_of(child).id}/contact"
    assert client.post(form, data=said).status_code == 302
    page = text(client.get(url))
    assert "对孩子或家人有暴力；六月起" in page
    assert page.count(f'href="{url}/call"') == 2  # of the page and of the grandmother
    calls = text(client.get(f"{url}/call"))
    assert "不要联系 陈建国" in calls
    assert "不要联系的人也用这个号码" in calls
    assert calls.count("19900000002") == 2


def test_who_must_not_be_called_for_one_child_is_a_warning_for_the_other(
    client_for: ClientFor, session: Db
) -> None:
    own, sister, away = (
        a_son(name, place, id_number=NUMBER)
        for name, place in [("陈一", VILLAGE), ("陈二", VILLAGE), ("陈三", NEXT_VILLAGE)]
    )
    warning, client = "不要联系这个人，先核对再打", client_for(Role.CHILD_DIRECTOR)
    link_of(away).contact = {"barred": "violence"}
    assert warning not in text(client.get(f"/children/{own.id}/call"))
    link_of(sister).contact = {"barred": "violence"}
    assert warning in text(client.get(f"/children/{own.id}/call"))


def test_where_nobody_may_be_called_there_is_no_call(client_for: ClientFor, session: Db) -> None:
    child = a_son()
    client, url = client_for(Role.CHILD_DIRECTOR), f"/children/{child.id}"
    form = f"{url}/people/{link_of(child).id}/contact"
    client.post(form, data={"barred": "court_order", "version": child.version})
    page = text(client.get(url))
    assert "登记的人都不要联系" in page
    assert f"{url}/call" not in page
    assert "19900000002" not in text(client.get(f"{url}/call"))


@pytest.mark.parametrize(
    "said", [{"barred": "other"}, {"barred": "nonsense"}, {"means": "pigeon", "barred": "welcome"}]
)
def test_a_contact_that_cannot_be_comes_back(
    client_for: ClientFor, session: Db, said: dict[str, str]
) -> None:
    child = a_son()
    form = f"/children/{child.id}/people/{link_of(child).id}/contact"
    answer = client_for(Role.CHILD_DIRECTOR).post(
        form, data={**said, "times": ["noon"], "version": child.version}
    )
    assert answer.status_code == 422
    assert 'value="noon" checked' in text(answer)
    assert link_of(child).contact is None


def test_a_contact_changed_meanwhile_is_decided_anew(client_for: ClientFor, session: Db) -> None:
    child = a_son()
    client, form = (
        client_for(Role.CHILD_DIRECTOR),
        f"/children/{child.id}/people/{link_of(child).id}/contact",
    )
    said = {"means": "sms", "barred": "welcome"}
    answer = client.post(form, data={**said, "version": child.version - 1})
    assert answer.status_code == 409
    assert client.post(form, data={**said, "version": child.version}).status_code == 302
    assert Contact.of(link_of(child).contact).means == "sms"


def test_a_contact_elsewhere_or_of_another_child_is_like_a_missing_one(
    client_for: ClientFor, session: Db
) -> None:
    own, other, away = a_son(), a_son("陈雨欣"), a_son("陈雨涵", NEXT_VILLAGE)
    client = client_for(Role.CHILD_DIRECTOR)
    for child_id, link in [(own.id, link_of(other)), (away.id, link_of(away))]:
        assert client.get(f"/children/{child_id}/people/{link.id}/contact").status_code == 404


# one of two, two of one


def test_two_people_are_compared_and_merged_with_what_was_typed_kept(
    client_for: ClientFor, session: Db
) -> None:
    one = a_son(id_number=NUMBER)
    other = a_son("陈雨欣", NEXT_VILLAGE, name="陈国强", id_number=OTHER_NUMBER)
    client, first = client_for(Role.CHILD_SUPERVISOR), father_of(one).id
    url = f"/people/{first}/merge/{father_of(other).id}"
    page = text(client.get(url))
    assert all(told in page for told in ("陈建国", "陈国强", "陈雨桐", "陈雨欣", "不同", MASKED))
    assert all(told not in page for told in (NUMBER, OTHER_NUMBER, "19900000002", "三组12号"))
    said = {"name_from": "other", "number_from": "this", "reason": REASON}
    refused = client.post(url, data=said)
    assert refused.status_code == 422
    assert REASON in text(refused)
    answer = client.post(url, data={**said, "confirmed": "y"})
    assert answer.location == f"/people/{father_of(one).id}"
    assert (father_of(other).name, father_of(other).id_number) == ("陈国强", NUMBER)
    assert client.get(f"/people/{first}").location == answer.location
    shown = text(client.get(answer.location))
    assert all(told in shown for told in ("合并和拆分", REASON, "陈雨桐", "陈雨欣"))
    own = text(client_for(Role.CHILD_DIRECTOR).get(answer.location))
    assert all(told not in own for told in ("合并", REASON, "陈雨欣"))


def test_a_township_is_not_told_what_the_county_merged_beyond_it(
    client_for: ClientFor, session: Db
) -> None:
    here, far = a_son(), a_son("陈雨欣", FAR_VILLAGE)
    url = f"/people/{merged(here, far).id}"
    assert REASON in text(client_for(Role.COUNTY_CIVIL).get(url))
    for role in (Role.CHILD_SUPERVISOR, Role.CHILD_DIRECTOR):
        client = client_for(role)
        pages = text(client.get(url)) + text(client.get(f"/children/{here.id}?all=1"))
        assert all(told not in pages for told in ("合并和拆分", REASON, "陈雨欣"))


def test_who_may_be_the_same_is_looked_for_in_reach_alone(
    client_for: ClientFor, session: Db
) -> None:
    own, cousin = a_son(), a_son("陈雨欣", NEXT_VILLAGE)
    far = a_son("陈雨涵", FAR_VILLAGE, id_number=NUMBER)
    url = f"/people/{father_of(own).id}/same"
    page = text(client_for(Role.CHILD_SUPERVISOR).get(url))
    assert str(father_of(cousin).id) in page
    assert all(told not in page for told in (str(father_of(far).id), "陈雨涵", "东坡村"))
    assert seen_in(session, entries(session, "person:offer")[-1]) == {own.id, cousin.id}
    assert "陈雨涵" in text(client_for(Role.COUNTY_CIVIL).get(url))
    other = client_for(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    assert other.get(url).status_code == 404


def test_a_merging_answers_alike_whoever_else_belongs_to_the_person(
    client_for: ClientFor, session: Db
) -> None:
    """Nothing tells whether there is a child in another township."""
    pages = []
    for number, is_shared in ((NUMBER, True), (OTHER_NUMBER, False)):
        one = a_son(id_number=number)
        if is_shared:
            a_son("陈雨涵", FAR_VILLAGE, id_number=number)
        two = a_son("陈雨欣", NEXT_VILLAGE)
        client = client_for(Role.CHILD_SUPERVISOR)
        url = f"/people/{father_of(one).id}/merge/{father_of(two).id}"
        answer = client.post(url, data={"reason": REASON}, follow_redirects=True)
        told = _TOKEN.sub("", text(answer)).replace(str(father_of(one).id), "…")
        for each, word in ((one, "一"), (two, "二")):
            told = told.replace(str(each.id), word).replace(str(link_of(each).id), word)
        pages.append(told.replace(MASKED, "…").replace("*" * 17 + number[-1], "…"))
    assert pages[0] == pages[1]


def test_a_person_is_divided_by_choosing_children(client_for: ClientFor, session: Db) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", NEXT_VILLAGE, id_number=NUMBER)
    client, url = client_for(Role.CHILD_SUPERVISOR), f"/people/{father_of(one).id}/split"
    assert "拆分为两个人" in text(client.get(url.removesuffix("/split")))
    said = {"name": "陈国强", "reason": REASON, "children": [str(other.id)]}
    refused = client.post(url, data=said)
    assert refused.status_code == 422
    assert all(told in text(refused) for told in ("陈国强", REASON, "请选择身份证号归谁"))
    answer = client.post(url, data={**said, "number_goes": "leaves"})
    assert answer.location == f"/people/{father_of(other).id}"
    assert (father_of(other).name, father_of(other).id_number) == ("陈国强", NUMBER)
    assert father_of(one).id_number is None


def test_every_part_is_shown_with_its_word(client_for: ClientFor, session: Db) -> None:
    people = [FATHER, replace(FATHER, part=Part.CARER)]
    child = a_child(people=people)
    page = text(client_for(Role.CHILD_DIRECTOR).get(f"/people/{father_of(child).id}"))
    assert "实际照料人" in page
