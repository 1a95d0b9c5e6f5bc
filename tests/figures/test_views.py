"""Figures by place and time: each opens to its rows, within reach, and names whom one may see."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from casework.accounts.permissions import Role
from casework.figures import asking, registry
from casework.figures.registry import Asked, number
from casework.protection import actions as protection
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.agreements import a_left_behind_child, an_agreement
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.factories.visits import a_visit
from tests.protection.cases import TOLD, Db
from tests.transfers.moving import receiver, sent, taken

SignIn = Callable[..., CheckedClient]
TIME = "from=2026-10-01&to=2026-11-30"
FIRST, UNTIL = date(2026, 10, 1), date(2026, 12, 1)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def shown(page: str) -> int:
    [found] = re.findall(r'class="figure-number"><b>([\d,]+)</b>', page)
    return int(found.replace(",", ""))


def a_county_at_work() -> None:
    """Two children visited three times, one agreement, one child placed."""
    child = a_left_behind_child()
    a_visit(child)
    a_visit(child, visited_on="2026-10-20")
    a_visit(child, visited_on="2026-09-20")
    a_visit(child, outcome="not_met")
    far = a_child(name="陈小禾", region_code=FAR_VILLAGE)
    a_visit(far, actor=a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE))
    an_agreement(child)
    protection.begin(actor=a_viewer(Role.COUNTY_CIVIL), child=far, told=TOLD)


def test_each_number_is_its_list_and_is_counted_alike_by_the_database(
    client_for: SignIn, session: Db
) -> None:
    a_county_at_work()
    session.commit()
    expected = {
        "ind_children_visited": 2,
        "ind_visit_times": 3,
        "ind_agreements_signed": 1,
        "ind_unattended_placed": 1,
        "ind_psych": 0,
    }
    viewer, client = a_viewer(Role.COUNTY_CIVIL), client_for(Role.COUNTY_CIVIL)
    asked = Asked(viewer, COUNTY, FIRST, UNTIL)
    for code, n in expected.items():
        figure = registry.get(viewer, code)
        assert number(figure, figure.entries(asked)) == registry.quick(figure, asked) == n, code
        page = text(client.get(f"/figures/{code}?region={COUNTY}&{TIME}"))
        assert (shown(page), page.count('<th scope="row">')) == (n, n), code
    for group in registry.groups(viewer):
        assert client.get(f"/figures/?group={group}&{TIME}").status_code == 200
    rows = text(client.get(f"/figures/ind_children_visited?{TIME}"))
    assert "共2次" in rows
    assert "陈小禾" in rows


def test_a_place_or_a_figure_out_of_reach_is_not_there(client_for: SignIn, session: Db) -> None:
    a_county_at_work()
    session.commit()
    client = client_for(Role.CHILD_DIRECTOR)
    code = "/figures/ind_children_visited"
    for region in (NEXT_VILLAGE, TOWNSHIP, STRANGE_COUNTY, "x", "９" * 12):
        assert client.get(f"{code}?region={region}").status_code == 404, region
        assert client.get(f"/figures/?region={region}").status_code == 404, region
    assert client.get("/figures/ind_nothing").status_code == 404
    assert shown(text(client.get(f"{code}?{TIME}"))) == 1
    office = client_for(Role.WOMENS_FED)
    assert office.get(code).status_code == 404
    assert office.get("/figures/").status_code == 200


def test_above_a_county_there_are_no_live_figures(client_for: SignIn, session: Db) -> None:
    client = client_for(Role.WOMENS_FED, "990100000000")
    assert "看汇总月报" in text(client.get("/figures/"))
    assert client.get("/figures/ind_children_visited").status_code == 404
    assert client_for(Role.CITY_CIVIL).get("/figures/").status_code == 403


def test_a_child_who_left_is_counted_where_it_was_and_not_named(
    app: Flask, client_for: SignIn, session: Db
) -> None:
    child = a_child()
    a_visit(child, visited_on="2026-10-20")
    child_id = child.id
    session.commit()
    taken(app, sent(app, child_id, actor=a_viewer(Role.COUNTY_CIVIL)), actor=receiver())
    page = text(client_for(Role.COUNTY_CIVIL).get(f"/figures/ind_visit_times?{TIME}"))
    assert shown(page) == 1
    assert "不在您的辖区" in page
    assert "陈雨桐" not in page
    there = receiver()
    with acting(app, there):
        figure = registry.get(there, "ind_visit_times")
        assert registry.quick(figure, Asked(there, STRANGE_COUNTY, FIRST, UNTIL)) == 0


def test_definitions_say_of_every_figure_what_it_counts_and_for_whom(
    client_for: SignIn, session: Db
) -> None:
    page = text(client_for(Role.CHILD_DIRECTOR).get("/figures/definitions"))
    for figure in registry.every():
        assert figure.meaning.endswith("。")
        assert figure.meaning in page
        assert f'id="{figure.code}"' in page


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [
        ({}, date(2026, 11, 1), date(2026, 11, 30)),
        ({"from": "2026-10-05"}, date(2026, 10, 5), date(2026, 11, 30)),
        ({"from": "2026-12-05"}, date(2026, 12, 5), date(2026, 12, 5)),
        ({"from": "2026-10-05", "to": "2026-10-01"}, date(2026, 10, 1), date(2026, 10, 5)),
        ({"from": "x", "to": "2026-13-01"}, date(2026, 11, 1), date(2026, 11, 30)),
        ({"to": "9999-12-31"}, date(2026, 11, 1), date(9999, 12, 30)),
    ],
)
def test_a_time_is_read_leniently(
    session: Db, today: date, address: dict[str, str], first: date, last: date
) -> None:
    asked = asking.asked(a_viewer(), address, today)
    assert (asked.first_on, asked.last_on) == (first, last)
    assert asked.until_on == last + timedelta(days=1)
    assert asked.region_code == VILLAGE


def test_the_times_offered_hold_today(today: date) -> None:
    assert [(each.first_on, each.last_on) for each in asking.periods(today)] == [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ]
