"""The ledgers of the set, made anew each time: what counties keep, and what they send by mistake.

``LEDGERS`` has the bytes by file name. What becomes of each stands in ``expected.toml``, written by
hand. All people are invented.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from casework.identifiers import expected_check_digit
from tests.sheets.samples import packed, saved, sheet_xml

Rows = Sequence[Sequence[object]]
Maker = Callable[[], bytes]

LEDGERS: dict[str, Maker] = {}

HEADINGS = ("乡镇", "村（社区）", "姓名", "性别", "身份证号", "出生日期", "儿童类别")
TEXT_HEADINGS = ("村（社区）", "姓名", "性别", "身份证号", "出生日期", "类别")


def number(born: date, sequence: int = 2) -> str:
    """Return an ID number that nobody has."""
    seventeen = f"990101{born:%Y%m%d}{sequence:03d}"
    return seventeen + expected_check_digit(seventeen)


BORN = date(2016, 3, 15)
NUMBER = number(BORN)


def child(name: str = "陈雨桐", **cells: object) -> list[object]:
    """Return a row under ``HEADINGS``; cells by heading."""
    row = {
        "乡镇": "石桥镇", "村（社区）": "柳树村", "姓名": name, "性别": "女", "身份证号": None,
        "出生日期": BORN, "儿童类别": "农村留守儿童",
    }  # fmt: skip
    return list({**row, **cells}.values())


def ledger(name: str) -> Callable[[Maker], Maker]:
    """Register a maker under the name of its file."""

    def keep(maker: Maker) -> Maker:
        LEDGERS[name] = maker
        return maker

    return keep


def sheet_of(book: openpyxl.Workbook, rows: Rows, title: str = "台账") -> Worksheet:
    """Fill a sheet; the one that a new book comes with is the first to be taken."""
    is_new = book.worksheets[0].title == "Sheet"
    sheet = book.worksheets[0] if is_new else book.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return sheet


def xlsx(rows: Rows, merges: Iterable[str] = (), title: str = "台账") -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = sheet_of(book, rows, title)
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(book)


def text(rows: Rows, delimiter: str = ",", headings: Sequence[str] = TEXT_HEADINGS) -> str:
    """Return a text table."""
    lines = (delimiter.join(map(str, row)) for row in [headings, *rows])
    return "\r\n".join(lines) + "\r\n"


def text_child(name: str, id_number: str = "", **cells: str) -> list[str]:
    """Return a row under ``TEXT_HEADINGS``."""
    row = {
        "村（社区）": "柳树村", "姓名": name, "性别": "女", "身份证号": id_number,
        "出生日期": "" if id_number else "2016-03-15", "类别": "孤儿",
    }  # fmt: skip
    return list({**row, **cells}.values())


def compound(*streams: str) -> bytes:
    """Return a compound file with a directory of these streams: 512-byte sectors, one table."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 0x2C, 1)
    struct.pack_into("<I", header, 0x30, 1)
    struct.pack_into("<109I", header, 0x4C, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    entries = b"".join(_entry(name, 5 if name == "Root Entry" else 2) for name in streams)
    return bytes(header) + table + entries.ljust(1024, b"\x00")


def _entry(name: str, kind: int) -> bytes:
    coded = (name + "\x00").encode("utf-16-le")
    return (coded.ljust(64, b"\x00") + struct.pack("<HB", len(coded), kind)).ljust(128, b"\x00")


# --- layouts ----------------------------------------------------------------------------------


@ledger("plain.xlsx")
def plain() -> bytes:
    return xlsx(
        [
            ["青禾县儿童台账"], ["填报单位：青禾县民政局 填报日期：2026年10月31日"], HEADINGS,
            child(), child("李晓", 性别="男"),
            child("王一", 乡镇="白塔乡", **{"村（社区）": "东坡村"}),
            ["合计", None, "3人"], ["填表人：赵六", None, None, "审核人：钱七"],
        ],
        ["A1:G1", "A2:G2"],
    )  # fmt: skip


@ledger("renamed-and-reordered.xlsx")
def renamed() -> bytes:
    return xlsx(
        [
            ["*学生姓名", "出生年月日", "公民身份号码：", "所属 村居", "镇（街道）", "鞋码"],
            ["陈雨桐", "2016.3.15", NUMBER, "柳树村委会", "石桥", 35],
            ["李晓", "2015年1月2日", None, "河湾", "石桥镇", 36],
        ]
    )


@ledger("two-header-rows.xlsx")
def two_rows() -> bytes:
    return xlsx(
        [
            ["序号", "村居", "儿童信息", None, "父亲", None, "母亲", None, "备注"],
            [None, None, "姓名", "出生日期", "姓名", "情况", "姓名", "情况", None],
            [1, "柳树村", "陈雨桐", BORN, "陈建国", "外出务工", "李莉", "在家", "胆小"],
            [2, "河湾村", "李晓", BORN, "李大", "在家", "王芳", "天天打牌", None],
        ],
        ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "I1:I2"],
    )


