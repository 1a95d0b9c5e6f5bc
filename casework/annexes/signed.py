"""A signed form as it is shown: what was stored, whatever the records say since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from casework.accounts import queries as accounts
from casework.annexes import freezing, layout, queries, rules
from casework.annexes.layout import Column, Kind
from casework.annexes.models import SignedAnnex, SignedAnnexEntry
from casework.annexes.queries import Asked
from casework.errors import NotFound
from casework.figures.registry import Entry
from casework.practice import queries as practice
from casework.texts import Text


@dataclass(frozen=True)
class SignedLine:
    """One row of a signed 附件2."""

    n: int
    title: str
    organiser: str
    time: str
    way: str
    value: str
    children: str


@dataclass(frozen=True)
class SignedCell:
    """One number of a signed form."""

    code: str
    column: Column
    computed: Decimal | None
    shown: Decimal | None

    @property
    def is_changed(self) -> bool:
        """Whether the form says another number than the records did."""
        return self.computed != self.shown


@dataclass(frozen=True)
class SignedSheet:
    """A signed form."""

    row: SignedAnnex
    cells: Mapping[str, SignedCell]
    lines: Sequence[SignedLine]
    #: By the code of the cell.
    reasons: Mapping[str, str]
    by: str
    #: Whether digest and rows still fit each other.
    is_whole: bool

    @property
    def code(self) -> str:
        """``annex1`` or ``annex2``."""
        return self.row.annex

    @property
    def title(self) -> str:
        """The form's title, as it was."""
        return str(self.row.document["title"])

    @property
    def place(self) -> str:
        """What stands behind 县区（单位）."""
        return str(self.row.document["place"])

    @property
    def note(self) -> str:
        """What stands below the table."""
        return str(self.row.document["note"])

    @property
    def counts_others(self) -> bool:
        """Whether kinds without a column counted in 合计."""
        return bool(self.row.document["counts_others"])

    @property
    def check_code(self) -> str:
        """The digest as it stands on paper: four groups of four."""
        text = self.row.digest.hex()[:16].upper()
        return "-".join(text[start : start + 4] for start in range(0, 16, 4))

    def said(self, line: SignedLine) -> SignedLine:
        """Return what a row says of its activity: it is kept with the row."""
        return line

    @property
    def changed(self) -> list[SignedCell]:
        """The cells that were overridden, in the order of the form."""
        return [cell for cell in self.cells.values() if cell.code in self.reasons]

    def label_of(self, cell: SignedCell) -> str:
        """Say which number it is: the column and, of 附件2, the row."""
        for line in self.lines:
            if cell.code in {line.value, line.children}:
                return Text("第%(n)s行：%(column)s", n=line.n, column=cell.column.title)
        return cell.column.title


def newest(asked: Asked) -> dict[str, SignedAnnex]:
    """Return the newest signed form of each kind."""
    found: dict[str, SignedAnnex] = {}
    for row in queries.signings(asked):
        found.setdefault(row.annex, row)
    return found


def numbered(asked: Asked, annex: str, n: int) -> SignedAnnex:
    """Return one signed form; raise NotFound."""
    for row in queries.signings(asked):
        if (row.annex, row.n) == (annex, n):
            return row
    raise NotFound


def sheet_of(row: SignedAnnex) -> SignedSheet:
    """Return a signed form with all that is shown of it."""
    stored = queries.cells_of(row)
    document = row.document
    cells = {
        each.cell: SignedCell(each.cell, column, _whole(each.computed), _whole(each.shown))
        for each in sorted(stored, key=lambda each: _place(each.cell))
        if (column := layout.column_of(each.cell)) is not None
    }
    return SignedSheet(
        row,
        cells,
        [SignedLine(n, **line) for n, line in enumerate(document["lines"], start=1)],
        document["overrides"],
        accounts.names_of({row.signed_by}).get(row.signed_by, ""),
        freezing.digest_of(row, stored, queries.entries_of(row)) == row.digest,
    )


def _whole(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else rules.whole(amount)


def _place(code: str) -> tuple[int, str]:
    order = [column.code for column in layout.ANNEX_1_COLUMNS]
    return (order.index(code) if code in order else len(order), code)


def entries_of(row: SignedAnnex, column: Column, cell: str) -> list[Entry]:
    """Return the rows that a signed number counts; of a total those of its parts."""
    if not column.is_total:
        return [_entry(column, each) for each in queries.entries_of(row, cell)]
    parts = set(column.adds) | ({layout.OTHERS} if column.code == layout.VOLUNTEERS else set())
    return [_entry(column, each) for each in queries.entries_of(row) if each.cell in parts]


def _entry(column: Column, each: SignedAnnexEntry) -> Entry:
    endpoint, name = _OPENED[column.kind]
    return Entry(
        key=each.key,
        region_code=each.place_code,
        on=each.on_day,
        about=_about(column, each.cell),
        amount=rules.whole(each.amount),
        endpoint=endpoint if each.source_id else None,
        values={name: each.source_id} if each.source_id else {},
        is_bare=each.is_bare,
    )


def _about(column: Column, cell: str) -> str:
    if column.kind is Kind.VOLUNTEERS:
        return practice.codes("volunteer_kind").get(cell, column.title)
    return column.title


_OPENED = {
    Kind.VOLUNTEERS: ("activities.show", "activity_id"),
    Kind.PLACES: ("activities.show", "activity_id"),
    Kind.ACTIVITIES: ("activities.show", "activity_id"),
    Kind.PAIRED: ("pairings.show", "pairing_id"),
    Kind.MEDIA: ("media.show", "item_id"),
    Kind.GIVEN: ("assistance.show", "act_id"),
    Kind.CHILDREN: ("activities.show", "activity_id"),
}


def as_id(key: str) -> UUID | None:
    """Return a key as an id; None for one that is none."""
    try:
        return UUID(hex=key)
    except ValueError:
        return None
