"""The totals' pages: what they say, what they never say, who may see them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.clock import Month
from casework.db.base import db
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, VILLAGE
from tests.statements import statements
from tests.totals.conftest import (
    CITY,
    LARGE,
    OCTOBER,
    OTHER_CITY,
    OTHER_CITY_COUNTY,
    PROVINCE,
    SMALL_VISITS,
    THIRD_COUNTY,
    Sign,
)

Clients = Callable[..., CheckedClient]

ASKED = {"month": "2026-10"}
PAGES = ("/totals", "/totals/print", "/totals/table.xlsx", "/totals/table.csv")
LIVE = (
    "/reports/coverage",
    "/reports/coverage/print",
    "/reports/coverage.xlsx",
    "/reports/coverage.csv",
)
TOTALS = (Role.WOMENS_FED, Role.CITY_CIVIL, Role.PROVINCE_CIVIL)


def text_of(html: str) -> str:
    """Return what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace("＊ 不显示", "＊")


def get(client: CheckedClient, path: str = "/totals", **arguments: str) -> str:
    response = client.get(path, query_string={**ASKED, **arguments})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


# --- works -----------------------------------------------------------------------------------


def test_a_city_reads_what_its_counties_signed(october: None, client_for: Clients) -> None:
    said = text_of(get(client_for(Role.CITY_CIVIL)))
    for words in (
        "演示市 · 2026年10月 · 应签发 3 个县，已签发 2 个",
        "没有合计 未签发： 临江县 。",
        "青禾县 已签发 1,200 1,100 91.7% 1,500",
        "远山县 已签发 84,510 至少84,506 ＊ ＊",
        "临江县 未签发 — — — —",
        "合计 — — — —",
        "青禾县 60 90 1,000 0 200",
        "远山县 ＊ ＊ ＊ ＊ ＊",
        "各县逐月覆盖率",
        "为什么只有这些数",
    ):
        assert words in said


def test_all_that_is_shown_has_a_total(october: None, sign: Sign, client_for: Clients) -> None:
    sign(THIRD_COUNTY, LARGE)
    said = text_of(get(client_for(Role.CITY_CIVIL)))
    assert "合计 86,910 至少86,706 ＊ ＊" in said
    assert "没有合计 未签发" not in said
    assert "2026年10月 86,910 至少86,706 ＊ ＊ 2026年9月 — — — — 2025年10月 — — — —" in said


def test_a_row_with_a_small_figure_is_withheld_as_a_whole(
    october: None, sign: Sign, client_for: Clients
) -> None:
    sign(THIRD_COUNTY, SMALL_VISITS)
    page = get(client_for(Role.CITY_CIVIL))
    assert "临江县 已签发 ＊ ＊ ＊ ＊" in text_of(page)
    assert "没有合计 为保护儿童整行不显示： 临江县 。" in text_of(page)
    assert not re.search(r"77,?731|66,?613", page)


def test_a_province_has_a_group_a_city(october: None, sign: Sign, client_for: Clients) -> None:
    sign(OTHER_CITY_COUNTY, LARGE)
    page = get(client_for(Role.PROVINCE_CIVIL))
    assert "演示市 小计 — — — —" in text_of(page)
    assert "另一市 小计 1,200 1,100 91.7% 1,500 清水县 已签发 1,200" in text_of(page)
    assert f"/totals?region={OTHER_CITY}&amp;month=2026-10" in page
    city = text_of(get(client_for(Role.PROVINCE_CIVIL), region=OTHER_CITY))
    assert "青禾县" not in city
    assert "走访覆盖率 91.7%" in city


def test_a_correction_is_a_word_alone(sign: Sign, client_for: Clients) -> None:
    sign(COUNTY, LARGE, corrected_at=datetime(2026, 11, 9, tzinfo=UTC))
    said = text_of(get(client_for(Role.CITY_CIVIL)))
    assert "青禾县 已更正 1,200 1,100 91.7% 1,500" in said
    assert "11月9日" not in said


def test_a_county_federation_sees_its_one_county(october: None, client_for: Clients) -> None:
    page = get(client_for(Role.WOMENS_FED))
    assert "青禾县 已签发 1,200 1,100 91.7% 1,500" in text_of(page)
    assert "远山县" not in page
    assert "合计" not in text_of(page).partition("口径")[0].replace("相加不等于合计", "")


def test_last_month_is_shown_unasked(october: None, client_for: Clients) -> None:
    page = client_for(Role.CITY_CIVIL).get("/totals").get_data(as_text=True)
    assert "演示市 · 2026年10月" in text_of(page)
    assert 'rel="next"' in page
    assert 'rel="next"' not in get(client_for(Role.PROVINCE_CIVIL), month="2026-11")


def test_the_heat_table_has_words_where_it_has_no_number(
    october: None, sign: Sign, client_for: Clients
) -> None:
    sign(COUNTY, {"": {"in_care": 100, "visited": 30, "visits": 30}}, Month(2026, 9))
    page = get(client_for(Role.CITY_CIVIL))
    heat = page.partition('class="region-table heat"')[2]
    assert "青禾县 " + "未签发 " * 10 + "30 92" in text_of(heat)
    assert "远山县 " + "未签发 " * 11 + "＊" in text_of(heat)
    assert heat.count('class="number shade-4"') == 1
    assert heat.count('class="number shade-1"') == 1


