"""The shipped practice as books, and rows to read by them."""

from datetime import date

from casework.practice.rules.categories import read_categories
from casework.practice.rules.codes import CodeList, read_code_list
from casework.practice.rules.conditions import read_conditions
from casework.practice.rules.headers import read_headers
from casework.regions.rules import Ambiguous
from casework.roster.interpret import Books, interpret
from casework.roster.lines import Line, Refusal
from casework.sheets.records import Record
from casework.sheets.workbook import Cell
from tests.factories.accounts import VILLAGE
from tests.practice.shipped import body_of

TODAY = date(2026, 11, 1)
ENTERED = date(2026, 10, 31)


def codes(name: str) -> CodeList:
    return read_code_list(body_of(f"codes.{name}"))


def find(township: str | None, village: str | None) -> str | Ambiguous | None:
    """Know one village, and one name that means two."""
    if village == "双名村":
        return Ambiguous(("990101001001", "990101002001"))
    return VILLAGE if village == "柳树村" else None


BOOKS = Books(
    headers=read_headers(body_of("header_synonyms")),
    categories=read_categories(body_of("categories")),
    conditions=read_conditions(body_of("conditions")),
    sexes=codes("sex"),
    ethnic_groups=codes("ethnic_group"),
    health=codes("health"),
    relations=codes("relation"),
    find_village=find,
    today=TODAY,
    entered_on=ENTERED,
)

ROW: dict[str, Cell] = {
    "serial": 1,
    "village": "柳树村",
    "child.name": "陈雨桐",
    "child.sex": "女",
    "child.birth_date": date(2016, 3, 15),
    "child.category": "农村留守儿童",
}


def read(cells: dict[str, Cell], flaws: tuple[str, ...] = ()) -> Line | Refusal:
    """Understand a row that has these cells otherwise than ``ROW``."""
    return interpret("台账", Record(7, {**ROW, **cells}, {"备用栏": "原样"}, flaws), BOOKS)


def line(**cells: Cell) -> Line:
    """Understand a row; double underscores stand for the dot of a code."""
    found = read({code.replace("__", "."): cell for code, cell in cells.items()})
    assert isinstance(found, Line), found
    return found
