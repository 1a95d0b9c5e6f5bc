"""Columns that are not sure are asked, and the answer is remembered for the county."""

from collections.abc import Callable, Mapping
from datetime import date

import openpyxl
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.errors import RuleBroken
from casework.practice.rules.headers import read_headers
from casework.roster import actions, layouts, mapping, mapping_actions
from casework.roster.layouts import LedgerLayout
from casework.roster.ledger import LayoutUnsure, Ledger, read_ledger
from casework.roster.models import Upload, UploadState
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.jobs import work_off
from tests.factories.register import acting
from tests.practice.shipped import body_of
from tests.sheets.samples import saved, xlsx

TODAY = date(2026, 11, 1)
BOOK = read_headers(body_of("header_synonyms"))

HEADINGS: list[object] = ["娃娃", "哪里的", "生的日子", "学生本人证件号码"]
ODD = xlsx([HEADINGS, ["陈雨桐", "柳树村", "5/1/2016", ""], ["李晓", "河湾村", "6/1/2016", ""]])
COLUMNS = {0: "child.name", 1: "village", 2: "child.birth_date"}

ClientFor = Callable[..., CheckedClient]
Rows = scoped_session[Session]


def read(content: bytes = ODD, region: str = COUNTY) -> Ledger:
    return read_ledger(content, "台账.xlsx", region, today=TODAY)


def handed_in(by: Viewer, content: bytes = ODD, region: str = COUNTY) -> Upload:
    return actions.keep_upload(actor=by, region_code=region, filename="台账.xlsx", content=content)


@pytest.fixture
def upload(session: Rows, county: Viewer) -> Upload:
    kept = handed_in(county)
    session.flush()
    return kept


@pytest.fixture
def browser(client_for: ClientFor, county: Viewer) -> CheckedClient:
    return client_for(Role.COUNTY_CIVIL)


def say(
    actor: Viewer,
    upload: Upload,
    columns: Mapping[int, str] = COLUMNS,
    day_first: bool | None = None,
) -> None:
    (table,) = mapping_actions.tables(upload)
    mapping_actions.set_columns(
        actor=actor, upload=upload, table=table, columns=columns, day_first=day_first
    )


# --- asked --------------------------------------------------------------------------------------


def test_a_ledger_of_unknown_headings_carries_its_best_guess(county: Viewer) -> None:
    with pytest.raises(LayoutUnsure) as unsure:
        read(xlsx([["本人姓名", "村", "生的日子"], ["陈雨桐", "柳树村", "2016-01-05"]]))
    assert mapping.guesses(unsure.value.table, BOOK) == {0: "child.name", 1: "village"}
    assert "儿童姓名" in unsure.value.message


@pytest.mark.parametrize(
    ("title", "group", "codes"),
    [
        ("本人姓名", None, ("child.name",)),
        ("学生本人证件号码", None, ("child.id_number",)),
        ("爸爸的联系电话", "父亲", ("father.phone",)),
        ("鞋码", None, ()),
        ("身体状况及家庭住址", None, ("child.health", "child.address")),
    ],
)
def test_a_heading_is_likened_to_what_it_holds(
    title: str, group: str | None, codes: tuple[str, ...]
) -> None:
    assert BOOK.resembling(title, group) == codes


def test_a_heading_that_two_fields_claim_is_not_guessed(county: Viewer) -> None:
    with pytest.raises(LayoutUnsure) as unsure:
        read(xlsx([["村", "身体状况及家庭住址"], ["柳树村", "好"]]))
    assert mapping.guesses(unsure.value.table, BOOK) == {0: "village"}


# --- remembered ---------------------------------------------------------------------------------


def test_what_was_said_is_remembered_for_the_county_and_nobody_else(
    session: Rows, county: Viewer, upload: Upload
) -> None:
    say(county, upload, day_first=True)
    found = read()
    assert [(line.facts.name, line.region_code) for line in found.lines] == [
        ("陈雨桐", VILLAGE), ("李晓", NEXT_VILLAGE),
    ]  # fmt: skip
    assert [line.facts.birth_on for line in found.lines] == [date(2016, 1, 5), date(2016, 1, 6)]
    assert found.unknown_headings == ("学生本人证件号码",)
    assert "栏目按以前指明的读" in "".join(found.notes)
    assert len(read(region=TOWNSHIP).lines) == 2
    with pytest.raises(LayoutUnsure):
        read(region=STRANGE_COUNTY)


