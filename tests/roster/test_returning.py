"""Rows that cannot be imported, or are doubted, come back in the ledger's own layout."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from flask_sqlalchemy.session import Session
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.roster import actions, returning
from casework.roster.ledger import read_ledger
from casework.roster.models import Upload
from casework.sheets.headers import RETURN_REASON
from casework.sheets.reading import read_workbook
from tests.client import CheckedClient
from tests.data.ledgers.make import LEDGERS, NUMBER, xlsx
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, VILLAGE

TODAY = date(2026, 11, 1)
ClientFor = Callable[..., CheckedClient]
Rows = scoped_session[Session]

HEADER = [
    ["青禾县儿童台账", None, None, None, None, None],
    ["填报日期：2026年10月20日", None, None, None, None, None],
    ["村（社区）", "儿童信息", None, None, None, "备注"],
    [None, "姓名", "身份证号", "出生日期", "类别", None],
]
MERGES = ["A1:F1", "A2:F2", "A3:A4", "B3:E3", "F3:F4", "A5:A7"]
CONTENT = xlsx(
    [
        *HEADER,
        ["柳树村", "陈雨桐", NUMBER, date(2016, 3, 15), "孤儿", "=1+1"],
        [None, None, None, "5/1/2016", "孤儿", "@SUM(1)"],
        [None, "李晓", float(f"{NUMBER[:15]}000"), date(2016, 3, 15), "外星儿童", None],
        ["河湾村", "王一", None, date(2015, 1, 2), "外星儿童", 1800],
    ],
    MERGES,
)
FINDINGS = [
    {"sheet": "台账", "row": 6, "why": "没有姓名", "kind": "refused"},
    {"sheet": "台账", "row": 7, "why": "Excel 已把身份证号末位变成0", "kind": "refused"},
    {"sheet": "台账", "row": 8, "why": "类别没有认出", "kind": "doubtful"},
    {"sheet": "台账", "row": 8, "why": "=HYPERLINK(1)", "kind": "doubtful"},
]


def an_upload(
    by: Viewer,
    content: bytes = CONTENT,
    findings: list[dict[str, Any]] | None = None,
    name: str = "台账.xlsx",
) -> Upload:
    kept = actions.keep_upload(actor=by, region_code=COUNTY, filename=name, content=content)
    kept.findings = FINDINGS if findings is None else findings
    return kept


def given_back(by: Viewer, upload: Upload) -> bytes:
    content = returning.give_back(actor=by, upload=upload)
    assert content is not None
    return content


def opened(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_the_layout_is_the_ledgers_own_with_reasons_at_the_right(
    county: Viewer, session: Rows
) -> None:
    sheet = opened(given_back(county, an_upload(county)))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=7)]
    assert sheet.title == "台账"
    assert rows[:3] == [[*row, None] for row in HEADER[:3]]
    assert rows[3] == [*HEADER[3], RETURN_REASON]
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {
        "A1:F1", "A2:F2", "A3:A4", "B3:E3", "F3:F4",
    }  # fmt: skip
    assert rows[4][:2] == ["柳树村", None]
    assert rows[5][:2] == ["柳树村", "李晓"]
    assert [row[6] for row in rows[4:]] == [
        "不能导入：没有姓名",
        "不能导入：Excel 已把身份证号末位变成0",
        "待核对：类别没有认出；待核对：=HYPERLINK(1)",
    ]
    assert len(rows) == 7
    assert rows[6][3:6] == [datetime.combine(date(2015, 1, 2), time.min), "外星儿童", 1800]


def test_no_cell_is_a_formula_and_what_is_typed_stays_text(county: Viewer, session: Rows) -> None:
    sheet = opened(given_back(county, an_upload(county)))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sheet["F5"].value == "@SUM(1)"
    assert sheet["F5"].quotePrefix
    assert (sheet["C5"].value, sheet["C5"].number_format) == (None, "@")
    assert sheet["C6"].value == "9.90101201603150E+17"


def test_it_is_read_as_it_is_and_when_mended_its_rows_come_in(
    county: Viewer, session: Rows
) -> None:
    content = given_back(county, an_upload(county))
    found = read_ledger(content, "退回的行.xlsx", COUNTY, today=TODAY)
    assert found.reading.entered_on == date(2026, 10, 20)
    assert [refusal.place.row for refusal in found.refusals] == [5, 6]
    assert [line.facts.name for line in found.lines] == ["王一"]
    assert all(RETURN_REASON not in key for line in found.lines for key in line.cells)

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    sheet["B5"], sheet["D5"], sheet["C6"], sheet["E6"], sheet["E7"] = (
        "赵二", "2016-01-05", "暂无", "孤儿", "孤儿",
    )  # fmt: skip
    mended = io.BytesIO()
    book.save(mended)
    outcome = actions.import_roster(
        actor=county, region_code=COUNTY, filename="退回的行.xlsx", content=mended.getvalue()
    )
    assert sorted(line.facts.name for line in outcome.plan.new) == ["李晓", "王一", "赵二"]
    assert not outcome.plan.refused
    assert not outcome.plan.doubtful
    assert outcome.plan.new[0].region_code == VILLAGE


def test_rows_that_come_back_again_have_one_column_of_reasons(
    county: Viewer, session: Rows
) -> None:
    once = given_back(county, an_upload(county))
    again = an_upload(county, once, [{"sheet": "台账", "row": 5, "why": "又错", "kind": "refused"}])
    sheet = opened(given_back(county, again))
    headings = [cell.value for cell in sheet[4]]
    assert headings.count(RETURN_REASON) == 1
    assert sheet["G5"].value == "不能导入：又错"


@pytest.mark.parametrize(
    ("name", "sheet", "row"),
    [
        ("gb18030.csv", "gb18030", 3),
        ("three-header-rows.xlsx", "台账", 6),
        ("counted-from-1904.xlsx", "台账", 2),
        ("a-sheet-a-village.xlsx", "河湾村", 2),
        ("renamed-and-reordered.xlsx", "台账", 3),
    ],
)
def test_every_layout_is_read_again_to_the_same_facts(
    county: Viewer, session: Rows, name: str, sheet: str, row: int
) -> None:
    content = LEDGERS[name]()
    finding = {"sheet": sheet, "row": row, "why": "看一看", "kind": "doubtful"}
    copy = given_back(county, an_upload(county, content, [finding], name))
    before = read_ledger(content, name, COUNTY, today=TODAY).lines
    (after,) = read_ledger(copy, "退回的行.xlsx", COUNTY, today=TODAY).lines
    (same,) = [line for line in before if (line.place.sheet, line.place.row) == (sheet, row)]
    assert (after.facts, after.people, after.region_code) == (
        same.facts, same.people, same.region_code,
    )  # fmt: skip
    assert after.cells == same.cells


def test_the_file_is_handed_out_to_its_owner_only_and_written_down(
    county: Viewer, session: Rows, client_for: ClientFor
) -> None:
    upload = an_upload(county)
    session.flush()
    address = f"/roster/{upload.id}/returned.xlsx"
    answer = client_for(Role.COUNTY_CIVIL).get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert read_workbook(answer.data, "x").sheets[0].name == "台账"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:return")).one()
    assert (entry.subject_id, entry.facts) == (upload.id, {"rows": 3})
    for other in (client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)):
        assert other.get(address).status_code == 404
    assert client_for(Role.CHILD_DIRECTOR).get(address).status_code == 403


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        (CONTENT, []),
        (CONTENT, [{"sheet": "别的表", "row": 6, "why": "没有姓名", "kind": "refused"}]),
        (b"%PDF-1.7", FINDINGS),
    ],
)
def test_with_nothing_to_give_back_the_page_says_so(
    county: Viewer,
    session: Rows,
    client_for: ClientFor,
    content: bytes,
    findings: list[dict[str, Any]],
) -> None:
    upload = an_upload(county, content, findings)
    session.flush()
    answer = client_for(Role.COUNTY_CIVIL).get(f"/roster/{upload.id}/returned.xlsx")
    assert answer.headers["Location"] == f"/roster/{upload.id}"
    tags = session.scalars(select(AuditEntry.tag)).all()
    assert "roster:return" not in tags
