"""From the cells of a row to the facts of a child: pure, with the practice handed in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts
from casework.children.rules import ADULT_AGE, age_on, check_facts
from casework.errors import RuleBroken
from casework.identifiers import check_name, check_phone, normalise_name, to_half_width
from casework.identifiers.id_numbers import IdKind, IdNumber, IdProblem, to_eighteen
from casework.people.models import Part
from casework.practice.rules.categories import CategoryBook
from casework.practice.rules.codes import CodeList
from casework.practice.rules.conditions import ConditionBook
from casework.practice.rules.headers import HeaderBook
from casework.regions.rules import Ambiguous
from casework.roster.lines import Line, Place, Refusal
from casework.sheets.cells import Problem, read_date, read_id_number, read_text, says_nothing
from casework.sheets.records import Record
from casework.sheets.workbook import Cell
from casework.texts import Text

NO_NAME = "没有姓名"
NO_VILLAGE = "村（社区）不存在"
AMBIGUOUS_VILLAGE = "村（社区）名称对应不止一个地方，请写全称"
REPLACED_VILLAGE = "已并入“%(into)s”，按并入后的登记"
FROM_OLD_NUMBER = "是15位旧号，已换算成18位，请与本人核对"
IS_ADULT = "已满18周岁，一般应当退出，请核对"
NUMBER_IN_REMARK = "里面似有证件号或电话，请放到专用的栏目"

#: An ID number's birth date that cannot be: the row is refused, not merely doubted.
_IMPOSSIBLE = {
    IdProblem.NO_SUCH_DATE: "身份证号里的出生日期不存在",
    IdProblem.BORN_BEFORE_1900: "身份证号里的出生日期早于1900年",
    IdProblem.BORN_AFTER_TODAY: "出生日期晚于今天",
}

_ID_KINDS = {
    IdKind.RESIDENCE_PERMIT: "hmt_residence",
    IdKind.FOREIGNER: "foreign_permanent",
}
_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])", re.ASCII)

_PARTS = (Part.GUARDIAN, Part.CARER, Part.FATHER, Part.MOTHER)
_PARENT_RELATIONS = {Part.FATHER: "51", Part.MOTHER: "52"}


@dataclass(frozen=True)
class Replaced:
    """A village that is no more; the one that took its place."""

    code: str
    name: str


Found = str | Ambiguous | Replaced | None


@dataclass(frozen=True)
class Books:
    """The practice that a ledger is read by."""

    headers: HeaderBook
    categories: CategoryBook
    conditions: ConditionBook
    sexes: CodeList
    ethnic_groups: CodeList
    health: CodeList
    relations: CodeList
    #: Village code of a township and village name, Ambiguous, Replaced, or None.
    find_village: Callable[[str | None, str | None], Found]
    today: date
    #: The day that the ledger speaks of; children enter the list on it.
    entered_on: date
    #: Bare numbers are counted from 1904, as old Macs did.
    is_1904: bool = False


class RowRefused(Exception):
    """The row cannot be imported."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def interpret(sheet: str, record: Record, books: Books) -> Line | Refusal:
    """Understand one row; the reasons to refuse it come in a fixed order."""
    place = Place(sheet, record.row)
    try:
        return _Row(record, books).line(place)
    except RowRefused as refused:
        return Refusal(place, refused.why)


