"""Ledgers of an exact size, as a county would write them: invented people in real villages."""

import io
import random
from datetime import date, timedelta

import xlsxwriter

from bench.installations import ROOT
from casework.identifiers import expected_check_digit
from casework.regions.codes import Level
from casework.regions.lists import Listed, read_list

_HEADINGS = (
    "序号", "乡镇", "村（社区）", "姓名", "性别", "出生日期", "身份证号", "民族", "类别", "学校",
    "家庭住址", "监护人姓名", "监护人与儿童关系", "监护人身份证号", "监护人电话", "父亲姓名",
    "父亲情况", "母亲姓名", "母亲情况", "是否低保", "备注",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "明芳伟静丽强磊洋艳勇军杰娟涛超梅雪峰兰桐"
_CATEGORIES = ("农村留守儿童", "困境儿童", "孤儿", "事实无人抚养儿童")
_KIN = ("祖父", "祖母", "外祖父", "外祖母")


def regions_of_the_county() -> list[Listed]:
    """Return the real tree of the county that the ledgers are of."""
    path = ROOT / "tests" / "data" / "regions" / "320722.csv"
    return read_list(path.read_text(encoding="utf-8-sig").splitlines())


def a_ledger(rows: int, *, seed: int = 1, school: str = "第一小学") -> bytes:
    """Return a workbook of so many rows; each ``seed`` has children of its own.

    Another ``school`` changes every row.
    """
    choose = random.Random(seed)
    listed = regions_of_the_county()
    names = {region.code: region.name for region in listed}
    villages = [region for region in listed if region.level is Level.VILLAGE]
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, _HEADINGS)
        for number in range(1, rows + 1):
            village = villages[number * len(villages) // (rows + 1)]
            township = names[f"{village.code[:9]}000"]
            sheet.write_row(number, 0, _row(choose, number, (township, village.name), school, seed))
    return output.getvalue()


def _row(
    choose: random.Random, number: int, place: tuple[str, str], school: str, seed: int
) -> list[str | int]:
    born = date(2010, 1, 1) + timedelta(days=number % 4000)
    sex = number % 2
    surname = choose.choice(_SURNAMES)
    sequence = 20 * seed + 2 * (number // 4000) + sex
    return [
        number, *place, surname + _given(choose), "女男"[sex], born.isoformat(),
        _id_number(born, sequence), "汉族", choose.choice(_CATEGORIES), school,
        f"{place[1]}{number % 9 + 1}组{number}号", choose.choice(_SURNAMES) + _given(choose),
        choose.choice(_KIN), _id_number(date(1955, 1, 1) + timedelta(days=number), 2),
        f"19900{number:06d}", surname + _given(choose), "外出务工",
        choose.choice(_SURNAMES) + _given(choose), "外出务工", "是否"[number % 2], "",
    ]  # fmt: skip


def _given(choose: random.Random) -> str:
    return "".join(choose.choices(_GIVEN, k=2))


def _id_number(born: date, sequence: int) -> str:
    digits = f"990101{born:%Y%m%d}{sequence:03d}"
    return digits + expected_check_digit(digits)
