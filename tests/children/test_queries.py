"""Finding children: reach, pages by key, search, likeness."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import actions, queries
from casework.children.models import Child, Status
from casework.children.queries import Filters
from casework.db.base import db
from casework.errors import NotFound
from tests.children.acting import mistyped, numbered
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FACTS, a_child, an_id_number

Db = scoped_session[Session]
_NOBODY = "018f5e2a-7c00-7000-8000-0123456789ab"
NAMES = ("陈雨桐", "罗子涵", "吴佳怡", "赵文博", "何思源", "唐果", "邓子轩")


@pytest.fixture
def director(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_DIRECTOR)


@pytest.fixture
def supervisor(session: Db) -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


@pytest.fixture
def county(session: Db) -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


@pytest.fixture
def stranger(session: Db) -> Child:
    """A child of another county."""
    return a_child(
        name="陈雨桐",
        region_code=STRANGE_VILLAGE,
        actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY),
    )


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is sent to the database."""
    sent: list[str] = []

    def note(*args: Any) -> None:
        sent.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


# reach


def test_a_child_out_of_reach_is_like_a_missing_one(director: Viewer, stranger: Child) -> None:
    own = a_child()
    assert queries.get(director, own.id) is own
    for child_id in (stranger.id, a_child(region_code=NEXT_VILLAGE).id, uuid4()):
        with pytest.raises(NotFound):
            queries.get(director, child_id)


# lists


def all_pages(viewer: Viewer, filters: Filters, size: int) -> list[Child]:
    found: list[Child] = []
    after = None
    while True:
        page = queries.page_of(viewer, filters, after, size)
        found += page.rows
        if page.after is None:
            return found
        after = page.after