class _Row:
    """A row while it is being understood; doubts gather on the way."""

    def __init__(self, record: Record, books: Books) -> None:
        self.cells = record.cells
        self.unclaimed = record.unclaimed
        self.flawed = record.flawed
        self.books = books
        self.doubts: list[str] = list(record.flaws)

    def line(self, place: Place) -> Line:
        name = self._name()
        region_code = self._village()
        number = self._id_number()
        birth_on = self._birth(number)
        facts = self._facts(name, number, birth_on)
        self._check(facts)
        return Line(
            place=place,
            region_code=region_code,
            facts=facts,
            categories=self._categories(),
            people=tuple(person for part in _PARTS if (person := self._person(part))),
            address=self._text("child.address"),
            cells=self._all_cells(),
            doubts=tuple(dict.fromkeys(self.doubts)),
        )

    def _cell(self, code: str) -> Cell:
        return self.cells.get(code)

    def _text(self, code: str) -> str | None:
        cell = self._cell(code)
        return None if says_nothing(cell) else read_text(cell)

    def _doubt(self, code: str, why: str, **values: object) -> None:
        told = Text(why, **values) if values else why
        heading = self.books.headers.label(code)
        self.doubts.append(Text("%(heading)s：%(problem)s", heading=heading, problem=told))

    def _name(self) -> str:
        text = self._text("child.name")
        if text is None:
            raise RowRefused(self.flawed.get("child.name", NO_NAME))
        for note in check_name(text).notes:
            self._doubt("child.name", note.message)
        return normalise_name(text)

    def _village(self) -> str:
        written = self._text("village")
        found = self.books.find_village(self._text("township"), written)
        if isinstance(found, Ambiguous):
            raise RowRefused(AMBIGUOUS_VILLAGE)
        if found is None:
            raise RowRefused(self.flawed.get("village", NO_VILLAGE) if not written else NO_VILLAGE)
        if isinstance(found, Replaced):
            self._doubt("village", REPLACED_VILLAGE, into=found.name)
            return found.code
        return found

    def _id_number(self) -> IdNumber | None:
        found = read_id_number(self._cell("child.id_number"), today=self.books.today)
        if isinstance(found, Problem):
            raise RowRefused(found.message)
        if found is not None and found.problem is not None:
            if found.problem in _IMPOSSIBLE:
                raise RowRefused(_IMPOSSIBLE[found.problem])
            self._doubt("child.id_number", found.problem.message)
        return found

    def _birth(self, number: IdNumber | None) -> date | None:
        written = read_date(self._cell("child.birth_date"), is_1904=self.books.is_1904)
        if isinstance(written, Problem):
            raise RowRefused(written.message)
        if written is not None and written > self.books.today:
            raise RowRefused(_IMPOSSIBLE[IdProblem.BORN_AFTER_TODAY])
        told = number.birth_on if number else None
        if written and told and written != told:
            self._doubt("child.birth_date", "与身份证号不一致")
        born = written or told
        is_told = number is not None and number.problem is IdProblem.FIFTEEN_DIGITS
        if born and age_on(born, self.books.today) >= ADULT_AGE and not is_told:
            self._doubt("child.birth_date", IS_ADULT)
        return born

    def _facts(self, name: str, number: IdNumber | None, birth_on: date | None) -> ChildFacts:
        health = self._code("child.health", self.books.health)
        return ChildFacts(
            name=name,
            sex=self._sex(number),
            birth_on=birth_on,
            id_kind=_id_kind(number) if number else None,
            id_number=number.number if number else None,
            no_id_reason=None if number else "unknown",
            ethnic_group=self._code("child.ethnic_group", self.books.ethnic_groups),
            hukou_address=self._text("child.hukou_address"),
            school=self._text("child.school"),
            health=health,
            health_note=None if health else self._text("child.health"),
            phone=self._phone("child.phone"),
            note=self._remark(),
        )

    def _remark(self) -> str | None:
        text = self._text("fact.remark")
        if text and _NUMBER.search(to_half_width(text)):
            self._doubt("fact.remark", NUMBER_IN_REMARK)
        return text

    def _check(self, facts: ChildFacts) -> None:
        try:
            check_facts(facts, self.books.today)
        except RuleBroken as broken:
            raise RowRefused(broken.message) from broken

    def _sex(self, number: IdNumber | None) -> str:
        written = self._code("child.sex", self.books.sexes)
        told = number.sex if number else None
        if written and told and written != told:
            self._doubt("child.sex", "与身份证号不一致")
        return written or told or "0"

    def _code(self, code: str, book: CodeList) -> str | None:
        text = self._text(code)
        if text is None:
            return None
        found = book.from_synonym(text)
        if found is None:
            self._doubt(code, "没有认出填写的内容，已原样留存")
        return found

    def _phone(self, code: str) -> str | None:
        text = self._text(code)
        if text is None:
            return None
        checked = check_phone(text)
        if checked.problem is not None:
            self._doubt(code, checked.problem.message)
        return checked.number

    def _categories(self) -> tuple[CategoryFacts, ...]:
        text = self._text("child.category")
        if text is None:
            self._doubt("child.category", "没有填写，先按困境儿童登记")
            return (self._category("difficulty_unspecified"),)
        found = [self.books.categories.from_synonym(part) for part in _parts(text)]
        if None in found:
            self._doubt("child.category", "没有认出填写的内容，先按困境儿童登记")
        codes = dict.fromkeys(code or "difficulty_unspecified" for code in found)
        return tuple(self._category(code) for code in codes)

    def _category(self, code: str) -> CategoryFacts:
        return CategoryFacts(code=code, from_on=self.books.entered_on, entry_reason="imported")

    def _person(self, part: Part) -> PersonFacts | None:
        key = part.value
        name = self._text(f"{key}.name")
        situation = self._situation(part)
        if name is None and situation is None:
            return None
        return PersonFacts(
            part=part,
            name=self._person_name(part, name),
            relation=self._relation(part),
            id_number=self._person_number(part),
            phone=self._phone(f"{key}.phone"),
            whereabouts=self._text(f"{key}.whereabouts"),
            situation=situation,
            since_on=self._since(part),
        )

    def _person_name(self, part: Part, written: str | None) -> str:
        """Return the name; empty where none is written or what is written is no name."""
        if written is None:
            return ""
        checked = check_name(written)
        if checked.problem is not None:
            self._doubt(f"{part.value}.name", checked.problem.message)
            return ""
        return normalise_name(written)

    def _relation(self, part: Part) -> str | None:
        if part in _PARENT_RELATIONS:
            return _PARENT_RELATIONS[part]
        return self._code(f"{part.value}.relation", self.books.relations)

    def _person_number(self, part: Part) -> str | None:
        code = f"{part.value}.id_number"
        found = read_id_number(self._cell(code), today=self.books.today)
        if isinstance(found, Problem):
            self._doubt(code, found.message)
            return None
        if found is not None and found.problem is IdProblem.FIFTEEN_DIGITS:
            self._doubt(code, FROM_OLD_NUMBER)
            return to_eighteen(found.number)
        if found is not None and found.problem is not None:
            self._doubt(code, found.problem.message)
        return found.number if found else None

    def _situation(self, part: Part) -> str | None:
        if part not in _PARENT_RELATIONS:
            return None
        code = f"{part.value}.situation"
        text = self._text(code)
        if text is None:
            return None
        found = self.books.conditions.from_synonym(text)
        if found is None:
            self._doubt(code, "没有认出填写的内容，已原样留存")
        return found

    def _since(self, part: Part) -> date | None:
        code = f"{part.value}.since"
        found = read_date(self._cell(code), is_1904=self.books.is_1904)
        if isinstance(found, Problem):
            self._doubt(code, found.message)
            return None
        return found

    def _all_cells(self) -> Mapping[str, str]:
        kept = {code: read_text(cell) for code, cell in self.cells.items() if code != "serial"}
        kept |= {f"?{label}": read_text(cell) for label, cell in self.unclaimed.items()}
        return {code: text for code, text in kept.items() if text}


def _parts(text: str) -> list[str]:
    for mark in "、,，;；/+":
        text = text.replace(mark, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def _id_kind(number: IdNumber) -> str:
    return _ID_KINDS.get(number.kind, "resident_id") if number.kind else "resident_id"
