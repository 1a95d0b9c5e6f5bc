"""From a superior's empty table to the filled one on the desk of a county's office."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from python_calamine import CalamineWorkbook

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import Installation
from tests.browser.conftest import DESKTOP
from tests.browser.pages.office import Desk
from tests.factories.accounts import a_viewer, add_regions
from tests.factories.children import a_child
from tests.factories.exchange import FIRST, a_form

#: A county of this journey's own.
_COUNTY, _VILLAGE = "990106000000", "990106001001"


@pytest.fixture
def office(served: Installation, context: BrowserContext) -> Desk:
    """The desk of a county that the other journeys do not enter, with one child on its list."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        add_regions({_COUNTY: "清泉县", f"{_COUNTY[:6]}001000": "石门镇", _VILLAGE: "水口村"})
        county = a_viewer(Role.COUNTY_CIVIL, _COUNTY)
        a_child(name="栖出表", region_code=_VILLAGE, actor=county)
        db.session.commit()
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    return Desk(page).signs_in_as(f"county_civil-{_COUNTY}")


def test_a_list_is_put_into_a_superior_s_table_and_fetched(office: Desk, tmp_path: Path) -> None:
    empty, filled = tmp_path / "空表.xlsx", tmp_path / "填好.xlsx"
    empty.write_bytes(a_form())
    page = office.opens("/exchange/").taps("添加上级表格").page
    page.get_by_label("表格名称").fill("市局登记表")
    page.get_by_label("空表文件").set_input_files(empty)
    office.taps("上传空表")
    expect(page.get_by_role("heading", level=1)).to_have_text("表格各栏填什么")
    page.get_by_label("监护人·微信号").select_option(label="实际照料人姓名")
    office.taps("保存").opens("/children/").taps("导出这份名单")
    page.get_by_text("市局登记表").click()
    office.taps("生成文件")
    expect(page.get_by_role("status")).to_contain_text("文件已生成")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载").first.click()
    fetched.value.save_as(filled)
    rows = CalamineWorkbook.from_path(filled).get_sheet_by_index(0).to_python()
    assert [rows[FIRST - 1][at] for at in (0, 1, 9)] == [1, "栖出表", "王秀英"]
    assert office.complaints == []
