"""A list of volunteers from bytes to what importing it would do; nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from casework import clock
from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.practice.rules.headers import HeaderBook
from casework.sheets.copying import SheetCopy, write_copies
from casework.sheets.headers import RETURN_REASON, Layout, find_layout
from casework.sheets.limits import Limits
from casework.sheets.reading import read_workbook
from casework.sheets.records import Records, read_records, whole_rows
from casework.sheets.workbook import Sheet, Workbook
from casework.texts import Text
from casework.volunteers import queries
from casework.volunteers.interpret import Row, Said, Words, interpret, sentences
from casework.volunteers.places import Places

REQUIRED = ("name", "kind")
FILLED_DOWN = frozenset({"township", "village", "kind"})
#: A county's volunteers are few; a longer list is cut in two.
LIMITS = Limits(rows=3_000)

_NO_HEADER = "没有找到表头。表里要有“姓名”和“志愿者类别”两栏，可以先下载空白模板照着填。"
_NO_ROWS = "表头下面一行也没有。请检查是不是选错了文件，核对后重新上传。"
_MISSING = "没有认出“%(column)s”这一栏，请把表头改成“%(column)s”后重新上传。"
_UNKNOWN = "“%(columns)s”没有认出，这几栏的内容不导入。"
_LEFT_OUT = "第%(row)s行是%(why)s，没有读。"
_TWICE = "和第%(row)s行是同一个人"


@dataclass(frozen=True)
class Plan:
    """What an import would do: every row of the file in exactly one place."""

    new: Sequence[Row]
    #: Who is on the register already: not touched.
    known: Sequence[Row]
    refused: Sequence[Row]
    #: How the file was read.
    notes: Sequence[str]
    #: Label by field.
    labels: Mapping[str, str] = field(repr=False)
    workbook: Workbook = field(repr=False)
    sheet: Sheet = field(repr=False)
    layout: Layout = field(repr=False)

    @property
    def doubtful(self) -> list[Row]:
        """Rows that would be imported without something, in the order of the file."""
        return [row for row in self.new if row.doubts]

    def why(self, row: Row) -> list[Text]:
        """Return what is wrong with a row, field by field."""
        return list(sentences([*row.refused, *row.doubts], self.labels))

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "new": len(self.new),
            "known": len(self.known),
            "doubtful": len(self.doubtful),
            "refused": len(self.refused),
        }


def plan(viewer: Viewer, region_code: str, filename: str, content: bytes) -> Plan:
    """Say what importing a list into a county would do.

    Raises SheetRefused for a file that cannot be read, RuleBroken for one without a header, a
    column that is needed, or any row.
    """
    book = practice.volunteer_headers()
    workbook = read_workbook(content, filename, LIMITS)
    sheet, layout = _list_in(workbook, book)
    records = read_records(sheet, layout, filled_down=FILLED_DOWN)
    if not records.records:
        raise RuleBroken(_NO_ROWS, "file")
    words = _words(region_code, is_1904=workbook.is_1904)
    rows = [interpret(record, words) for record in records.records]
    _refuse_second_times(rows)
    new, known = _sorted(viewer, [row for row in rows if row.facts is not None])
    return Plan(
        new=new,
        known=known,
        refused=[row for row in rows if row.facts is None],
        notes=list(_notes(layout, records)),
        labels={each.code: each.label for each in book.fields},
        workbook=workbook,
        sheet=sheet,
        layout=layout,
    )


def returned(plan: Plan) -> bytes | None:
    """Return the rows that are to be mended, in the file's own layout, each with its reasons."""
    told = {row.number: plan.why(row) for row in (*plan.refused, *plan.doubtful)}
    rows = list(whole_rows(plan.sheet, plan.layout, set(told), filled_down=FILLED_DOWN))
    if not rows:
        return None
    copy = SheetCopy(
        source=plan.sheet,
        header_row=plan.layout.header_row,
        rows=rows,
        words=["；".join(told[row.number]) for row in rows],
        heading=RETURN_REASON,
        not_copied=plan.layout.returned,
    )
    return write_copies([copy], is_1904=plan.workbook.is_1904)


def _list_in(workbook: Workbook, book: HeaderBook) -> tuple[Sheet, Layout]:
    """Return the sheet that names most of our fields, with where they stand."""
    found = [
        (sheet, layout)
        for sheet in workbook.visible_sheets
        if (layout := find_layout(sheet, book, required=REQUIRED)) is not None
    ]
    if not found:
        raise RuleBroken(_NO_HEADER, "file")
    sheet, layout = max(found, key=lambda each: len(each[1].columns))
    if layout.missing:
        raise RuleBroken(_MISSING, "file", column=book.label(layout.missing[0]))
    return sheet, layout


def _words(region_code: str, *, is_1904: bool) -> Words:
    return Words(
        places=Places(region_code),
        kinds=practice.code_list("volunteer_kind"),
        sexes=practice.code_list("sex"),
        skills=practice.code_list("volunteer_skill"),
        languages=practice.code_list("contact_language"),
        free_times=practice.code_list("free_time"),
        settings=practice.volunteers(region_code),
        today=clock.today(),
        is_1904=is_1904,
    )


def _refuse_second_times(rows: Sequence[Row]) -> None:
    """Keep the first of several rows about one person; the others cannot be imported."""
    first: dict[bytes, int] = {}
    for row in rows:
        if row.facts is None:
            continue
        keys = _keys(row)
        earlier = [first[key] for key in keys if key in first]
        if earlier:
            row.facts = None
            row.refused.append(Said("name", Text(_TWICE, row=earlier[0])))
        for key in keys:
            first.setdefault(key, row.number)


def _sorted(viewer: Viewer, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part those who are on the register, or were, from those who are new."""
    keys = [_keys(row) for row in rows]
    wanted = [*chain.from_iterable(keys)]
    found = queries.known_again(viewer, wanted, wanted) if wanted else []
    held = {key for each in found for key in (each.number_digest, each.same_digest) if key}
    new = [row for row, own in zip(rows, keys, strict=True) if not held & set(own)]
    known = [row for row, own in zip(rows, keys, strict=True) if held & set(own)]
    return new, known


def _keys(row: Row) -> list[bytes]:
    """Return by what the person of a row is known again, the surer first."""
    facts = row.facts
    if facts is None:
        return []
    number = facts.id_number and queries.number_digest(facts.base_code, facts.id_number)
    same = queries.same_digest(facts.base_code, facts.name, facts.phone, facts.organisation)
    return [number, same] if number else [same]


def _notes(layout: Layout, records: Records) -> Iterator[Text]:
    unknown = [heading.label for heading in (*layout.unknown, *layout.doubled)]
    if unknown:
        yield Text(_UNKNOWN, columns=unknown)
    for each in records.left_out:
        yield Text(_LEFT_OUT, row=each.row, why=each.why)
