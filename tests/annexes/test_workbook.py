"""The workbooks are the forms of the notice, cell by cell: headings, breaks, merges, rows, note."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session, scoped_session

from casework.annexes import actions, contacts, layout, sheets, workbook
from casework.annexes.contacts import BLANK, Contact, note_of
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from tests.factories.accounts import COUNTY, VILLAGE
from tests.factories.annexes import CODE, an_act, asked_of, book_of, fed, money, packs
from tests.factories.children import load_practice
from tests.office import cells, converted, needs_office

Db = scoped_session[Session]
FORMS = json.loads((Path(__file__).parents[1] / "data" / "annex_forms.json").read_text())
#: As the notice has it, with the names left out.
CONTACT = Contact("〔姓名〕", "〔电话〕", "〔邮箱〕")


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "contact_for", lambda *_asked: CONTACT)


def made(session: object) -> openpyxl.Workbook:
    """Return both forms of a county that has held nothing yet."""
    book = book_of(fed())
    content = workbook.workbook([workbook.of_sheet(each) for each in book.sheets])
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(page: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in page[row]]


def test_annex_1_is_the_form(session: Db, contact: None) -> None:
    page, form = made(session)["附件1"], FORMS["annex1"]
    assert page["A1"].value == form["mark"]
    assert page["A2"].value == form["title"]
    assert page["A3"].value == form["line"] + "青禾县"
    for heading, where in form["groups"]:
        assert page[where.split(":")[0]].value == heading
    assert texts(page, 5) == form["columns"]
    assert len(form["columns"]) == page.max_column == 21
    assert texts(page, 6) == [0] * 21
    assert page["A7"].value == form["note"]
    assert page.max_row == 7
    assert {str(each) for each in page.merged_cells.ranges} == set(form["merges"])
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert all(page.column_dimensions[c].width for c in ("A", "P", "U"))
    assert all(page.row_dimensions[n].height for n in range(2, 8))
    assert all(page.cell(5, n).alignment.wrap_text for n in range(1, 22))


def test_annex_2_is_the_form_with_seven_rows_at_least(session: Db, contact: None) -> None:
    page, form = made(session)["附件2"], FORMS["annex2"]
    assert page["A1"].value == form["mark"]
    assert page["A2"].value == form["title"]
    assert page["A3"].value == form["line"] + "青禾县"
    assert texts(page, 4) == form["columns"]
    first, last = 5, 4 + form["blank_rows"]
    for row in range(first, last + 1):
        assert texts(page, row) == [None] * 7
        assert page.cell(row, 1).border.left.style == "thin"
        assert page.row_dimensions[row].height
    assert page.cell(last + 1, 1).value == form["note"]
    assert page.max_row == last + 1
    assert {str(each) for each in page.merged_cells.ranges} == set(form["merges"])
    assert page.page_setup.orientation == "portrait"


def test_rows_say_what_was_held_and_given(session: Db) -> None:
    office = fed()
    an_act(
        office,
        COUNTY,
        title="送法进村",
        gifts=[money("2000.00", counted=10), packs("128.50", counted=4)],
    )
    an_act(office, COUNTY, on=date(2021, 1, 30), until_on=date(2021, 2, 2), children_counted=12)
    content = workbook.workbook([workbook.of_sheet(book_of(office).sheet("annex2"))])
    page = openpyxl.load_workbook(io.BytesIO(content))["附件2"]
    assert texts(page, 5) == [1, "送法进村", "青禾县妇联", "1月20日", "资金", 2000, 10]
    assert texts(page, 6) == [2, "送法进村", "青禾县妇联", "1月20日", "物资", 128.5, 4]
    assert texts(page, 7)[3:] == ["1月30日—2月2日", None, None, 12]
    assert (page["F5"].number_format, page["F6"].number_format) == ("0", "0.00")
    assert page.max_row == 12  # seven rows and the note: no total


def test_no_formula_no_link_and_the_reasons_on_a_sheet_of_their_own(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, title="=1+1", organiser="http://example.org", helpers={"judge": 2})
    actions.override(
        asked=asked_of(office),
        cell="judge",
        number=Decimal(5),
        reason="=有三名没有登记",
        form_id=uuid4(),
    )
    book = book_of(office)
    content = workbook.workbook([workbook.of_sheet(each) for each in book.sheets])
    read = openpyxl.load_workbook(io.BytesIO(content))
    assert read.sheetnames == ["附件1", "附件2", "说明"]
    for page in read.worksheets:
        for row in page.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert read["附件2"]["B5"].value == "=1+1"
    assert (read["附件1"]["E6"].value, read["附件1"]["K6"].value) == (5, 5)
    said = [cell.value for cell in read["说明"][2]]
    assert said == ["附件1", "法官", 2, 5, "=有三名没有登记"]
    on_form = [cell.value for row in read["附件1"].iter_rows() for cell in row]
    assert not any("没有登记" in str(each) for each in on_form)


def test_a_note_leaves_a_place_for_what_nobody_has_said(session: Db) -> None:
    load_practice()
    campaign: Campaign = practice.campaign(CODE, COUNTY)
    open_ended = replace(campaign, deadline_on=None)
    words = "{deadline}/{contact}/{phone}/{email}/{else}/{contact.x}"
    assert note_of(words, campaign, CONTACT) == (
        "2021年2月26日/〔姓名〕/〔电话〕/〔邮箱〕/{else}/{contact.x}"
    )
    said = note_of(words, open_ended, Contact(phone="1"))
    assert said == f"{BLANK}/{BLANK}/1/{BLANK}/{{else}}/{{contact.x}}"
    assert contacts.contact_for(CODE, COUNTY) == Contact()


@needs_office
def test_an_office_opens_both_and_shows_the_headings(
    session: Db, contact: None, tmp_path: Path
) -> None:
    office = fed()
    an_act(office, COUNTY, places=[VILLAGE], helpers={"judge": 2}, sessions=3)
    for sheet in book_of(office).sheets:
        path = tmp_path / f"{sheet.code}.xlsx"
        path.write_bytes(workbook.workbook([workbook.of_sheet(sheet)]))
        shown = cells(path)
        form = FORMS[sheet.code]
        assert shown[1][0] == form["title"]
        headings = shown[4] if sheet.code == "annex1" else shown[3]
        assert headings == form["columns"]
        assert converted(path, "pdf").stat().st_size > 1000
    assert FORMS["annex2"]["blank_rows"] == layout.ROWS_OF_ANNEX_2
