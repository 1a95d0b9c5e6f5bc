"""What the rows of a list of volunteers say, field by field; pure but for the practice's words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casework.errors import RuleBroken
from casework.identifiers import check_name, check_phone
from casework.practice.rules.codes import CodeList
from casework.practice.rules.volunteers import VolunteerRules
from casework.sheets.cells import Problem, read_date, read_id_number, read_text, says_nothing
from casework.sheets.records import Record
from casework.sheets.workbook import Cell
from casework.texts import Text
from casework.volunteers import rules
from casework.volunteers.facts import CheckFacts, VolunteerFacts
from casework.volunteers.models import VettingResult
from casework.volunteers.places import Places
from casework.volunteers.rules import Reach

_PARTS = re.compile(r"[、,，;；/|\s]+")
_NUMBER = re.compile("[0-9]{1,2}")
#: Stands where a list forgot to say who was asked; whoever is barred is kept away all the same.
UNIT_UNKNOWN = "（还没有写明查询单位，请补）"

# no-catalogue: read, not shown
_REACHES = {
    "本村": Reach.VILLAGE,
    "本社区": Reach.VILLAGE,
    "本村(社区)": Reach.VILLAGE,
    "村": Reach.VILLAGE,
    "本乡镇": Reach.TOWNSHIP,
    "本镇": Reach.TOWNSHIP,
    "本乡": Reach.TOWNSHIP,
    "本街道": Reach.TOWNSHIP,
    "本乡镇(街道)": Reach.TOWNSHIP,
    "全县": Reach.COUNTY,
    "全区": Reach.COUNTY,
    "全市": Reach.COUNTY,
    "本县": Reach.COUNTY,
}
# no-catalogue: read, not shown
_CLEAR = frozenset(
    {"无", "没有", "无记录", "无违法犯罪记录", "无犯罪记录", "查询通过", "通过", "合格", "正常"}
)
# no-catalogue: read, not shown
_BARRED = frozenset({"有", "有记录", "有违法犯罪记录", "不得从事", "不合格", "不通过", "未通过"})
# no-catalogue: read, not shown
_NOT_ASKED = frozenset({"", "未查询", "未查", "待查", "没查", "/", "-", "—", "——"})


@dataclass(frozen=True)
class Words:
    """What a list is read by."""

    places: Places
    kinds: CodeList
    sexes: CodeList
    skills: CodeList
    languages: CodeList
    free_times: CodeList
    settings: VolunteerRules
    today: date
    is_1904: bool = False


@dataclass(frozen=True)
class Said:
    """Something about one field of a row: what is wrong, and in which column."""

    field: str
    why: str


@dataclass
class Row:
    """One row as it was understood: facts, or why it cannot be."""

    number: int
    facts: VolunteerFacts | None = field(default=None, repr=False)
    check: CheckFacts | None = field(default=None, repr=False)
    joined_on: date | None = None
    #: Why it cannot be imported.
    refused: list[Said] = field(default_factory=list)
    #: What was left out of it, or is to be looked at.
    doubts: list[Said] = field(default_factory=list)


def interpret(record: Record, words: Words) -> Row:
    """Understand one row.

    Only a name, a kind or a place that cannot be told keep a row out; everything else that
    cannot be read is left empty and said.
    """
    row = Row(record.row)
    reader = _Reader(record, words, row)
    told = reader.facts()
    if told is not None:
        row.facts, row.check, row.joined_on = told, reader.check(), reader.joined_on()
    return row


class _Reader:
    """Reads the cells of one row, and notes what is wrong with them."""

    def __init__(self, record: Record, words: Words, row: Row) -> None:
        self.cells: Mapping[str, Cell] = record.cells
        self.words, self.row = words, row
        for code, why in record.flawed.items():
            row.doubts.append(Said(code, why))

    def facts(self) -> VolunteerFacts | None:
        """Return what the row says of the person; None where it cannot be imported."""
        name, kind, base = self._name(), self._kind(), self._base()
        if self.row.refused or name is None or kind is None or base is None:
            return None
        many: dict[str, Any] = {
            "skills": self._several("skills", self.words.skills),
            "languages": self._several("languages", self.words.languages),
            "free_times": self._several("free_times", self.words.free_times),
        }
        number = self._number()
        return VolunteerFacts(
            name=name,
            kind=kind,
            base_code=base,
            reach_code=rules.reach_code(base, self._reach()),
            capacity=self._capacity(),
            sex=self._sex(number),
            phone=self._phone(),
            id_number=number,
            organisation=self._text("organisation"),
            note=self._text("note"),
            **many,
        )

    def check(self) -> CheckFacts | None:
        """Return the query of records that the row tells of.

        One that came out clear counts only with day and office; whoever is barred is kept away
        whatever is missing.
        """
        said = "".join((read_text(self.cells.get("check_result")) or "").split())
        unit, day = self._text("check_unit"), self._day("checked_on")
        if said in _BARRED:
            if unit is None or day is None:
                self._doubt("check_result", "不得从事：先按今天记下，请补查询日期和单位")
            barred = VettingResult.BARRED.value
            return CheckFacts(day or self.words.today, barred, unit or UNIT_UNKNOWN)
        if said in _CLEAR and unit and day:
            return CheckFacts(day, VettingResult.CLEAR.value, unit)
        if said in _CLEAR:
            self._doubt("check_result", "查询日期和查询单位都写明才算查询过，这一项没有导入")
        elif said not in _NOT_ASKED:
            self._doubt("check_result", "看不懂，请写“无违法犯罪记录”或者“不得从事”")
        return None

    def joined_on(self) -> date | None:
        """Return since when she helps."""
        return self._day("joined_on")

    # --- field by field ------------------------------------------------------------------------

    def _name(self) -> str | None:
        text = read_text(self.cells.get("name"))
        if text is None:
            self._refuse("name", "没有填写")
            return None
        checked = check_name(text)
        if checked.problem is not None:
            self._refuse("name", checked.problem.message)
        return checked.name

    def _kind(self) -> str | None:
        text = read_text(self.cells.get("kind"))
        code = self.words.kinds.from_synonym(text) if text else None
        if text is None:
            self._refuse("kind", "没有填写：每位志愿者要写一个类别")
        elif code is None:
            self._refuse("kind", Text("没有“%(word)s”这一类，请照模板里的类别写", word=text[:20]))
        return code

    def _base(self) -> str | None:
        township, village = (self._text(name) for name in ("township", "village"))
        try:
            return self.words.places.base(township, village)
        except RuleBroken as broken:
            self._refuse(broken.field or "township", broken.message)
            return None

    def _number(self) -> str | None:
        read = read_id_number(self.cells.get("id_number"), today=self.words.today)
        if isinstance(read, Problem):
            self._doubt("id_number", read.message)
            return None
        if read is not None and read.problem is not None:
            self._doubt("id_number", read.problem.message)
        return read.number if read is not None else None

    def _sex(self, number: str | None) -> str | None:
        text = self._text("sex")
        code = self.words.sexes.from_synonym(text) if text else None
        if text and code is None:
            self._doubt("sex", "看不懂，没有导入")
        if code is None and number and len(number) == _LONG:
            return "1" if int(number[-2]) % 2 else "2"
        return code

    def _phone(self) -> str | None:
        text = self._text("phone")
        checked = check_phone(text) if text else None
        if checked is None:
            return None
        if checked.problem is not None:
            self._doubt("phone", checked.problem.message)
            return None
        return checked.number

    def _reach(self) -> Reach:
        text = self._text("reach")
        folded = (text or "").replace("（", "(").replace("）", ")")
        if text and folded not in _REACHES:
            self._doubt("reach", "看不懂，先按本乡镇（街道）登记")
        return _REACHES.get(folded, Reach.TOWNSHIP)

    def _capacity(self) -> int:
        text, setting = self._text("capacity"), self.words.settings.capacity
        if text is None:
            return setting.usual
        # no-catalogue: read, not shown
        digits = text.removesuffix("人").removesuffix("个")
        if _NUMBER.fullmatch(digits) and 1 <= int(digits) <= setting.most:
            return int(digits)
        self._doubt("capacity", Text("应在1到%(most)s之间，先按1人登记", most=setting.most))
        return 1

    def _several(self, name: str, known: CodeList) -> tuple[str, ...]:
        parts = [part for part in _PARTS.split(self._text(name) or "") if part]
        codes = {part: known.from_synonym(part) for part in parts}
        unknown = [part for part, code in codes.items() if code is None]
        if unknown:
            self._doubt(name, Text("没有导入：%(words)s", words=[word[:20] for word in unknown]))
        return tuple(dict.fromkeys(code for code in codes.values() if code))

    def _day(self, name: str) -> date | None:
        read = read_date(self.cells.get(name), is_1904=self.words.is_1904)
        if isinstance(read, Problem):
            self._doubt(name, read.message)
            return None
        if read is not None and read > self.words.today:
            self._doubt(name, "日期在今天以后，没有导入")
            return None
        return read

    def _text(self, name: str) -> str | None:
        cell = self.cells.get(name)
        text = read_text(cell)
        return None if text is None or says_nothing(cell) else text[:_LONGEST]

    def _refuse(self, name: str, why: str) -> None:
        self.row.refused.append(Said(name, why))

    def _doubt(self, name: str, why: str) -> None:
        self.row.doubts.append(Said(name, why))


_LONG = 18
_LONGEST = 200


def sentences(said: list[Said], label: Mapping[str, str]) -> Iterator[Text]:
    """Yield each as people read it: the column, then what is wrong with it."""
    for each in said:
        yield Text("“%(column)s”：%(why)s", column=label.get(each.field, each.field), why=each.why)
