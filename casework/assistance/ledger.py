"""The ledger's page and its file: what an address asks for, and what stands in each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assistance import places, queries, showing
from casework.assistance.models import AidShare, Mode
from casework.assistance.queries import Filters, Giving, Line, Totals
from casework.assistance.showing import Codes, Row
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_xlsx
from casework.ui.fields import read_date

_SIZE = 50
_MOST_FOUND = 500
#: More lines do not go into one file.
MOST_LINES = 20_000
_DIGITS = 9

# no-catalogue: a file for a superior, Chinese in every language
_COLUMNS = (
    Column("日期", 12),
    Column("地区", 16),
    Column("姓名", 10),
    Column("帮扶类别", 18),
    Column("方式", 8),
    Column("来源", 10),
    Column("给了什么", 24),
    Column("数量", 10),
    Column("单位", 8),
    Column("价值（元）", 12),
    Column("谁给的", 20),
    Column("未列名儿童（人）", 10),
    Column("未列名家庭（户）", 10),
    Column("签收", 16),
)


@dataclass(frozen=True)
class Listing:
    """A page of the ledger."""

    filters: Filters
    totals: Totals
    #: How many givings there are.
    number: int
    rows: Sequence[Row]
    #: The key of the next page.
    after: str | None


def read_filters(viewer: Viewer, asked: Mapping[str, str]) -> Filters:
    """Return what an address asks for; what cannot be read is left out.

    Without days it is the year, above a township the month. Raises NotFound for a place out of
    reach.
    """
    first, until = _period(viewer, asked)
    codes = Codes.today()
    mode, source, kind = (asked.get(name) for name in ("mode", "source", "kind"))
    return Filters(
        first_on=first,
        until_on=until,
        place=places.checked(viewer, asked.get("place")),
        mode=next((each for each in Mode if each.value == mode), None),
        source=source if source in codes.sources else None,
        kind=kind if kind in codes.kinds else None,
        giver=(asked.get("giver") or "").strip() or None,
    )


def _period(viewer: Viewer, asked: Mapping[str, str]) -> tuple[date, date]:
    today = clock.today()
    first, last = _day(asked.get("first")), _day(asked.get("last"))
    is_narrow = all(len(digits) >= _DIGITS for digits in viewer.scope.ranges)
    usual = date(today.year, 1, 1) if is_narrow else today.replace(day=1)
    until = date.fromordinal((last or today).toordinal() + 1)
    return first or min(usual, last or usual), until


def _day(text: str | None) -> date | None:
    try:
        found = read_date(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.year < date.max.year else None


def listing(viewer: Viewer, filters: Filters, after: str | None) -> Listing:
    """Return a page of the ledger with the totals of all its lines.

    What is looked for by its giver comes on one page: a name stands in no address.
    """
    found = queries.lines(viewer, filters)
    givings = queries.givings(found)
    keys = [key_of(giving) for giving in givings]
    begin = keys.index(after) + 1 if after in keys else 0
    size = _SIZE if filters.giver is None else _MOST_FOUND
    shown = givings[begin : begin + size]
    more = len(givings) > begin + size
    return Listing(
        filters,
        queries.totals(found),
        len({line.act_id for line in found}),
        showing.rows(viewer, shown),
        key_of(shown[-1]) if more else None,
    )


def key_of(giving: Giving) -> str:
    """Return by what a row of the ledger is known again in an address."""
    return giving.first.id.hex


def workbook(viewer: Viewer, filters: Filters, mark: str) -> tuple[bytes, int, list[UUID]]:
    """Return the ledger as .xlsx, how many lines it has, and which children it names.

    Raises RuleBroken where there are too many lines.
    """
    found = queries.lines(viewer, filters)
    if len(found) > MOST_LINES:
        raise RuleBroken("记录太多，请把时间改短一些再导出。")
    own = [line for line in found if viewer.scope.covers(line.region_code)]
    opened = queries.lines_by_id(
        viewer,
        {line.id for line in own if not line.is_bare},
        {line.id for line in own if line.is_bare},
    )
    names = showing.children_of(viewer, {line.child_id for line in own if line.child_id})
    villages = showing.village_names({line.place_code for line in found})
    codes = Codes.today()
    cells = [_cells(line, opened.get(line.id), names, villages, codes) for line in found]
    sums = queries.totals(found)
    last: list[CellOut] = [
        "合计",
        None,
        sums.named,
        *[None] * 6,
        sums.value,
        None,
    ]  # no-catalogue: a file
    rows = [*cells, [*last, sums.counted, sums.households, None]]
    title = (
        f"{regions.full_name(filters.place or viewer.regions[0])}帮扶台账"  # no-catalogue: a file
    )
    sheet = SheetOut("帮扶台账", _COLUMNS, rows, title, mark, mark)  # no-catalogue: a file
    return write_xlsx([sheet]), len(found), list(names)


def _cells(
    line: Line,
    opened: Any,
    names: Mapping[UUID, Any],
    villages: Mapping[str, str],
    codes: Codes,
) -> list[CellOut]:
    child = names.get(line.child_id) if line.child_id else None
    return [
        line.given_on,
        villages.get(line.place_code, ""),
        child.name if child else None,
        codes.kinds.get(opened.kind) if opened else None,
        line.mode.label,
        codes.sources.get(line.source, line.source),
        opened.item if opened else None,
        line.quantity,
        codes.units.get(line.unit) if line.unit else None,
        line.value,
        opened.giver if opened else None,
        line.children if line.is_bare else None,
        line.households if line.is_bare else None,
        _receipt(opened),
    ]


def _receipt(opened: Any) -> str | None:
    if not isinstance(opened, AidShare) or opened.received_on is None:
        return None
    return " ".join(part for part in (opened.received_by, opened.received_on.isoformat()) if part)
