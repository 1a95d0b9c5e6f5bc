"""Where the header stands, what its columns hold, and which rows are children."""

import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from casework.practice.rules.headers import HeaderBook, read_headers
from casework.sheets.headers import Layout, find_layout
from casework.sheets.reading import read_workbook
from casework.sheets.records import Records, column_letters, read_records
from casework.sheets.workbook import Cell, Flaw, Merge, Row, Sheet
from tests.sheets.samples import roster

ROOT = Path(__file__).parents[2]
REQUIRED = ("child.name", "village")
BOTH_PLACES = frozenset({"township", "village"})


@pytest.fixture(scope="module")
def words() -> HeaderBook:
    text = (ROOT / "config" / "header_synonyms.toml").read_text(encoding="utf-8")
    return read_headers(tomllib.loads(text))


def sheet(*rows: Sequence[Cell], merges: Sequence[Merge] = ()) -> Sheet:
    numbered = (Row(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    return Sheet("台账", tuple(row for row in numbered if any(row.cells)), tuple(merges))


def layout_of(of: Sheet, words: HeaderBook) -> Layout:
    layout = find_layout(of, words, required=REQUIRED)
    assert layout is not None
    return layout


def records_of(of: Sheet, words: HeaderBook) -> Records:
    return read_records(of, layout_of(of, words), filled_down=BOTH_PLACES)


def test_the_county_ledger(words: HeaderBook) -> None:
    (ledger,) = read_workbook(roster("county-ledger.xlsx"), "台账.xlsx").sheets
    layout = layout_of(ledger, words)

    assert (layout.header_row, layout.first_data_row) == (4, 5)
    assert (layout.unknown, layout.doubled, layout.missing) == ((), (), ())
    assert len(layout.columns) == 28
    assert layout.columns[3] == "child.name"
    assert layout.columns[12] == "guardian.name"
    assert layout.columns[14] == "guardian.id_number"
    assert layout.columns[16] == "father.name"
    assert layout.columns[19] == "mother.name"
    assert layout.columns[21] == "mother.since"


def test_every_child_of_the_county_ledger_is_a_record(words: HeaderBook) -> None:
    (ledger,) = read_workbook(roster("county-ledger.xlsx"), "台账.xlsx").sheets
    result = records_of(ledger, words)

    assert [record.row for record in result.records] == list(range(5, 378))
    assert [(left.row, left.why) for left in result.left_out] == [(378, "合计行")]
    assert result.records[0].cells["child.name"] == "武丹丹"
    assert result.records[0].cells["mother.name"] == "李莉"
    assert all(not record.flaws and not record.unclaimed for record in result.records)


def test_the_township_table(words: HeaderBook) -> None:
    (table,) = read_workbook(roster("township-gb18030.csv"), "桃林镇.csv").sheets
    layout = layout_of(table, words)
    result = read_records(table, layout)

    assert (layout.header_row, layout.unknown, layout.missing) == (1, (), ())
    assert [record.row for record in result.records] == list(range(2, 202))
    assert result.left_out == ()
    assert result.records[0].cells["guardian.phone"] == "19900220464"
    assert result.records[0].cells["father.situation"] == "外出务工"


def test_a_title_merged_over_a_single_header_row_is_no_group(words: HeaderBook) -> None:
    table = sheet(
        ["某镇儿童台账", None, None],
        ["*姓名", "村（社区）", "身份证号："],
        ["张三", "羽山村", None],
        merges=[Merge(1, 0, 1, 2)],
    )
    layout = layout_of(table, words)

    assert layout.header_row == 2
    assert layout.columns == {0: "child.name", 1: "village", 2: "child.id_number"}
    assert [heading.group for heading in layout.headings] == [None, None, None]


def test_headings_merged_over_both_rows_stand_in_the_upper_one(words: HeaderBook) -> None:
    table = sheet(
        ["序号", "村居", "姓名", "父亲", None, "母亲", None],
        [None, None, None, "姓名", "情况", "姓名", "情况"],
        [1, "羽山村", "张三", "张大", "在家", "李四", "外出务工"],
        merges=[
            *(Merge(1, column, 2, column) for column in range(3)),
            Merge(1, 3, 1, 4),
            Merge(1, 5, 1, 6),
        ],
    )
    layout = layout_of(table, words)

    assert layout.first_data_row == 3
    assert list(layout.columns.values()) == [
        "serial",
        "village",
        "child.name",
        "father.name",
        "father.situation",
        "mother.name",
        "mother.situation",
    ]


def test_groups_in_a_text_table_reach_to_the_next_one(words: HeaderBook) -> None:
    table = sheet(
        ["村居", "儿童", None, "监护人", None],
        [None, "姓名", "性别", "姓名", "联系电话"],
        ["羽山村", "张三", "男", "李四", "19900220464"],
    )
    layout = layout_of(table, words)

    assert list(layout.columns.values()) == [
        "village",
        "child.name",
        "child.sex",
        "guardian.name",
        "guardian.phone",
    ]


def test_columns_in_any_order(words: HeaderBook) -> None:
    layout = layout_of(sheet(["监护人", "村居", "儿童姓名"], ["李四", "羽山村", "张三"]), words)

    assert layout.columns == {0: "guardian.name", 1: "village", 2: "child.name"}


def test_unknown_doubled_and_missing_columns_are_told(words: HeaderBook) -> None:
    table = sheet(["姓名", "鞋码", "儿童姓名", "性别"], ["张三", 36, "张三", "男"])
    layout = layout_of(table, words)

    assert [heading.text for heading in layout.unknown] == ["鞋码"]
    assert [heading.text for heading in layout.doubled] == ["儿童姓名"]
    assert layout.missing == ("village",)


def test_a_sheet_without_a_header_has_no_layout(words: HeaderBook) -> None:
    assert find_layout(sheet(["张三", "男"], ["李四", "女"]), words) is None
    assert find_layout(sheet(), words) is None


def test_a_header_below_twenty_lines_of_explanation_is_not_looked_for(
    words: HeaderBook,
) -> None:
    assert find_layout(sheet(*[["说明"]] * 20, ["姓名", "村居"]), words) is None


HEADER = ("序号", "村居", "姓名", "备注")


def test_totals_footers_and_repeated_headers_are_left_out(words: HeaderBook) -> None:
    table = sheet(
        HEADER,
        [1, "羽山村", "张三"],
        ["小 计", None, "1人"],
        HEADER,
        [2, "羽山村", "李四"],
        [],
        ["合计：", None, "2人"],
        ["填表人：王五", None, None, "审核人：赵六"],
        ["注：以上为在册儿童"],
    )
    result = records_of(table, words)

    assert [record.row for record in result.records] == [2, 5]
    assert [(left.row, left.why) for left in result.left_out] == [
        (3, "合计行"),
        (4, "重复的表头"),
        (7, "合计行"),
        (8, "表尾说明"),
        (9, "表尾说明"),
    ]


def test_a_child_without_a_name_is_still_a_record(words: HeaderBook) -> None:
    result = records_of(sheet(HEADER, [1, "羽山村", None, "无名"], [2, "羽山村"]), words)

    assert [record.cells["child.name"] for record in result.records] == [None, None]


def test_nothing_of_the_source_is_dropped(words: HeaderBook) -> None:
    table = sheet(["姓名", "村居", "鞋码", None], ["张三", "羽山村", 36, "胆小"])
    (record,) = records_of(table, words).records

    assert record.unclaimed == {"鞋码": 36, "D列": "胆小"}


def test_merged_villages_stand_for_each_of_their_rows(words: HeaderBook) -> None:
    table = sheet(
        HEADER,
        [1, "羽山村", "张三"],
        [2, None, "李四"],
        [3, "昌梨村", "王五"],
        merges=[Merge(2, 1, 3, 1)],
    )
    records = records_of(table, words).records

    assert [record.cells["village"] for record in records] == ["羽山村", "羽山村", "昌梨村"]
    assert not any(record.flaws for record in records)


def test_other_merged_cells_are_flaws_of_all_rows_but_the_first(words: HeaderBook) -> None:
    table = sheet(HEADER, [1, "羽山村", "张三"], [2, "羽山村"], merges=[Merge(2, 2, 3, 2)])
    first, second = records_of(table, words).records

    assert first.flaws == ()
    assert second.flaws == ("“姓名”是合并单元格，请取消合并后逐行填写",)


def test_cells_without_a_value_are_named_by_their_heading(words: HeaderBook) -> None:
    plain = sheet(HEADER, [1, "羽山村", "张三"])
    flawed = Sheet(plain.name, plain.rows, flaws={(2, 3): Flaw.NOT_CALCULATED})
    (record,) = records_of(flawed, words).records

    assert record.flaws == ("“备注”是公式且没有计算结果，请粘贴为数值",)


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_the_letters_of_the_screen(column: int, letters: str) -> None:
    assert column_letters(column) == letters


THREE_ROWS: tuple[Sequence[Cell], ...] = (
    ["某镇花名册", None, None, None, None, None, None],
    ["序号", "儿童", None, "家庭成员情况", None, None, "备注"],
    [None, "姓名", "村", "父亲", None, "监护人", None],
    [None, None, None, "姓名", "情况", "姓名", None],
    [1, "张三", "羽山村", "张大", "在家", "李四", "无"],
)
MERGES = [
    Merge(1, 0, 1, 6), Merge(2, 0, 4, 0), Merge(2, 1, 2, 2), Merge(2, 3, 2, 5), Merge(2, 6, 4, 6),
    Merge(3, 1, 4, 1), Merge(3, 2, 4, 2), Merge(3, 3, 3, 4), Merge(3, 5, 4, 5),
]  # fmt: skip


def test_a_header_of_three_rows(words: HeaderBook) -> None:
    layout = layout_of(sheet(*THREE_ROWS, merges=MERGES[:-1]), words)

    assert (layout.header_row, layout.first_data_row) == (4, 5)
    assert list(layout.columns.values()) == [
        "serial", "child.name", "village", "father.name", "father.situation", "guardian.name",
        "fact.remark",
    ]  # fmt: skip
    assert layout.headings[3].uppers == ("家庭成员情况", "父亲")
    assert layout.headings[3].label == "父亲·姓名"


def test_a_wide_and_tall_heading_names_one_column(words: HeaderBook) -> None:
    table = sheet(
        ["姓名", "村", "备注", None, "父亲", None],
        [None, None, None, None, "姓名", "情况"],
        ["张三", "羽山村", "胆小", "怕黑", "张大", "在家"],
        merges=[Merge(1, 0, 2, 0), Merge(1, 1, 2, 1), Merge(1, 2, 2, 3), Merge(1, 4, 1, 5)],
    )
    layout = layout_of(table, words)

    assert layout.doubled == ()
    assert layout.columns[2] == "fact.remark"
    assert 3 not in layout.columns


def test_the_column_that_we_add_is_nobodys(words: HeaderBook) -> None:
    table = sheet(
        ["姓名", "村", " 退回原因 "], ["张三", "羽山村", "没有性别"], [None, None, "空行"]
    )
    layout = layout_of(table, words)
    result = records_of(table, words)

    assert layout.unknown == ()
    assert layout.returned == {2}
    assert [record.unclaimed for record in result.records] == [{}]
    assert [(left.row, left.why) for left in result.left_out] == [(3, "空行")]


def test_what_a_merged_range_fills_in_is_told(words: HeaderBook) -> None:
    table = sheet(
        HEADER, [1, "羽山村", "张三"], [2, None, "李四"], [3, None, "王五"],
        merges=[Merge(2, 1, 4, 1)],
    )  # fmt: skip

    assert records_of(table, words).filled == {"村居": (3, 4)}


def test_as_many_merged_ranges_as_a_file_may_hold_cost_little(words: HeaderBook) -> None:
    children: list[Sequence[Cell]] = [[n, "羽山村", "张三"] for n in range(2, 5001)]
    merges = [Merge(row, column, row + 1, column) for row in range(2, 5000, 2) for column in (1, 3)]
    started = time.process_time()
    result = records_of(sheet(HEADER, *children, merges=merges * 2), words)

    assert len(result.records) == 4999
    assert time.process_time() - started < 5