@pytest.mark.parametrize(("day_first", "month"), [(True, 1), (False, 5), (None, None)])
def test_day_and_month_are_as_somebody_says_and_never_guessed(
    county: Viewer, upload: Upload, day_first: bool | None, month: int | None
) -> None:
    say(county, upload, day_first=day_first)
    found = read()
    if month is None:
        assert {refusal.why[:10] for refusal in found.refusals} == {"日期写法分不清日和月"}
    else:
        born = [line.facts.birth_on for line in found.lines]
        assert born[0] == date(2016, month, 6 - month)


def test_other_headings_or_another_order_are_another_layout(county: Viewer, upload: Upload) -> None:
    say(county, upload)
    spaced = [f" {heading} " for heading in HEADINGS]
    assert read(xlsx([["某某台账"], spaced, ["陈雨桐", "柳树村", "2016-03-15", None]])).lines
    for headings in (HEADINGS[::-1], [*HEADINGS, "鞋码"]):
        with pytest.raises(LayoutUnsure):
            read(xlsx([headings, ["陈雨桐", "柳树村", "2016-03-15", "x", "y"][: len(headings)]]))


def test_the_latest_answer_holds_and_the_same_one_is_kept_once(
    session: Rows, county: Viewer, upload: Upload
) -> None:
    say(county, upload)
    say(county, upload)
    assert len(session.scalars(select(LedgerLayout)).all()) == 1
    say(county, upload, {0: "child.name", 1: "village", 3: "child.id_number"})
    assert {line.facts.birth_on for line in read().lines} == {None}
    assert len(session.scalars(select(LedgerLayout)).all()) == 2


def test_of_a_layout_nothing_is_kept_but_codes(
    session: Rows, county: Viewer, upload: Upload
) -> None:
    say(county, upload)
    session.commit()
    row = session.scalars(select(LedgerLayout)).one()
    assert (row.county_code, row.columns) == (COUNTY, {str(at): c for at, c in COLUMNS.items()})
    (table,) = mapping_actions.tables(upload)
    assert row.digest == layouts.digest_of(table.layout)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:columns")).one()
    assert (entry.actor_id, entry.subject_id) == (county.account_id, upload.id)
    assert entry.facts == {"columns": 3, "is_new": True}


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({0: "child.name", 2: "child.birth_date"}, ("还没有选“村（社区）”", None)),
        ({1: "village"}, ("还没有选“儿童姓名”", None)),
        ({0: "child.name", 1: "village", 2: "child.name"}, ("选了两栏", "column_2")),
    ],
)
def test_needed_columns_must_be_chosen_and_none_twice(
    session: Rows,
    county: Viewer,
    upload: Upload,
    columns: dict[int, str],
    why: tuple[str, str | None],
) -> None:
    with pytest.raises(RuleBroken, match=why[0]) as refused:
        say(county, upload, columns)
    assert refused.value.field == why[1]
    assert session.scalars(select(LedgerLayout)).all() == []


def test_a_sheet_named_after_a_village_needs_no_column_for_it(county: Viewer) -> None:
    content = "娃娃,几岁,几班\n陈雨桐,10,1\n".encode()
    upload = actions.keep_upload(
        actor=county, region_code=COUNTY, filename="柳树村.csv", content=content
    )
    (table,) = mapping_actions.tables(upload)
    assert mapping_actions.needed(upload, table) == ["child.name"]
    say(county, upload, {0: "child.name"})
    (line,) = read_ledger(content, "柳树村.csv", COUNTY, today=TODAY).lines
    assert (line.facts.name, line.region_code) == ("陈雨桐", VILLAGE)


def test_a_sheet_that_is_no_list_of_children_is_set_aside(
    browser: CheckedClient, county: Viewer, session: Rows
) -> None:
    content = two_sheets(["姓名", "职务"], ["赵主任", "主任"])
    upload = handed_in(county, content)
    session.flush()
    address = f"/roster/{upload.id}/columns"
    assert "工作表“二”" in browser.get(address).text
    browser.post(address, data={"column_0": "child.name", "column_1": "-", "set_aside": "y"})
    found = read(content)
    assert [line.facts.name for line in found.lines] == ["陈雨桐"]
    assert "工作表“二”里没有儿童名单，没有读。" in found.notes
    assert "checked" in browser.get(f"{address}?sheet=1").text


