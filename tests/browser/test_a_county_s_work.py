"""From a ledger to the list behind a figure: a county's office at its desk."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.regions import actions as regions
from casework.regions.lists import read_list
from tests.applications import TODAY, Installation
from tests.browser.conftest import DESKTOP
from tests.browser.pages.office import Desk
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice

COUNTY, MONTH = "320722000000", "2026-11"
TOWNSHIP, TOWNSHIP_NAME, OTHER_TOWNSHIP = "320722107000", "温泉镇", "320722108000"
#: How many children the county's ledger holds, and how many of them the township.
WHOLE, PART = 373, 196


@pytest.fixture(scope="module")
def county(served: Installation) -> Installation:
    """The real tree of a county, its office and two townships."""
    data = Path(__file__).parents[1] / "data"
    lines = (data / "regions" / "320722.csv").read_text(encoding="utf-8-sig").splitlines()
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        listed = read_list(lines)
        regions.load(listed, valid_from=regions.first_day(listed, TODAY))
        load_practice()
        a_viewer(Role.COUNTY_CIVIL, COUNTY)
        a_viewer(Role.CHILD_SUPERVISOR, TOWNSHIP)
        a_viewer(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
        db.session.commit()
    return served


@pytest.fixture
def ledger(shared_data: Path) -> Path:
    return shared_data / "rosters" / "county-ledger.xlsx"


def _desk(context: BrowserContext, role: Role, region: str) -> Desk:
    context.clear_cookies()
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    return Desk(page).signs_in_as(f"{role.value}-{region}")


def test_a_ledger_becomes_lists_and_figures(
    context: BrowserContext, county: Installation, ledger: Path
) -> None:
    desk = _desk(context, Role.COUNTY_CIVIL, COUNTY)
    desk.hands_in(ledger)
    assert (desk.figure("新增"), desk.figure("不能导入")) == (WHOLE, 0)
    desk.imports()
    assert desk.figure("已导入") == WHOLE

    desk.hands_in(ledger)
    assert (desk.figure("没有变化"), desk.figure("新增")) == (WHOLE, 0)
    expect(desk.page.get_by_role("button", name="导入这")).to_have_count(0)

    desk.opens(f"/township?code={TOWNSHIP}")
    expect(desk.page.locator(".subtitle")).to_contain_text(f"{PART} 名儿童")
    assert desk.page.locator("main tbody tr").count() == PART

    desk.report_of(COUNTY, MONTH)
    assert desk.total_of("in_care").inner_text() == str(WHOLE)
    desk.drills_down_to(TOWNSHIP_NAME)
    assert desk.total_of("in_care").inner_text() == str(PART)
    listed = desk.opens_the_list_behind("in_care").page.url
    assert desk.lines() == PART
    _is_for_this_township_only(context, listed)


def _is_for_this_township_only(context: BrowserContext, listed: str) -> None:
    """The township opens what the county opened; its neighbour learns that there is nothing."""
    for region, status in ((TOWNSHIP, 200), (OTHER_TOWNSHIP, 404)):
        desk = _desk(context, Role.CHILD_SUPERVISOR, region)
        for path in (listed, f"/reports/coverage?region={TOWNSHIP}&month={MONTH}"):
            answer = desk.page.request.get(path)
            assert answer.status == status, (region, path)