@ledger("three-header-rows.xlsx")
def three_rows() -> bytes:
    return xlsx(
        [
            ["青禾县农村留守儿童花名册"],
            ["序号", "村居", "儿童基本信息", None, "家庭成员情况", None, None, None, None],
            [None, None, "姓名", "出生日期", "父亲", None, None, "监护人", None],
            [None, None, None, None, "姓名", "情况", "起始时间", "姓名", "联系电话"],
            [1, "柳树村", "陈雨桐", BORN, "陈建国", "务工", "2024-9-1", "王秀英", "19900000001"],
            [2, "柳树村", "李晓", BORN, "李大", "在家", None, "李桂兰", "199000000023"],
        ],
        ["A1:I1", "A2:A4", "B2:B4", "C2:D2", "C3:C4", "D3:D4", "E2:I2", "E3:G3", "H3:I3"],
    )  # fmt: skip


@ledger("a-sheet-a-village.xlsx")
def sheets_named_after_villages() -> bytes:
    book = openpyxl.Workbook()
    headings = ["姓名", "性别", "出生日期"]
    sheet_of(book, [headings, ["陈雨桐", "女", BORN], ["李晓", "男", BORN]], "柳树村")
    sheet_of(book, [headings, ["王一", "女", BORN]], "河湾村")
    sheet_of(book, [["村（社区）", "备注"], ["柳树村", "2人"]], "汇总")
    sheet_of(book, [["汉族"], ["满族"]], "字典").sheet_state = "hidden"
    return saved(book)


@ledger("merged-villages.xlsx")
def merged_villages() -> bytes:
    rows = [child(), child("李晓"), child("王一"), child("赵二", **{"村（社区）": "河湾村"})]
    for row in rows[1:3]:
        row[0] = row[1] = None
    return xlsx([HEADINGS, *rows], ["A2:A4", "B2:B4"])


@ledger("merged-names-and-categories.xlsx")
def merged_names() -> bytes:
    rows = [child(), child(None), child("王一"), child("赵二")]  # type: ignore[arg-type]
    rows[3][6] = None
    return xlsx([HEADINGS, *rows], ["C2:C3", "G4:G5"])


@ledger("hidden-and-filtered.xlsx")
def hidden() -> bytes:
    book = openpyxl.Workbook()
    sheet = sheet_of(book, [HEADINGS, child(), child("李晓"), child("王一")])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet.auto_filter.ref = "A1:G4"
    return saved(book)


@ledger("blank-and-repeated-rows.xlsx")
def blank_rows() -> bytes:
    return xlsx(
        [
            HEADINGS, child(), [], [], child("李晓"), ["小计", None, "2人"], HEADINGS,
            child("王一"), [None, " "], ["总 计：", None, "3人"], ["注：以上均为在册儿童"],
        ]
    )  # fmt: skip


@ledger("missing-village.xlsx")
def missing_village() -> bytes:
    return xlsx([["姓名", "性别", "出生日期"], ["陈雨桐", "女", BORN]])


@ledger("missing-name.xlsx")
def missing_name() -> bytes:
    return xlsx([["村", "性别", "出生日期"], ["柳树村", "女", BORN]])


@ledger("double-name.xlsx")
def double_name() -> bytes:
    return xlsx([["村", "姓名", "儿童姓名"], ["柳树村", "陈雨桐", "陈雨桐"]])


@ledger("an-odd-heading-for-id-numbers.xlsx")
def odd_heading() -> bytes:
    return xlsx([["村", "姓名", "学生本人证件号码"], ["柳树村", "陈雨桐", NUMBER]])


@ledger("no-heading-known.xlsx")
def no_heading_known() -> bytes:
    return xlsx([["娃娃", "哪里的", "几岁"], ["陈雨桐", "柳树村", 10], ["李晓", "河湾村", 11]])


