"""The report's pages: what they say, who may see them, what they refuse."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, Seen
from casework.counting.rules import Measure
from casework.db.base import db
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
)
from tests.factories.counting import a_life, settle
from tests.reports.conftest import October

Clients = Callable[..., CheckedClient]

OCTOBER = {"region": COUNTY, "month": "2026-10"}
FILES = ("/reports/coverage.xlsx", "/reports/coverage.csv")
PAGES = ("/reports/coverage", "/reports/coverage/print", *FILES)
LIST = "/reports/coverage/list"


def text_of(html: str) -> str:
    """Return what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def get(client: CheckedClient, path: str, **arguments: str) -> str:
    response = client.get(path, query_string={**OCTOBER, **arguments})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


# --- works -----------------------------------------------------------------------------------


def test_a_county_reads_its_month(october: October, client_for: Clients) -> None:
    said = text_of(get(client_for(Role.COUNTY_CIVIL), "/reports/coverage"))
    for words in (
        "在册儿童 6 新增 1 · 退出 1",
        "已走访 2 走访覆盖率 33.3%",
        "本月应访 5 首次走访 1",
        "到期未访 3",
        "石桥镇 6 2 33.3% 4 3 4 5 3 1 1 0",
        "白塔乡 0 0 — 0 0 1 0 0 0 0 1",
        "合计 6 2 33.3% 4 3 5 5 3 1 1 1",
        "入户 3 到校 0 电话 2 视频 0 其他 0 合计 5",
        "住校 1 只有电话、视频 1 已迁出，原因不在本地区 1 未安排 1 合计 4",
        "孤儿 1 0 0.0% 社会散居孤儿 1 0 0.0% 农村留守儿童 5 2 40.0% 合计（每人一次） 6 2 33.3%",
    ):
        assert words in said


def test_pictures_stand_beside_their_tables(october: October, client_for: Clients) -> None:
    page = get(client_for(Role.COUNTY_CIVIL), "/reports/coverage")
    for words in ("高风险 0 中高风险 0 中低风险 6 低风险 0", "石桥镇 — — 0 0 0 0 0 80 0 0 0 33"):
        assert words in text_of(page)
    assert 'aria-label="在册儿童的风险等级"' in page
    assert 'aria-label="各类别在册儿童"' in page
    assert "高风险 0" in text_of(get(client_for(Role.COUNTY_CIVIL), "/reports/coverage/print"))


def test_a_village_is_its_own_report(october: October, client_for: Clients) -> None:
    page = get(client_for(Role.CHILD_DIRECTOR), "/reports/coverage", region=VILLAGE)
    assert "在册儿童 5 新增 1" in text_of(page)
    assert "各地区明细" not in page
    assert "导出 Excel" not in page


def test_the_own_region_and_this_month_are_shown_unasked(
    october: October, client_for: Clients
) -> None:
    page = client_for(Role.CHILD_SUPERVISOR).get("/reports/coverage").get_data(as_text=True)
    assert "石桥镇 · 2026年11月 · 截至11月1日" in text_of(page)
    assert 'rel="next"' not in page


def test_paper_says_the_same(october: October, client_for: Clients) -> None:
    said = text_of(get(client_for(Role.COUNTY_CIVIL), "/reports/coverage/print"))
    assert "在册儿童6人，已走访2人，走访覆盖率33.3%；走访5人次" in said.replace(" ", "")
    assert "合计 6 2 33.3% 4 3 5 5 3 1 1 1" in said
    assert "单位（盖章）" in said


