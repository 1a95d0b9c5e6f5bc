"""Where the table of an empty form stands, and what is taken for its end."""

from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import scoped_session

from casework.errors import RuleBroken
from casework.exchange.layouts import Form, Understood, understand
from casework.sheets.blanks import LIMITS
from casework.sheets.xlsx import read_xlsx
from tests.factories.children import load_practice
from tests.factories.exchange import COLUMNS, FIRST, FOOTER, HEADER_ROW, READY, SHEET, a_book, saved


@pytest.fixture(autouse=True)
def _practice(session: scoped_session[Session]) -> None:
    load_practice()


def understood(change: Callable[[Worksheet], None] = lambda _page: None) -> Understood:
    book, page = a_book()
    change(page)
    return understand(read_xlsx(saved(book), LIMITS))


def test_the_table_stands_between_header_and_footer() -> None:
    found = understood()
    assert (found.form.sheet, found.form.header_row, found.form.tail_row) == (
        SHEET,
        HEADER_ROW,
        FOOTER,
    )
    assert found.columns == COLUMNS
    assert [(place.row, place.text[:4]) for place in found.form.places] == [
        (2, "填报单位"),
        (FOOTER, "填表人："),
    ]
    assert Form.of(found.form.stored()) == found.form


def test_a_row_of_column_numbers_belongs_to_the_header() -> None:
    def numbered(page: Worksheet) -> None:
        for at in range(1, 12):
            page.cell(FIRST, at).value = at

    assert understood(numbered).form.header_row == FIRST


def test_a_row_of_totals_is_the_end_of_the_table() -> None:
    def totalled(page: Worksheet) -> None:
        for at, text in enumerate(["合计", "0", "0", "0"], 1):
            page.cell(FIRST + READY - 1, at).value = text

    assert understood(totalled).form.tail_row == FIRST + READY - 1


def test_columns_that_only_go_out_are_known_too() -> None:
    def more(page: Worksheet) -> None:
        page["J5"], page["K3"] = "年龄（周岁）", "最近走访时间"

    assert understood(more).columns == {
        **COLUMNS,
        9: "child.age",
        10: "child.last_visit_on",
    }


def test_the_sheet_that_is_known_best_is_taken() -> None:
    book, page = a_book()
    other = book.create_sheet("说明", 0)
    other.append(["姓名", "性别"])
    found = understand(read_xlsx(saved(book), LIMITS))
    assert found.form.sheet == page.title


def test_an_example_row_is_somebody_s_data() -> None:
    def filled(page: Worksheet) -> None:
        for at, text in enumerate(["1", "栖一", "女", "990101201603150020"], 1):
            page.cell(FIRST + 1, at).value = text

    with pytest.raises(RuleBroken, match=f"第{FIRST + 1}行已经有内容"):
        understood(filled)