@ledger("header-only.xlsx")
def header_only() -> bytes:
    return xlsx([["青禾县儿童台账"], HEADINGS], ["A1:G1"])


# --- cells ------------------------------------------------------------------------------------


@ledger("dates.xlsx")
def dates() -> bytes:
    written: list[object] = [
        42444, "2016.3.15", "2016/3/15", "2016年3月15日", "20160315", "25/3/2016",
        "5/1/2016", "2016-13-01", "农历二〇一六年正月初八", "16.3.15", "2016年3月",
    ]  # fmt: skip
    named = zip("甲乙丙丁戊己庚辛壬癸子", written, strict=True)
    return xlsx([HEADINGS, *(child(f"陈{name}", 出生日期=day) for name, day in named)])


@ledger("counted-from-1904.xlsx")
def from_1904() -> bytes:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet_of(book, [HEADINGS, child(出生日期=40982), child("李晓")])
    return saved(book)


@ledger("id-numbers-as-numbers.xlsx")
def numeric_ids() -> bytes:
    return xlsx(
        [
            HEADINGS,
            child(身份证号=float(f"{NUMBER[:15]}000")),
            child("李晓", 身份证号=number(date(2015, 3, 17))[:15] + "000", 出生日期=None),
            child("王一", 身份证号="9.90101E+17"),
            child("赵二", 身份证号=NUMBER),
        ]
    )


@ledger("formulas-without-results.xlsx")
def formulas() -> bytes:
    heads = "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{title}</t></is></c>'
        for at, title in zip("ABCD", ("村", "姓名", "性别", "学校"), strict=True)
    )
    rows = [f'<row r="1">{heads}</row>']
    for row, cells in enumerate(
        (
            {"A": "柳树村", "B": "=姓", "C": "女", "D": "石桥小学"},
            {"A": "柳树村", "B": "李晓", "C": "男", "D": "=校"},
            {"A": "=村", "B": "王一", "C": "女", "D": "石桥小学"},
        ),
        start=2,
    ):
        told = "".join(_formula_or_text(f"{at}{row}", said) for at, said in cells.items())
        rows.append(f'<row r="{row}">{told}</row>')
    return packed(sheet_xml("".join(rows)))


def _formula_or_text(at: str, said: str) -> str:
    if said.startswith("="):
        return f'<c r="{at}"><f>Z1&amp;"{said[1:]}"</f></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{said}</t></is></c>'


@ledger("the-same-child-twice.xlsx")
def twice() -> bytes:
    book = openpyxl.Workbook()
    sheet_of(book, [HEADINGS, child(身份证号=NUMBER), child("陈雨", 身份证号=NUMBER)], "一季度")
    sheet_of(book, [HEADINGS, child("陈雨桐", 身份证号=NUMBER), child("李晓")], "二季度")
    return saved(book)