def test_paper_says_the_same(october: None, client_for: Clients) -> None:
    said = text_of(get(client_for(Role.CITY_CIVIL), "/totals/print"))
    assert "远山县 已签发 84,510 至少84,506 ＊ ＊" in said
    assert "单位（盖章）" in said


def test_a_workbook_holds_the_same_and_what_it_means(october: None, client_for: Clients) -> None:
    answer = client_for(Role.CITY_CIVIL).get("/totals/table.xlsx", query_string=ASKED)
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["汇总", "类别", "口径说明"]
    rows = [list(row)[1:] for row in book["汇总"].iter_rows(min_row=3, values_only=True)]
    assert rows == [
        ["地区", "状态", "在册儿童", "已走访", "走访覆盖率", "走访人次"],
        ["青禾县", "已签发", 1200, 1100, 0.9167, 1500],
        ["远山县", "已签发", 84510, "至少84506", "＊", "＊"],
        ["临江县", *["未签发"] * 5],
        ["合计", "", *["—"] * 4],
    ]
    categories = [list(row) for row in book["类别"].iter_rows(min_row=3, values_only=True)]
    assert ["远山县", *["＊"] * 5] in categories
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


def test_a_text_table_holds_the_same(october: None, client_for: Clients) -> None:
    answer = client_for(Role.CITY_CIVIL).get("/totals/table.csv", query_string=ASKED)
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[1] == f'"{COUNTY}","青禾县","已签发",1200,1100,0.9167,1500'
    assert lines[2] == f'"{STRANGE_COUNTY}","远山县","已签发",84510,"至少84506","＊","＊"'


def test_every_look_is_in_the_trail(october: None, client_for: Clients) -> None:
    city = client_for(Role.CITY_CIVIL)
    for path in PAGES:
        city.get(path, query_string=ASKED)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(4)).all()
    expected = ["report:export", "report:export", "report:read", "report:read"]
    assert [entry.tag for entry in entries] == expected
    assert {(entry.region_code, entry.facts["month"]) for entry in entries} == {(CITY, "2026-10")}


def test_more_counties_and_months_cost_no_more_statements(
    october: None, sign: Sign, client_for: Clients
) -> None:
    client = client_for(Role.PROVINCE_CIVIL)
    get(client)
    few = _statements(client)
    for back in range(1, 12):
        for county in (COUNTY, STRANGE_COUNTY, THIRD_COUNTY, OTHER_CITY_COUNTY):
            sign(county, LARGE, OCTOBER.plus(-back))
    db.session.commit()
    assert _statements(client) == few


def _statements(client: CheckedClient) -> int:
    with statements() as sent:
        get(client)
    return len(sent)


# --- where the live report was ---------------------------------------------------------------


@pytest.mark.parametrize("role", TOTALS)
def test_the_live_report_leads_to_the_totals(
    october: None, client_for: Clients, role: Role
) -> None:
    client = client_for(role)
    for old, new in zip(LIVE, PAGES, strict=True):
        asked = {**ASKED, "region": COUNTY, "_external": "1", "_scheme": "x", "endpoint": "y"}
        answer = client.get(old, query_string=asked)
        leads_to = f"{new}?month=2026-10&region={COUNTY}"
        assert (answer.status_code, answer.location) == (302, leads_to)


# --- who may not -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in TOTALS])
def test_no_totals_without_the_permission(october: None, client_for: Clients, role: Role) -> None:
    client = client_for(role)
    assert {client.get(path, query_string=ASKED).status_code for path in PAGES} == {403}


@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.WOMENS_FED, CITY),
        (Role.WOMENS_FED, STRANGE_COUNTY),
        (Role.CITY_CIVIL, PROVINCE),
        (Role.CITY_CIVIL, OTHER_CITY),
        (Role.CITY_CIVIL, TOWNSHIP),
        (Role.PROVINCE_CIVIL, VILLAGE),
        (Role.PROVINCE_CIVIL, "980000000000"),
        (Role.PROVINCE_CIVIL, "9x"),
    ],
)
def test_another_region_and_a_small_one_do_not_exist(
    october: None, client_for: Clients, role: Role, region: str
) -> None:
    client, asked = client_for(role), {**ASKED, "region": region}
    assert {client.get(path, query_string=asked).status_code for path in PAGES} == {404}


@pytest.mark.parametrize(
    ("month", "why"),
    [
        ("2026-13", "月份看不懂，请写成 2026-10"),
        ("2026-12", "没有2026年12月的月报，请选2000年1月到2026年11月之间的月份"),
        ("1999-12", "没有1999年12月的月报"),
    ],
)
def test_an_impossible_month_is_refused_in_words(
    october: None, client_for: Clients, month: str, why: str
) -> None:
    client = client_for(Role.CITY_CIVIL)
    for path in PAGES:
        answer = client.get(path, query_string={"month": month})
        assert answer.status_code == 422
        assert why in answer.get_data(as_text=True)


def test_no_figure_of_the_signed_rows_is_said_that_is_not_shown(
    october: None, sign: Sign, client_for: Clients
) -> None:
    """What is withheld stands nowhere in what is handed out, not even out of sight."""
    sign(THIRD_COUNTY, SMALL_VISITS)
    secret = (84507, 90121, 84503, 77731, 66613)
    for role in TOTALS[1:]:
        for path in ("/totals", "/totals/print", "/totals/table.csv"):
            said = get(client_for(role), path)
            assert not re.search("|".join(rf"{n}|{n:,}" for n in secret), said), path