@pytest.fixture
def children(session: Db) -> list[Child]:
    """Seven children of three villages, two of them due on one day and one on none."""
    villages = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
    made = [
        a_child(name=name, region_code=villages[n % 3], entered_on=date(2026, 9, 1 + n // 2))
        for n, name in enumerate(NAMES)
    ]
    actions.suspend(actor=a_viewer(Role.COUNTY_CIVIL), child=made[0], reason="away")
    session.flush()
    return made


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_show_every_child_once_by_due_date(
    supervisor: Viewer, children: list[Child], size: int
) -> None:
    found = all_pages(supervisor, Filters(), size)
    mine = [child for child in children if child.region_code in (VILLAGE, NEXT_VILLAGE)]
    assert sorted(found, key=str) == sorted(mine, key=str)
    dates = [child.next_due_on or date.max for child in found]
    assert dates == sorted(dates)
    assert found[-1] is children[0], "who is due at no time stands last"


@pytest.mark.parametrize("size", [1, 2, 50])
def test_a_county_is_listed_by_place(county: Viewer, children: list[Child], size: int) -> None:
    found = all_pages(county, Filters(), size)
    assert len(found) == len(children)
    places = [child.region_code for child in found]
    assert places == sorted(places)


def test_a_township_within_the_county_is_listed_by_due_date(
    county: Viewer, children: list[Child]
) -> None:
    found = all_pages(county, Filters(place=TOWNSHIP), 2)
    dates = [child.next_due_on or date.max for child in found]
    assert dates == sorted(dates)
    assert {child.township_code for child in found} == {TOWNSHIP}


@pytest.mark.parametrize(
    "after", ["", "x", "_", "2026-11-06_x", f"nonsense_{_NOBODY}", f"9999_{_NOBODY}"]
)
def test_a_broken_key_is_no_fault(
    supervisor: Viewer, county: Viewer, children: list[Child], after: str
) -> None:
    assert queries.page_of(supervisor, Filters(), after).rows
    queries.page_of(county, Filters(), after)


def test_a_list_is_narrowed(county: Viewer, session: Db) -> None:
    poor = a_child(name="罗子涵", categories=["diff_poverty"], risk=4)
    left = a_child(categories=["left_behind_rural"])
    closed = a_child(name="唐果")
    actions.close(actor=county, child=closed, reason="adopted")
    session.flush()

    def found(**told: Any) -> set[str]:
        return {child.name for child in queries.page_of(county, Filters(**told)).rows}

    assert found() == {poor.name, left.name}
    assert found(category="diff_poverty") == found(category="difficulty") == {poor.name}
    assert found(risk=4) == {poor.name}
    assert found(status=Status.CLOSED) == {closed.name}
    assert found(place=VILLAGE) == {poor.name, left.name}
    assert found(place=OTHER_TOWNSHIP) == set()


def test_the_secret_category_narrows_nothing(county: Viewer, session: Db) -> None:
    secret = a_child(categories=["hiv_child"])
    assert queries.page_of(county, Filters(category="diff_disability")).rows == [secret]


def test_places_are_those_below_and_those_asked_for(county: Viewer, supervisor: Viewer) -> None:
    below = queries.places(county, {FAR_VILLAGE})
    assert {code for code, region in below.items() if region.parent_code == COUNTY} == {
        TOWNSHIP,
        OTHER_TOWNSHIP,
    }
    assert below[FAR_VILLAGE].name == "东坡村"
    assert {VILLAGE, NEXT_VILLAGE} <= set(queries.places(supervisor))


def test_no_list_reads_the_whole_register(
    session: Db, director: Viewer, supervisor: Viewer, county: Viewer
) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return  # the plans of small tables say nothing on PostgreSQL; bench asks with large ones
    for viewer in (director, supervisor, county):
        with statements() as sent:
            queries.page_of(viewer, Filters())
            queries.search(viewer, "陈雨桐")
        for statement in sent:
            filled = re.sub(r"\?", "'0'", statement)
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {filled}").all()
            assert not [step for step in plan if re.match(r"SCAN child\b", step.detail)], plan


# search


@pytest.mark.parametrize("typed", ["陈雨桐", "雨桐", "chenyutong", "cyt", "CYT", "yutong"])
def test_search_finds_in_reach_alone(director: Viewer, stranger: Child, typed: str) -> None:
    own, _other = a_child(), a_child(name="罗子涵")
    assert queries.search(director, typed) == [own]


@pytest.mark.parametrize("typed", ["", "c", "陈", "·", "  "])
def test_too_little_finds_nobody(director: Viewer, typed: str) -> None:
    a_child()
    assert queries.search(director, typed) == []


def test_search_finds_by_the_whole_number(director: Viewer, session: Db) -> None:
    number, wrong = an_id_number(), mistyped(an_id_number(sequence=8))
    verified = a_child(facts=numbered(number))
    doubtful = a_child(name="罗子涵", facts=numbered(wrong))
    assert queries.search(director, f" {number[:6]} {number[6:]}") == [verified]
    assert queries.search(director, wrong.lower()) == [doubtful]
    assert queries.search(director, number[:17]) == []


def test_a_number_of_another_region_is_not_found(director: Viewer, session: Db) -> None:
    number = an_id_number()
    a_child(
        facts=numbered(number),
        region_code=STRANGE_VILLAGE,
        actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY),
    )
    assert queries.search(director, number) == []


def test_closed_files_are_found_too(director: Viewer, session: Db) -> None:
    child = a_child()
    actions.close(actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason="adopted")
    assert queries.search(director, "陈雨桐") == [child]


def test_search_shows_a_limited_number(director: Viewer, session: Db) -> None:
    for _ in range(4):
        a_child()
    assert len(queries.search(director, "陈雨桐", limit=3)) == 3


# likeness


def test_files_that_may_be_the_same_child(director: Viewer, stranger: Child) -> None:
    number = an_id_number()
    same = a_child(facts=numbered(number))
    a_child(facts=replace(FACTS, birth_on=date(2015, 1, 1)))
    twin = a_child(name="陈雨欣")
    found = queries.possible_duplicates(director, "陈雨桐", FACTS.birth_on, None)
    assert found == [same]
    by_number = queries.possible_duplicates(director, twin.name, FACTS.birth_on, number)
    assert by_number == [same, twin]


def test_a_file_without_birth_date_may_be_anybody_of_the_name(director: Viewer) -> None:
    child = a_child()
    assert queries.possible_duplicates(director, "陈雨桐", None, None) == [child]


def test_what_is_asked_before_a_file_is_made(director: Viewer) -> None:
    number = an_id_number()
    child = a_child(facts=numbered(number))
    asked = queries.doubts_about(director, numbered(number, sex="1"))
    assert [(doubt.code, doubt.child_id) for doubt in asked] == [
        ("sex", None),
        ("number", child.id),
    ]
    again = queries.doubts_about(director, FACTS)
    assert [(doubt.code, doubt.child_id) for doubt in again] == [("duplicate", child.id)]