@ledger("identity.csv")
def identity() -> bytes:
    boy, x = number(BORN, 3), _ending_in_x()
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number(BORN, 4))
    arabic = "".join(chr(0x660 + int(c)) for c in number(BORN, 8)[:17]) + "1"
    permit = "810000" + number(BORN, 6)[6:17]
    rows = [
        text_child("陈一", x.lower()),
        text_child("陈二", wide),
        text_child("陈三", f"身份证号: {NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:]}"),
        text_child("陈四", NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")),
        text_child("陈五", "990101201502290012"),
        text_child("陈六", "990101160315002"),
        text_child("陈七", number(date(2030, 1, 1))),
        text_child("陈八", number(date(1899, 1, 1))),
        text_child("陈九", number(date(2005, 1, 1), 4)),
        text_child("陈十", boy),
        text_child("周一", number(BORN, 10), 出生日期="2015-03-15"),
        text_child("周二", arabic),
        text_child("周三", permit + expected_check_digit(permit), 性别="女"),
        text_child("周四", "E12345678"),
        text_child("周五", "暂无"),
    ]
    return text(rows).encode("utf-8-sig")


def _ending_in_x() -> str:
    return next(n for sequence in range(12, 400, 2) if (n := number(BORN, sequence)).endswith("X"))


@ledger("guardians-and-remarks.csv")
def guardians() -> bytes:
    headings = ("村", "姓名", "性别", "类别", "监护人姓名", "监护人身份证号", "监护人电话", "备注")
    rows = [
        ["柳树村", "陈一", "女", "孤儿", "王秀英", "990101650315001", "+86 19900000001", ""],
        ["柳树村", "陈二", "女", "孤儿", "王3", "", "199-0000-0002", "奶奶电话19900000009"],
        ["柳树村", "陈三", "女", "孤儿", "无", "", "0518-87210000", "无"],
        ["柳树村", "陈四", "女", "外星儿童", "李四", "", "199000000012", "不详"],
        ["柳树村", "陈五", "雌", "", "李五", "", "", "<script>alert(1)</script>"],
    ]
    return text(rows, headings=headings).encode()


@ledger("names.csv")
def names() -> bytes:
    written = (
        "王𰻝", "阿依古丽•买买提", "张　三", "陈\u200b雨\ufeff", "李\ue81e", "陈3", "陈😀",
        "<b>陈</b>", "不详", "，。", "阿" * 60, "阿" * 101, "=1+1",
    )  # fmt: skip
    return text([text_child(name) for name in written]).encode()


@ledger("places.csv")
def places() -> bytes:
    headings = ("乡镇", *TEXT_HEADINGS)
    told = [
        ("石桥镇", "柳树村委会"), ("", "河湾"), ("石桥镇", "旧河村"), ("石桥镇", "东坡村"),
        ("无此镇", "柳树村"), ("", "山后村"), ("石桥镇", ""),
    ]  # fmt: skip
    rows = [
        [township, *text_child(f"陈{name}", **{"村（社区）": village})]
        for name, (township, village) in zip("甲乙丙丁戊己庚", told, strict=True)
    ]
    return text(rows, headings=headings).encode("gb18030")


# --- text tables ------------------------------------------------------------------------------

_TWO = [text_child("阿依古丽·买买提"), text_child("李晓")]
for _name, _bytes in {
    "utf-8.csv": text(_TWO).encode(),
    "utf-8-with-mark.csv": text(_TWO).encode("utf-8-sig"),
    "gb18030.csv": text([*_TWO, text_child("王𰻝")]).encode("gb18030"),
    "unicode-text.txt": text(_TWO, "\t").encode("utf-16"),
    "semicolons.csv": text(_TWO, ";").encode("utf-8-sig"),
    "tabs-gbk.txt": text(_TWO, "\t").encode("gbk"),
    "quoted.csv": '村,姓名,备注\n柳树村,陈雨桐,"一、二;三,\n四 ""五"""\n'.encode(),
    "too-many-rows.csv": text([text_child("李晓")] * 5000).encode(),
    "too-many-columns.csv": ",".join(f"栏{n}" for n in range(300)).encode(),
    "blank.csv": b"\xef\xbb\xbf \r\n",
    "commas-only.csv": b",,,\n,,\n",
    "one-sentence.csv": "今年的台账还没有做好\n".encode(),
    "cut-in-a-character.csv": "村,姓名\n柳树村,陈雨桐".encode("gb18030")[:-1],
}.items():
    LEDGERS[_name] = lambda kept=_bytes: kept  # type: ignore[misc]


# --- other files under a ledger's name --------------------------------------------------------

_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
_CORNER = _CELL + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_ENTITIES = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def _zipped(*entries: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in entries:
            archive.writestr(name, "x")
    return output.getvalue()


def _sheets(count: int) -> dict[str, Any]:
    return {f"xl/worksheets/sheet{n}.xml": sheet_xml(_CELL) for n in range(2, count + 1)}


LEDGERS |= {
    "old.xls": lambda: compound("Root Entry", "Workbook"),
    "of-wps.et": lambda: compound("Root Entry", "Workbook", "ETExtData"),
    "with-a-password.xlsx": lambda: compound("Root Entry", "EncryptionInfo", "EncryptedPackage"),
    "a-letter.xlsx": lambda: compound("Root Entry", "WordDocument"),
    "a-web-page.xls": lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "with-macros.xlsm": lambda: _zipped("xl/workbook.xml", "xl/vbaProject.bin"),
    "of-libreoffice.xlsx": lambda: _zipped("content.xml", "mimetype"),
    "packed.xlsx": lambda: _zipped("台账.xlsx"),
    "a-print.xlsx": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a-photo.xlsx": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "truncated.xlsx": lambda: plain()[:-400],
    "two-far-corners.xlsx": lambda: packed(sheet_xml(_CORNER)),
    "entities.xlsx": lambda: packed(sheet_xml(_CELL, _ENTITIES)),
    "a-thousand-sheets.xlsx": lambda: packed(sheet_xml(_CELL), _sheets(1000)),
}
