"""The register as a workbook, and the empty template of a list to hand in."""

from collections.abc import Iterator, Sequence

from casework import clock
from casework.accounts.viewer import Viewer
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import ancestors
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_xlsx
from casework.ui.formats import chinese_date
from casework.volunteers import places, queries, rules
from casework.volunteers.models import Volunteer
from casework.volunteers.queries.listing import Filters
from casework.volunteers.rules import Opened

#: So many are written at most; a county has some hundred.
MOST = 20_000
_BATCH = 1_000

#: The columns of a list to hand in, with their widths; their headings are the practice's.
TEMPLATE = {
    "serial": 6,
    "name": 12,
    "sex": 6,
    "id_number": 21,
    "phone": 14,
    "kind": 16,
    "organisation": 22,
    "township": 14,
    "village": 14,
    "reach": 16,
    "capacity": 14,
    "skills": 22,
    "languages": 16,
    "free_times": 18,
    "joined_on": 12,
    "checked_on": 12,
    "check_result": 18,
    "check_unit": 20,
    "note": 22,
}
#: What the register says of a check is what it means today, not the query itself.
_OF_CHECKS = ("checked_on", "check_result", "check_unit")
# no-catalogue: a file stays Chinese
_STANDING = (("查询状态", 12), ("查询有效期到", 14), ("已结对", 8), ("状态", 8))
# no-catalogue: a file stays Chinese
_TITLE, _NAME, _LIST = "志愿者名册", "名册", "志愿者名单"
# no-catalogue: a file stays Chinese
_NOTE = "{place}　{day}　共{n}人"
# no-catalogue: a file stays Chinese
_HOW_TO = (
    "“姓名”和“志愿者类别”必填，其他的不知道可以空着。一人一行。类别写其中一个：{kinds}。"
    "能做什么：{skills}。空闲时间：{times}。服务范围：本村（社区）、本乡镇（街道）、全县。"
    "查询结果写“无违法犯罪记录”或“不得从事”，不写查到的内容。"
)


def template() -> bytes:
    """Return the empty list, with how it is filled in above the headings."""
    book = practice.volunteer_headers()
    columns = [Column(book.label(code), width) for code, width in TEMPLATE.items()]
    told = _HOW_TO.format(
        kinds="、".join(practice.codes("volunteer_kind").values()),
        skills="、".join(practice.codes("volunteer_skill").values()),
        times="、".join(practice.codes("free_time").values()),
    )
    return write_xlsx([SheetOut(_LIST, columns, [], _LIST, told)])


def register_book(viewer: Viewer, filters: Filters, opened: Sequence[Opened]) -> tuple[bytes, int]:
    """Return the register as a workbook, and how many it names."""
    on, book = clock.today(), practice.volunteer_headers()
    told = [code for code in TEMPLATE if code not in _OF_CHECKS]
    columns = [Column(book.label(code), TEMPLATE[code]) for code in told]
    columns += [Column(heading, width) for heading, width in _STANDING]
    found = list(_everybody(viewer, filters))
    rows = list(_rows(found, opened))
    place = "、".join(regions.full_name(code) for code in viewer.regions)
    note = _NOTE.format(place=place, day=chinese_date(on), n=len(rows))
    return write_xlsx([SheetOut(_NAME, columns, rows, _TITLE, note, note)]), len(rows)


def _everybody(viewer: Viewer, filters: Filters) -> Iterator[Volunteer]:
    after, n = None, 0
    while n < MOST:
        page = queries.page_of(viewer, filters, clock.today(), after, _BATCH)
        yield from page.rows
        n, after = n + len(page.rows), page.after
        if after is None:
            return


def _rows(found: Sequence[Volunteer], opened: Sequence[Opened]) -> Iterator[list[CellOut]]:
    names, words = _names(found), _Words()
    for serial, volunteer in enumerate(found, start=1):
        township, village = places.named(names, volunteer.base_code)
        yield [
            serial,
            volunteer.name,
            words.sexes.get(volunteer.sex or ""),
            rules.shown_number(volunteer, opened),
            rules.shown_phone(volunteer, opened),
            words.kinds.get(volunteer.kind, volunteer.kind),
            volunteer.organisation,
            township,
            village,
            rules.reach_of(volunteer).label,
            volunteer.capacity,
            words.listed(words.skills, volunteer.skills),
            words.listed(words.languages, volunteer.languages),
            words.listed(words.times, volunteer.free_times),
            volunteer.joined_on,
            volunteer.note,
            volunteer.vetting(clock.today()).label,
            volunteer.cleared_until_on,
            volunteer.places_taken,
            volunteer.state.label,
        ]


class _Words:
    """The words of codes in a file."""

    def __init__(self) -> None:
        self.sexes = practice.codes("sex")
        self.kinds = practice.codes("volunteer_kind")
        self.skills = practice.codes("volunteer_skill")
        self.languages = practice.codes("contact_language")
        self.times = practice.codes("free_time")

    def listed(self, words: dict[str, str], codes: Sequence[str]) -> str:
        """Return the words of some codes."""
        return "、".join(words.get(code, code) for code in codes)


def _names(found: Sequence[Volunteer]) -> dict[str, str]:
    bases = {each.base_code for each in found}
    wanted = bases | {above for code in bases for above in ancestors(code)}
    return {code: region.name for code, region in regions.by_codes(wanted).items()}
