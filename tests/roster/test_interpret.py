"""What the cells of a row mean: pure, with the shipped practice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.models import Part
from casework.roster import interpret as reasons
from casework.roster.lines import Line, Place, Refusal
from casework.roster.repeats import refuse_second_times
from casework.sheets.workbook import Cell
from tests.factories.accounts import VILLAGE
from tests.factories.children import an_id_number
from tests.roster.reading import ENTERED, TODAY, line, read

GIRL = an_id_number(date(2016, 3, 15))
WRONG_DIGIT = GIRL[:17] + ("0" if GIRL[17] != "0" else "1")


def why(**cells: Cell) -> str:
    found = read({code.replace("__", "."): cell for code, cell in cells.items()})
    assert isinstance(found, Refusal), found
    return found.why


def test_a_plain_row_is_understood_whole() -> None:
    found = line(child__id_number=GIRL, child__address="柳树村三组12号")
    assert found.place == Place("台账", 7)
    assert found.region_code == VILLAGE
    assert (found.facts.name, found.facts.sex) == ("陈雨桐", "2")
    assert found.facts.birth_on == date(2016, 3, 15)
    assert (found.facts.id_kind, found.facts.id_number) == ("resident_id", GIRL)
    assert found.address == "柳树村三组12号"
    assert [(c.code, c.from_on) for c in found.categories] == [("left_behind_rural", ENTERED)]
    assert found.doubts == ()


def test_every_cell_is_kept_but_the_serial_number() -> None:
    found = line(fact__low_income="是", child__school="无")
    assert found.cells["fact.low_income"] == "是"
    assert found.cells["?备用栏"] == "原样"
    assert found.cells["child.birth_date"] == "2016-03-15"
    assert "serial" not in found.cells


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"child.name": None}, reasons.NO_NAME),
        ({"child.name": "  "}, reasons.NO_NAME),
        ({"child.name": "不详"}, reasons.NO_NAME),
        ({"village": None}, reasons.NO_VILLAGE),
        ({"village": "不存在村"}, reasons.NO_VILLAGE),
        ({"village": "双名村"}, reasons.AMBIGUOUS_VILLAGE),
        ({"child.id_number": 9.9010120160315e17}, "Excel 已把身份证号末位变成0"),
        ({"child.id_number": "990101201502290012"}, "身份证号里的出生日期不存在"),
        ({"child.id_number": an_id_number(date(1899, 5, 5))}, "早于1900年"),
        ({"child.id_number": an_id_number(date(2027, 1, 1))}, "出生日期晚于今天"),
        ({"child.birth_date": "2021-13-01"}, "日期不存在"),
        ({"child.birth_date": "5/1/2021"}, "分不清日和月"),
        ({"child.birth_date": "腊月初八"}, "公历"),
        ({"child.birth_date": date(2026, 11, 2)}, "出生日期晚于今天"),
        ({"child.name": "张3"}, "姓名"),
    ],
)
def test_a_row_is_refused_for(cells: dict[str, Cell], reason: str) -> None:
    found = read(cells)
    assert isinstance(found, Refusal)
    assert reason in found.why


#: Everything that refuses a row, in the order in which it is told.
ORDER: tuple[tuple[str, Cell, str], ...] = (
    ("child.name", None, reasons.NO_NAME),
    ("village", "不存在村", reasons.NO_VILLAGE),
    ("child.id_number", "990101201502290012", "身份证号里的出生日期不存在"),
    ("child.birth_date", date(2030, 1, 1), "出生日期晚于今天"),
)


@given(st.sets(st.sampled_from(range(len(ORDER))), min_size=1))
def test_of_several_reasons_the_first_of_a_fixed_order_is_told(wrong: set[int]) -> None:
    found = read({ORDER[n][0]: ORDER[n][1] for n in wrong})
    assert isinstance(found, Refusal)
    assert found.why == ORDER[min(wrong)][2]


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ({"child.id_number": WRONG_DIGIT}, "最后一位校验不通过"),
        ({"child.id_number": "99010120160315"}, "应为18位"),
        ({"child.id_number": "990101160315002", "child.birth_date": None}, "15位旧身份证号"),
        ({"child.id_number": an_id_number(date(2015, 3, 15))}, "出生日期：与身份证号不一致"),
        ({"child.id_number": GIRL, "child.sex": "男"}, "性别：与身份证号不一致"),
        ({"child.sex": "雌"}, "没有认出"),
        ({"child.health": "时好时坏"}, "没有认出"),
        ({"child.category": None}, "没有填写，先按困境儿童登记"),
        ({"child.category": "外星儿童"}, "没有认出"),
        ({"child.phone": "199000000012"}, "电话位数不对"),
        ({"guardian.name": "王3", "guardian.phone": "19900000001"}, "监护人"),
        ({"father.name": "陈建国", "father.situation": "天天打牌"}, "没有认出"),
        ({"father.name": "陈建国", "father.since": "5/1/2021"}, "分不清日和月"),
        ({"guardian.name": "王秀英", "guardian.id_number": WRONG_DIGIT}, "校验不通过"),
        ({"guardian.name": "王秀英", "guardian.id_number": 9.9e17}, "末位变成0"),
    ],
)
def test_a_row_is_doubted_for(cells: dict[str, Cell], doubt: str) -> None:
    found = read(cells)
    assert isinstance(found, Line)
    assert len(found.doubts) == 1, found.doubts
    assert doubt in found.doubts[0]


def test_a_flaw_of_the_sheet_is_a_doubt_and_none_is_told_twice() -> None:
    found = read({}, ("学校是合并单元格", "学校是合并单元格"))
    assert isinstance(found, Line)
    assert found.doubts == ("学校是合并单元格",)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f" {GIRL[:6]} {GIRL[6:14]}-{GIRL[14:]} ", GIRL),
        ("".join(chr(ord(c) + 0xFEE0) for c in GIRL), GIRL),
        (f"身份证号:{GIRL}", GIRL),
        (None, None),
        ("无", None),
        ("/", None),
    ],
)
def test_an_id_number_is_cleaned(written: Cell, kept: str | None) -> None:
    found = line(child__id_number=written)
    assert found.facts.id_number == kept
    assert found.facts.no_id_reason == (None if kept else "unknown")


@pytest.mark.parametrize(
    "written",
    ["2016.3.15", "2016/3/15", "2016年3月15日", "20160315", "２０１６－３－１５", 42444, 42444.0],
)
def test_a_birth_date_is_read_however_it_is_written(written: Cell) -> None:
    assert line(child__birth_date=written).facts.birth_on == date(2016, 3, 15)


def test_what_is_not_written_is_told_by_the_id_number() -> None:
    found = line(child__id_number=GIRL, child__birth_date=None, child__sex=None)
    assert (found.facts.birth_on, found.facts.sex) == (date(2016, 3, 15), "2")


def test_without_any_word_of_it_the_sex_is_unknown() -> None:
    assert line(child__sex=None).facts.sex == "0"


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("孤儿", ["orphan"]),
        ("农村留守儿童、困境儿童", ["left_behind_rural", "difficulty_unspecified"]),
        ("孤儿/孤儿", ["orphan"]),
        ("事实无人抚养儿童；外星儿童", ["de_facto_unsupported", "difficulty_unspecified"]),
        ("困境儿童", ["difficulty_unspecified"]),
    ],
)
def test_categories_are_taken_apart(written: str, codes: list[str]) -> None:
    assert [category.code for category in line(child__category=written).categories] == codes


def test_health_that_no_list_knows_is_kept_in_words() -> None:
    found = line(child__health="时好时坏")
    assert (found.facts.health, found.facts.health_note) == (None, "时好时坏")
    assert line(child__health="健康").facts.health == "1"


def test_people_are_those_with_a_name_or_a_situation() -> None:
    found = line(
        guardian__name="王秀英",
        guardian__relation="祖母",
        guardian__phone="199-0000-0001",
        father__situation="外出务工",
        father__since="2024年8月31日",
        mother__phone="19900000009",
    )
    people = {person.part: person for person in found.people}
    assert set(people) == {Part.GUARDIAN, Part.FATHER}
    assert people[Part.GUARDIAN].phone == "19900000001"
    assert people[Part.GUARDIAN].relation == "62"
    assert (people[Part.FATHER].name, people[Part.FATHER].relation) == ("", "51")
    assert people[Part.FATHER].situation == "working_away"
    assert people[Part.FATHER].since_on == date(2024, 8, 31)


def test_a_row_is_known_by_its_number_or_by_all_else() -> None:
    plain = line(guardian__name="王秀英")
    assert plain.known_by == ("name", "陈雨桐", "2", "2016-03-15", "王秀英", VILLAGE)
    numbered = line(guardian__name="王秀英", child__id_number=GIRL)
    assert numbered.known_by == ("id", GIRL)
    assert numbered.known_without_id == plain.known_by


def test_nothing_of_a_child_shows_in_the_printed_form() -> None:
    printed = repr(line(child__id_number=GIRL, guardian__name="王秀英"))
    assert not any(secret in printed for secret in ("陈雨桐", GIRL, "王秀英"))


# --- the same child twice in one file ----------------------------------------------------------


def at(row: int, **cells: Cell) -> Line:
    found = line(**cells)
    return Line(**{**vars(found), "place": Place("台账", row)})


def test_a_second_row_of_one_number_is_refused_and_names_the_first() -> None:
    rows: list[Line | Refusal] = [
        at(2, child__id_number=GIRL),
        at(3, child__name="陈小雨"),
        at(4, child__id_number=GIRL, child__name="陈雨彤"),
    ]
    checked = refuse_second_times(rows)
    assert checked[:2] == rows[:2]
    assert checked[2] == Refusal(Place("台账", 4), "证件号与第 2 行相同")


def test_a_second_row_that_cannot_be_told_apart_is_refused() -> None:
    checked = refuse_second_times([at(2), at(3), at(4, guardian__name="李桂兰")])
    assert isinstance(checked[1], Refusal)
    assert "第 2 行相同" in checked[1].why
    assert isinstance(checked[2], Line)


def test_a_refused_row_takes_no_number() -> None:
    refused = Refusal(Place("台账", 2), reasons.NO_NAME)
    numbered = at(3, child__id_number=GIRL)
    assert refuse_second_times([refused, numbered]) == [refused, numbered]


@given(st.integers(0, 6000))
def test_no_birth_date_is_ever_after_today(days: int) -> None:
    born = date.fromordinal(TODAY.toordinal() - 3000 + days)
    found = read({"child.birth_date": born})
    assert isinstance(found, Line) == (born <= TODAY)