def test_an_imported_ledger_keeps_its_columns(county: Viewer, upload: Upload) -> None:
    upload.state = UploadState.IMPORTED
    with pytest.raises(RuleBroken, match="已经导入"):
        say(county, upload)


def test_a_recognised_ledger_may_be_said_otherwise(app: Flask, county: Viewer) -> None:
    content = xlsx([["村", "姓名", "备注"], ["柳树村", "陈雨桐", "石桥小学"]])
    with acting(app, county):
        upload = handed_in(county, content)
        say(county, upload, {0: "village", 1: "child.name", 2: "child.school"})
        (line,) = read(content).lines
    assert (line.facts.school, line.facts.note) == ("石桥小学", None)


# --- the page -----------------------------------------------------------------------------------


ANSWER = {
    "column_0": "child.name", "column_1": "village", "column_2": "child.birth_date",
    "column_3": "-", "day_first": "day",
}  # fmt: skip


def test_the_page_shows_columns_with_covered_cells_and_takes_the_answer(
    browser: CheckedClient, upload: Upload, session: Rows
) -> None:
    address = f"/roster/{upload.id}/columns"
    page = browser.get(address).text
    assert all(str(heading) in page for heading in HEADINGS)
    assert "陈**" in page
    assert "陈雨桐" not in page
    assert 'value="child.id_number" selected' in page
    assert "儿童姓名、村（社区）" in page
    answer = browser.post(address, data=ANSWER)
    assert answer.headers["Location"] == f"/roster/{upload.id}"
    work_off(browser.application)
    assert "导入这 2 人" in browser.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"column_1": "-"}, "还没有选“村（社区）”是哪一栏"),
        ({"column_2": "child.name"}, "“儿童姓名”选了两栏"),
        ({"column_2": "no.such.field"}, "没有这个选项"),
        ({"day_first": "year"}, "没有这个选项"),
    ],
)
def test_a_wrong_answer_comes_back_with_what_was_chosen(
    browser: CheckedClient, upload: Upload, session: Rows, said: dict[str, str], why: str
) -> None:
    answer = browser.post(f"/roster/{upload.id}/columns", data={**ANSWER, **said})
    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="child.name" selected' in answer.text
    assert session.scalars(select(LedgerLayout)).all() == []


def test_only_whose_upload_it_is_may_say_what_it_holds(
    upload: Upload, client_for: ClientFor
) -> None:
    address = f"/roster/{upload.id}/columns"
    for other in (client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)):
        assert (other.get(address).status_code, other.post(address).status_code) == (404, 404)
    assert client_for(Role.CHILD_DIRECTOR).get(address).status_code == 403


def two_sheets(*second: list[str]) -> bytes:
    """Return a workbook of a good sheet and another one."""
    book = openpyxl.Workbook()
    for name, rows in {"一": [["村", "姓名"], ["柳树村", "陈雨桐"]], "二": second}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def test_of_several_sheets_the_doubtful_one_is_asked_and_each_can_be(
    browser: CheckedClient, county: Viewer, session: Rows
) -> None:
    upload = handed_in(county, two_sheets(["住哪", "姓名", "身份证号"], ["柳树村", "李晓", "暂无"]))
    session.flush()
    address = f"/roster/{upload.id}/columns"
    assert "工作表“二”" in browser.get(address).text
    assert "工作表“一”" in browser.get(f"{address}?sheet=0").text
    for nonsense in ("7", "-1", "x", ""):
        assert "工作表“二”" in browser.get(f"{address}?sheet={nonsense}").text


def test_a_file_that_is_no_table_says_so(
    browser: CheckedClient, county: Viewer, session: Rows
) -> None:
    upload = handed_in(county, b"%PDF-1.7")
    session.flush()
    answer = browser.get(f"/roster/{upload.id}/columns")
    assert answer.status_code == 422
    assert "这不是表格文件" in answer.text


def test_a_township_says_it_for_its_county(
    client_for: ClientFor, county: Viewer, session: Rows
) -> None:
    browser = client_for(Role.CHILD_SUPERVISOR)
    upload = handed_in(a_viewer(Role.CHILD_SUPERVISOR), region=TOWNSHIP)
    session.flush()
    browser.post(f"/roster/{upload.id}/columns", data=ANSWER)
    assert session.scalars(select(LedgerLayout.county_code)).all() == [COUNTY]
