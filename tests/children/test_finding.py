"""One box: by the child, by whoever is in the child's life, by phone, by case number."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import actions, queries
from casework.children.facts import PersonFacts
from casework.children.models import Child
from casework.identifiers import pinyin_of, quick_pinyin_of
from casework.people.models import Part
from tests.children.acting import numbered
from tests.client import CheckedClient
from tests.factories.accounts import (
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import (
    FACTS,
    FATHER,
    GRANDMOTHER,
    a_child,
    an_id_number,
    load_practice,
)
from tests.factories.register import acting

Db = scoped_session[Session]
_FAMILY = (GRANDMOTHER, FATHER)
_OTHERS = (PersonFacts(part=Part.CARER, name="何桂兰", relation="62", phone="0513-8765432"),)


@pytest.fixture
def director(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_DIRECTOR)


@pytest.fixture
def child(session: Db) -> Child:
    made = a_child(people=_FAMILY, facts=replace(FACTS, phone="19900000077"))
    session.flush()
    return made


def found(viewer: Viewer, typed: str) -> list[Child]:
    return [hit.child for hit in queries.find(viewer, typed).hits]


REMEMBERED = (
    *("陈雨桐", "雨桐", "cyt", "CYT", "yutong", "yt"),  # the child
    *("王秀英", "秀英", "wxy", "xiuying", "陈建国", "cjg", "ｃｊｇ"),  # carer and father
    *("0001", "00000002", "199-0000-0001", "+86 19900000001", "０００１", "0077"),  # numbers
)
TOO_LITTLE = ("", "c", "陈", "王", "·", "1", "001", "０01", "%", "______")
NOBODY = ("9999", "wangwu", "王五", "0000-0", "199000000010")


def test_whatever_is_remembered_finds_the_child(app: Flask, director: Viewer, child: Child) -> None:
    a_child(name="罗子涵", people=_OTHERS)
    with acting(app, director):
        answers = {typed: [each.id for each in found(director, typed)] for typed in REMEMBERED}
    assert answers == {key: [child.id] for key in REMEMBERED}


def test_too_little_and_what_fits_nobody_find_nobody(director: Viewer, child: Child) -> None:
    assert {typed for typed in (*TOO_LITTLE, *NOBODY) if found(director, typed)} == set()


def test_a_landline_is_found_with_and_without_its_dash(director: Viewer, session: Db) -> None:
    child = a_child(people=_OTHERS)
    session.flush()
    for typed in ("5432", "0513-8765432", "05138765432", "8765432"):
        assert found(director, typed) == [child]


def test_by_case_number_and_by_id_number(director: Viewer, session: Db) -> None:
    child = a_child(facts=numbered(an_id_number()))
    session.flush()
    number = child.case_number
    for typed in (number, number.lower(), f" {number[:4]} {number[4:]}", number[:6]):
        assert child in found(director, typed)
    assert found(director, an_id_number()) == [child]


def test_nobody_of_another_region_is_found(app: Flask, director: Viewer, session: Db) -> None:
    actor = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    strange = a_child(region_code=STRANGE_VILLAGE, actor=actor)
    next_door = a_child(region_code=NEXT_VILLAGE)
    session.flush()
    numbers = (strange.case_number, next_door.case_number)
    with acting(app, director):
        for typed in (*REMEMBERED, *numbers):
            assert found(director, typed) == []


def test_who_is_no_longer_in_the_child_s_life_leads_nowhere(
    director: Viewer, child: Child, session: Db
) -> None:
    link = next(link for link, _ in queries.people_of(child) if link.part == "carer")
    actions.end_person(actor=director, child=child, link=link)
    session.flush()
    assert found(director, "王秀英") == found(director, "0001") == []


def test_the_likeliest_comes_first(director: Viewer, session: Db) -> None:
    relative = PersonFacts(part=Part.CARER, name="陈雨", relation="62")
    third = a_child(name="罗子涵", people=(relative,))
    second, first = a_child(name="陈雨桐"), a_child(name="陈雨")
    session.flush()
    assert found(director, "陈雨") == [first, second, third]


def test_a_limited_number_is_found(director: Viewer, session: Db) -> None:
    for _ in range(4):
        a_child()
    session.flush()
    assert len(queries.find(director, "王秀英", limit=3).hits) == 3


def test_a_county_looks_at_everybody_s_name_only_when_asked(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    namesake = PersonFacts(part=Part.CARER, name="陈雨桐", relation="62")
    child, other = a_child(), a_child(name="罗子涵", people=(namesake,))
    session.flush()
    first = queries.find(county, "陈雨桐")
    assert ([hit.child for hit in first.hits], first.leaves_people_out) == ([child], True)
    more = queries.find(county, "陈雨桐", everybody=True)
    assert ([hit.child for hit in more.hits], more.leaves_people_out) == ([child, other], False)
    assert found(county, "wxy") == [child], "nobody among the children: everybody is looked at"


# telling them apart


def test_namesakes_and_twins_are_marked(session: Db) -> None:
    twin = replace(FACTS, sex="1")
    elder = a_child(name="陈雨桐", people=_FAMILY)
    younger = a_child(name="陈雨欣", people=_FAMILY, facts=twin)
    older = replace(FACTS, birth_on=date(2012, 1, 1))
    namesake = a_child(name="陈雨桐", region_code=NEXT_VILLAGE, facts=older, people=_OTHERS)
    stranger = a_child(name="陈雨彤", people=_OTHERS)
    session.flush()
    hits = {hit.child.id: hit for hit in queries.find(a_viewer(Role.CHILD_SUPERVISOR), "陈雨").hits}
    assert {key for key, hit in hits.items() if hit.has_twin} == {elder.id, younger.id}
    assert {key for key, hit in hits.items() if hit.has_namesake} == {elder.id, namesake.id}
    assert hits[stranger.id].carer == ("何桂兰", "62")


# reading by character


@pytest.mark.parametrize("name", ["单晓明", "王秀英", "欧阳雪", "阿依古丽·买买提", "Anna李", "𬭎"])
def test_quick_pinyin_is_that_of_names(name: str) -> None:
    assert quick_pinyin_of(name) == pinyin_of(name)


@given(st.text(max_size=30))
def test_quick_pinyin_reads_anything(name: str) -> None:
    full, initials = quick_pinyin_of(name)
    assert (full + initials).isascii()
    assert len(initials) <= max(len(full), 0)


# the page


@pytest.fixture
def village(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize("path", ["search", "new"])
def test_the_page_tells_children_apart_and_hides_the_rest(
    village: CheckedClient, child: Child, path: str
) -> None:
    a_child(name="陈雨欣", people=_FAMILY)
    for typed in ("wxy", "王秀英", "0001"):
        answer = text(village.post(f"/children/{path}", data={"looked_for": typed}))
        assert "陈雨桐" in answer
        assert "双胞胎" in answer
        assert "祖母 王**" in answer
        shown = answer.replace(f'value="{typed}"', "")
        for hidden in ("王秀英", "陈建国", "19900000001", VILLAGE):
            assert hidden not in shown


def test_a_county_is_offered_to_look_at_everybody_s_name(
    client_for: Callable[..., CheckedClient], child: Child
) -> None:
    county = client_for(Role.COUNTY_CIVIL)
    told = {"looked_for": "陈雨桐"}
    assert "也按家里人的姓名找" in text(county.post("/children/search", data=told))
    told["everybody"] = "y"
    assert "也按家里人的姓名找" not in text(county.post("/children/search", data=told))


def test_three_digits_are_asked_to_be_four(village: CheckedClient) -> None:
    answer = village.post("/children/search", data={"looked_for": "001"})
    assert answer.status_code == 422
    assert "电话请至少输入后4位数字" in text(answer)
    assert 'value="001"' in text(answer)