def test_a_workbook_holds_the_figures_and_what_they_mean(
    october: October, client_for: Clients
) -> None:
    response = client_for(Role.COUNTY_CIVIL).get("/reports/coverage.xlsx", query_string=OCTOBER)
    book = openpyxl.load_workbook(BytesIO(response.data))
    assert book.sheetnames == ["月报", "类别", "口径说明"]
    heading, *rows = [list(row) for row in book["月报"].iter_rows(min_row=3, values_only=True)]
    total = dict(zip(heading, rows[-1], strict=True))
    assert [row[1] for row in rows] == ["石桥镇", "白塔乡", "合计"]
    assert (
        total
        | {
            "在册儿童": 6,
            "已走访": 2,
            "走访覆盖率": 0.3333,
            "走访人次": 5,
            "入户": 3,
            "电话": 2,
            "到期未访": 3,
        }
        == total
    )
    assert "走访覆盖率" in [row[0].value for row in book["口径说明"].iter_rows()]
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]


def test_a_text_table_opens_in_a_spreadsheet(october: October, client_for: Clients) -> None:
    response = client_for(Role.COUNTY_CIVIL).get("/reports/coverage.csv", query_string=OCTOBER)
    lines = response.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"地区代码","地区","在册儿童","已走访","走访覆盖率"')
    assert lines[-1].startswith(f'"{COUNTY}","合计",6,2,0.3333,3,5,3,0,2')


# --- a number is a list ----------------------------------------------------------------------


