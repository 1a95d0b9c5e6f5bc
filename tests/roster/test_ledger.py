"""Whole files: headings, places, the day they speak of, and what cannot be read."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.roster import actions, interpret, ledger
from tests.factories.accounts import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE
from tests.factories.register import DONGHAI, a_ledger, acting, load_donghai
from tests.sheets.samples import saved, xlsx

TODAY = date(2026, 11, 1)
HEADINGS = ["乡镇", "村（社区）", "姓名", "性别", "出生日期", "儿童类别"]
ROW = ["石桥镇", "柳树村", "陈雨桐", "女", "2016-03-15", "孤儿"]


def read(content: bytes, name: str = "台账.csv", region: str = COUNTY) -> ledger.Ledger:
    return ledger.read_ledger(content, name, region, today=TODAY)


def test_titles_above_and_totals_below_are_no_children(county: Viewer) -> None:
    rows: list[list[str | None]] = [
        ["青禾县儿童台账"], ["填报单位：青禾县民政局   填报日期：２０２６年１０月３１日"],
        [*HEADINGS], [*ROW], ["合计", None, "1人"],
    ]  # fmt: skip
    found = read(xlsx(rows), "台账.xlsx")
    assert [line.place.row for line in found.lines] == [4]
    assert found.reading.entered_on == date(2026, 10, 31)
    assert found.refusals == ()


@pytest.mark.parametrize("written", ["填报日期：2026年12月1日", "填报日期：", "说明：见附件"])
def test_without_a_day_of_its_own_a_ledger_speaks_of_today(county: Viewer, written: str) -> None:
    assert read(xlsx([[written], HEADINGS, ROW]), "台账.xlsx").reading.entered_on == TODAY


def test_a_merged_village_stands_for_all_its_rows(county: Viewer) -> None:
    second: list[str | None] = [None, None, "李晓", "男", "2015-01-02", "孤儿"]
    found = read(xlsx([[*HEADINGS], [*ROW], second], ["A2:A3", "B2:B3"]), "台账.xlsx")
    assert [line.region_code for line in found.lines] == [VILLAGE, VILLAGE]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"村（社区）": "柳树村委会"}, VILLAGE),
        ({"村（社区）": "河湾"}, NEXT_VILLAGE),
        ({"乡镇": "白塔", "村（社区）": "东坡村"}, FAR_VILLAGE),
        ({"乡镇": "", "村（社区）": "东坡村"}, FAR_VILLAGE),
        ({"乡镇": "白塔乡", "村（社区）": "柳树村"}, None),
        ({"乡镇": "无此镇", "村（社区）": "柳树村"}, None),
        ({"村（社区）": "山后村"}, None),
    ],
)
def test_a_village_is_found_in_its_township(
    county: Viewer, said: dict[str, str], place: str | None
) -> None:
    found = read(a_ledger(said))
    if place is None:
        assert [refusal.why for refusal in found.refusals] == [interpret.NO_VILLAGE]
    else:
        assert [line.region_code for line in found.lines] == [place]


def test_a_townships_ledger_knows_only_its_own_villages(county: Viewer) -> None:
    content = a_ledger({}, {"乡镇": "白塔乡", "村（社区）": "东坡村"}, {"乡镇": ""})
    found = read(content, region=TOWNSHIP)
    assert [line.region_code for line in found.lines] == [VILLAGE]
    assert sorted(refusal.place.row for refusal in found.refusals) == [3, 4]


def test_a_villages_ledger_needs_no_township_and_has_one_village(county: Viewer) -> None:
    found = read(a_ledger({"乡镇": ""}, {"乡镇": "", "村（社区）": "河湾村"}), region=VILLAGE)
    assert [line.region_code for line in found.lines] == [VILLAGE]
    assert [refusal.place.row for refusal in found.refusals] == [3]


def test_unknown_headings_are_told(county: Viewer) -> None:
    assert read(a_ledger({"鞋码": "35"})).unknown_headings == ("鞋码",)


def test_every_visible_sheet_with_a_header_is_read(county: Viewer) -> None:
    book = openpyxl.Workbook()
    for title, name in (("石桥镇", "陈小一"), ("旧表", "陈小二")):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append([*ROW[:2], name, *ROW[3:]])
    book["旧表"].sheet_state = "hidden"
    book.worksheets[0].append(["说明：只填灰色的栏"])
    found = read(saved(book), "台账.xlsx")
    assert [(line.place.sheet, line.place.row) for line in found.lines] == [("石桥镇", 2)]


def test_numbers_count_from_1904_where_the_file_says_so(county: Viewer) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADINGS, [*ROW[:4], 40982, ROW[5]]):
        book.worksheets[0].append(row)
    (line,) = read(saved(book), "台账.xlsx").lines
    assert line.facts.birth_on == date(2016, 3, 15)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_ledger({}, without=["姓名"]), "缺少“儿童姓名”栏"),
        (a_ledger({}, without=["村（社区）"]), "缺少“村（社区）”栏"),
        ("随便写的一句话\n".encode(), ledger.NO_HEADER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为"),
        (b"PK\x03\x04 not a workbook", "损坏"),
        (b"%PDF-1.7", "这不是表格文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_plain_reason(
    county: Viewer, content: bytes, reason: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        read(content, "台账.csv")
    assert reason in refused.value.message


def test_a_region_out_of_reach_is_refused_before_anything_is_read(
    app: Flask, county: Viewer
) -> None:
    for act in (actions.dry_run, actions.import_roster):
        for region in ("990102000000", "990000000000", "abc000000000"):
            with acting(app, county), pytest.raises(RuleBroken):
                act(actor=county, region_code=region, filename="x.csv", content=b"")


def test_an_earlier_row_kept_as_text_is_understood_alike(
    app: Flask, county: Viewer, shared_data: Path
) -> None:
    load_donghai()
    content = (shared_data / "rosters" / "county-ledger.xlsx").read_bytes()
    found = read(content, "county-ledger.xlsx", DONGHAI)
    again = [ledger.understood(line.cells, found.reading) for line in found.lines]
    assert [line.facts for line in found.lines] == [line.facts for line in again if line]
    assert [line.people for line in found.lines] == [line.people for line in again if line]
