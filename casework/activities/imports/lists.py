"""A list of activities from bytes to what importing it would do; nothing is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.imports.days import Year
from casework.activities.imports.digests import digest_of, known_rows, likeness_of
from casework.activities.imports.interpret import Row, Said, Words, interpret, sentences
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.practice.rules.headers import HeaderBook
from casework.regions.codes import prefix
from casework.sheets.cells import read_text
from casework.sheets.copying import SheetCopy, write_copies
from casework.sheets.headers import RETURN_REASON, Layout, find_layout
from casework.sheets.limits import Limits
from casework.sheets.reading import read_workbook
from casework.sheets.records import Records, read_records, whole_rows
from casework.sheets.workbook import Sheet, Workbook
from casework.texts import Text
from casework.volunteers.places import Places

REQUIRED = ("title", "held_on")
FILLED_DOWN = frozenset({"township", "place", "organiser", "campaign", "held_on"})
#: A county's activities of a season are some hundred; a longer list is cut in two.
LIMITS = Limits(rows=500)
#: Villages of a province are too many to be looked up by name.
_WIDEST_PLACE = 4

_NO_HEADER = "没有找到表头。表里要有“活动内容”和“活动时间”两栏，可以先下载空白模板照着填。"
_NO_ROWS = "表头下面一行也没有。请检查是不是选错了文件，核对后重新上传。"
_MISSING = "没有认出“%(column)s”这一栏，请把表头改成“%(column)s”后重新上传。"
_UNKNOWN = "“%(columns)s”没有认出，这几栏的内容不导入。"
_LEFT_OUT = "第%(row)s行是%(why)s，没有读。"
_TWICE = "和第%(row)s行完全一样，只导入一次；如果办了两场，请写一行，场次写2"
_SAME = "活动内容、单位、时间和第%(row)s行一样，请核对是不是同一场"
_ALIKE = (
    "以前导入过内容和单位相同的一行，时间或者人数不同；"
    "如果是改过的同一行，请在活动里更正，不要再导入"
)
# no-catalogue: read, not shown
_YEAR = re.compile(r"(20[0-9]{2})\s*年")


@dataclass(frozen=True)
class Plan:
    """What an import would do: every row of the file in exactly one place."""

    #: Each an activity of its own, or one more gift of one that stands above (``joins``).
    new: Sequence[Row]
    #: Imported before: not touched.
    known: Sequence[Row]
    refused: Sequence[Row]
    #: How the file was read.
    notes: Sequence[str]
    #: The activity of each row that was imported before, by row.
    recorded: Mapping[int, UUID] = field(repr=False)
    #: Label by field.
    labels: Mapping[str, str] = field(repr=False)
    workbook: Workbook = field(repr=False)
    sheet: Sheet = field(repr=False)
    layout: Layout = field(repr=False)

    @property
    def doubtful(self) -> list[Row]:
        """Rows that would be imported and have to be looked at, in the order of the file."""
        return [row for row in self.new if row.doubts]

    @property
    def activities(self) -> int:
        """How many activities would be recorded."""
        return sum(row.joins is None for row in self.new)

    @property
    def gifts(self) -> int:
        """How many gifts would be written into the ledger."""
        return sum(row.gift is not None for row in self.new)

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


def plan(
    viewer: Viewer, unit_code: str, filename: str, content: bytes, campaign_code: str | None = None
) -> Plan:
    """Say what importing a list for a unit would do.

    Raises SheetRefused for a file that cannot be read, RuleBroken for one without a header, a
    column that is needed, or any row.
    """
    book = practice.activity_headers()
    workbook = read_workbook(content, filename, LIMITS)
    sheet, layout = _list_in(workbook, book)
    records = read_records(sheet, layout, filled_down=FILLED_DOWN)
    if not records.records:
        raise RuleBroken(_NO_ROWS, "file")
    words = _words(unit_code, campaign_code, sheet, layout, is_1904=workbook.is_1904)
    rows = [interpret(record, words) for record in records.records]
    _refuse_second_times(rows)
    _join(rows)
    recorded = _recorded(viewer, unit_code, rows)
    readable = [row for row in rows if row.facts is not None]
    return Plan(
        new=[row for row in readable if row.number not in recorded],
        known=[row for row in readable if row.number in recorded],
        refused=[row for row in rows if row.facts is None],
        notes=list(_notes(layout, records)),
        recorded=recorded,
        labels={each.code: each.label for each in book.fields},
        workbook=workbook,
        sheet=sheet,
        layout=layout,
    )


def returned(plan: Plan, *, is_imported: bool) -> bytes | None:
    """Return the rows that are to be mended, in the file's own layout, each with its reasons.

    Once a list was imported only what was refused: the rest is put right where it was recorded.
    """
    rows_told = plan.refused if is_imported else (*plan.refused, *plan.doubtful)
    told = {row.number: plan.why(row) for row in rows_told}
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


def _words(
    unit_code: str, campaign_code: str | None, sheet: Sheet, layout: Layout, *, is_1904: bool
) -> Words:
    campaigns = practice.campaigns(unit_code)
    today = clock.today()
    return Words(
        kinds=practice.code_list("activity_kind"),
        sources=practice.code_list("aid_source"),
        campaigns=campaigns,
        campaign=next((each for each in campaigns if each.code == campaign_code), None),
        places=Places(unit_code) if len(prefix(unit_code)) >= _WIDEST_PLACE else None,
        year=Year(title=_year_in(sheet, layout), today=today),
        today=today,
        is_1904=is_1904,
    )


def _year_in(sheet: Sheet, layout: Layout) -> int | None:
    """Return the year in the title above the header."""
    for row in sheet.rows:
        if row.number >= layout.header_row:
            return None
        for cell in row.cells:
            if found := _YEAR.search(read_text(cell) or ""):
                return int(found[1])
    return None


def _refuse_second_times(rows: Sequence[Row]) -> None:
    """Keep the first of several rows that say the same; the others are no other activities."""
    first: dict[str, int] = {}
    for row in rows:
        if row.facts is None:
            continue
        if row.told in first:
            row.facts = None
            row.refused.append(Said("title", Text(_TWICE, row=first[row.told])))
        else:
            first[row.told] = row.number


def _join(rows: Sequence[Row]) -> None:
    """Let rows of one activity that tell another way of giving each join the first of them.

    附件2 has one row for each way of giving. Two rows about the same with the same way are two
    activities, and somebody has to look.
    """
    first: dict[tuple[str, ...], Row] = {}
    modes: dict[tuple[str, ...], set[object]] = {}
    for row in rows:
        if row.facts is None:
            continue
        leading = first.setdefault(row.event, row)
        if leading is row:
            modes[row.event] = {row.gift.mode if row.gift else None}
        elif row.gift is not None and row.gift.mode not in modes[row.event]:
            modes[row.event].add(row.gift.mode)
            row.joins = leading.number
        else:
            row.doubts.append(Said("title", Text(_SAME, row=leading.number)))


def _recorded(viewer: Viewer, unit_code: str, rows: Sequence[Row]) -> dict[int, UUID]:
    """Return the activity of each row that was imported before; note what only looks alike."""
    digests = {row.number: digest_of(unit_code, row) for row in rows if row.facts is not None}
    alike = {row.number: likeness_of(unit_code, row) for row in rows if row.facts is not None}
    known = known_rows(viewer, digests.values(), alike.values())
    for row in rows:
        is_new = row.number in digests and digests[row.number] not in known.activities
        if is_new and alike[row.number] in known.alike:
            row.doubts.append(Said("title", _ALIKE))
    return {n: known.activities[key] for n, key in digests.items() if key in known.activities}


def _notes(layout: Layout, records: Records) -> Iterator[Text]:
    held = set(layout.columns.values())
    if "kind" not in held:
        yield Text("没有“活动种类”一栏：按活动内容里的字样归类，认不出的记作“其他”。")
    if "children" not in held and "benefit" in held:
        yield Text("没有“儿童人次”一栏：先按受益儿童数每人算一次。")
    if "mode" in held and "source" not in held:
        yield Text("没有“捐赠来源”一栏：按承办或者捐赠单位的字样归类，认不出的记作“慈善”。")
    unknown = [heading.label for heading in (*layout.unknown, *layout.doubled)]
    if unknown:
        yield Text(_UNKNOWN, columns=unknown)
    for each in records.left_out:
        yield Text(_LEFT_OUT, row=each.row, why=each.why)