def test_every_figure_opens_a_list_of_exactly_that_many(
    october: October, client_for: Clients
) -> None:
    county, other = client_for(Role.COUNTY_CIVIL), client_for(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    found = figures_with_links(get(county, "/reports/coverage"))
    found |= figures_with_links(get(county, "/reports/coverage", region=TOWNSHIP))
    assert len(found) > 40
    for address, number in found.items():
        assert len(lines_of(county.get(address).get_data(as_text=True))) == number, address
        if TOWNSHIP in address or COUNTY in address:
            assert other.get(address).status_code == 404, address


def figures_with_links(page: str) -> dict[str, int]:
    """Return the number shown by the address of its list."""
    pattern = r'<a[^>]*href="(/reports/coverage/list[^"]*)"[^>]*>([\d,]+)</a>'
    return {unescape(url): int(n.replace(",", "")) for url, n in re.findall(pattern, page)}


def lines_of(page: str) -> list[str]:
    """Return what the lines of a list say."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [text_of(row) for row in body.split("</tr>")[:-1]]


def test_a_list_names_those_the_viewer_may_open(october: October, client_for: Clients) -> None:
    page = get(client_for(Role.CHILD_SUPERVISOR), LIST, region=TOWNSHIP, measure="unvisited")
    gone = october.children["安五"]
    assert "石桥镇 · 2026年10月 · 共 4 人" in text_of(page)
    assert sorted(lines_of(page)) == sorted(
        [
            "安二 柳树村 — 10月8日 电话 只有电话、视频",
            "安三 柳树村 — — 住校",
            "安四 柳树村 — — 未安排",
            f"档案号 {gone.case_number} 现不在您的辖区，不显示姓名 柳树村 — — —",
        ]
    )
    assert "安五" not in page


def test_a_long_list_is_leafed_through(october: October, client_for: Clients) -> None:
    settle([a_life(NEXT_VILLAGE) for _ in range(100)], october.author_id)
    county = client_for(Role.COUNTY_CIVIL)
    address: str | None = f"{LIST}?region={COUNTY}&month=2026-10&measure=in_care"
    lengths = []
    while address:
        page = county.get(address).get_data(as_text=True)
        assert "共 106 人" in text_of(page)
        lengths.append(len(lines_of(page)))
        following = re.search(r'href="([^"]*)" rel="next"', page)
        address = unescape(following[1]) if following else None
    assert lengths == [50, 50, 6]


def test_a_list_of_visits_has_a_line_a_visit(october: October, client_for: Clients) -> None:
    page = get(client_for(Role.COUNTY_CIVIL), LIST, measure="visits", part="phone")
    assert lines_of(page) == [
        "安二 石桥镇柳树村 — 10月8日 电话",
        "安六 石桥镇河湾村 — 10月8日 电话",
    ]
    assert "共 2 人次" in text_of(page)


def test_who_was_shown_is_written_down(october: October, client_for: Clients) -> None:
    get(client_for(Role.CHILD_SUPERVISOR), LIST, region=TOWNSHIP, measure="unvisited")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.tag, entry.facts["measure"]) == ("report:read", "unvisited")
    seen = set(db.session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)))
    assert seen == {october.children[name].id for name in ("安二", "安三", "安四")}


def test_reading_and_taking_along_are_written_down(october: October, client_for: Clients) -> None:
    county = client_for(Role.COUNTY_CIVIL)
    for path in PAGES:
        county.get(path, query_string=OCTOBER)
    tags = db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id.desc()).limit(4)).all()
    assert tags == ["report:export", "report:export", "report:read", "report:read"]


# --- who may not -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.AUDITOR, Role.SYS_ADMIN])
def test_no_report_without_the_permission(
    october: October, client_for: Clients, path: str, role: Role
) -> None:
    assert client_for(role).get(path, query_string=OCTOBER).status_code == 403


@pytest.mark.parametrize("path", FILES)
def test_a_village_takes_no_files_along(october: October, client_for: Clients, path: str) -> None:
    answer = client_for(Role.CHILD_DIRECTOR).get(path, query_string={**OCTOBER, "region": VILLAGE})
    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.WOMENS_FED, Role.CITY_CIVIL, Role.VOLUNTEER])
def test_no_list_without_the_permission(october: October, client_for: Clients, role: Role) -> None:
    asked = {**OCTOBER, "measure": "in_care"}
    assert client_for(role).get(LIST, query_string=asked).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, LIST])
@pytest.mark.parametrize("region", [COUNTY, OTHER_TOWNSHIP, STRANGE_COUNTY, "990909000000", "9x"])
def test_another_region_does_not_exist(
    october: October, client_for: Clients, path: str, region: str
) -> None:
    asked = {**OCTOBER, "region": region, "measure": "in_care"}
    assert client_for(Role.CHILD_SUPERVISOR).get(path, query_string=asked).status_code == 404


# --- what cannot be asked --------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, LIST])
@pytest.mark.parametrize(
    ("month", "why"),
    [
        ("2026-13", "月份看不懂，请写成 2026-10 或 2026年10月"),
        ("last", "月份看不懂"),
        ("2026-12", "没有2026年12月的月报，请选2000年1月到2026年11月之间的月份"),
        ("1999-12", "没有1999年12月的月报"),
    ],
)
def test_an_impossible_month_is_refused_in_words(
    october: October, client_for: Clients, path: str, month: str, why: str
) -> None:
    asked = {**OCTOBER, "month": month, "measure": "in_care"}
    answer = client_for(Role.COUNTY_CIVIL).get(path, query_string=asked)
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)


def test_a_month_may_be_written_as_people_do(october: October, client_for: Clients) -> None:
    page = get(client_for(Role.COUNTY_CIVIL), "/reports/coverage", month="２０２６年１０月")
    assert "青禾县 · 2026年10月" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"measure": "happy"}, 404),
        ({}, 404),
        ({"measure": "in_care", "part": "phone"}, 422),
        ({"measure": "entered", "part": "orphan"}, 422),
        ({"measure": "in_care", "after": "yesterday"}, 422),
    ],
)
def test_a_list_of_nothing_known_is_refused(
    october: October, client_for: Clients, asked: dict[str, str], status: int
) -> None:
    answer = client_for(Role.COUNTY_CIVIL).get(LIST, query_string={**OCTOBER, **asked})
    assert answer.status_code == status


@pytest.mark.parametrize("measure", list(Measure))
def test_a_list_of_nobody_says_so(client_for: Clients, october: October, measure: Measure) -> None:
    page = get(client_for(Role.COUNTY_CIVIL), LIST, measure=measure.value, month="2020-01")
    assert "这个数是 0" in page
