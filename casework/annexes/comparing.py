"""Signed forms of the units below beside what the records of all of them come to.

Nothing is added up from them: they stand there to be looked at, and it is said why sums differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casework.annexes import layout, queries
from casework.annexes.layout import Column
from casework.annexes.queries import Asked
from casework.annexes.rules import SIGNING
from casework.annexes.sheets import Sheet
from casework.regions import queries as regions
from casework.regions.codes import Level
from casework.regions.models import Region


@dataclass(frozen=True)
class Unit:
    """One unit below, with what its newest signed 附件1 says; nothing where it signed none."""

    region: Region
    said: Mapping[str, Decimal]

    @property
    def is_signed(self) -> bool:
        """Whether it has handed in a form."""
        return bool(self.said)


@dataclass(frozen=True)
class Compared:
    """One column: what the units say together, what the records come to."""

    column: Column
    together: Decimal
    here: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more the units say than the records."""
        return self.together - self.here

    @property
    def why(self) -> str:
        """Why sums may be more than the whole."""
        return _WHY.get(self.column.code, _HELPED if self.column.unit == "人" else _LATER)


@dataclass(frozen=True)
class Comparison:
    """The units below a region, in the order of their codes, and every column."""

    units: Sequence[Unit]
    columns: Sequence[Compared]

    @property
    def differing(self) -> list[Compared]:
        """The columns in which sum and whole are not the same."""
        return [each for each in self.columns if each.difference]


_HELPED = "同一名志愿者在几个地方参加过活动，各地都算，这里只算一次；本级自己办的活动，只在这里算。"
_LATER = "本级自己登记的，只在这里算；各地上报以后又登记、更正的，也只在这里算。"
_WHY = {
    layout.COUNTIES: "几个单位在同一个县区办过活动，各处都算，这里一个县区只算一次。",
    layout.VILLAGES: "几个单位在同一个村办过活动，各处都算，这里一个村只算一次。",
    layout.PAIRED: "同一个孩子搬过家、在两地结过对的，各地都算，这里只算一次；"
    "各地上报以后又结对的，也只在这里算。",
}


def compared(asked: Asked, sheet: Sheet) -> Comparison | None:
    """Return the units below that sign; None where there are none (townships do not)."""
    if asked.region.level not in {Level.PROVINCE, Level.CITY}:
        return None
    below = [each for each in regions.children_of(asked.region.code) if each.level in SIGNING]
    if not below:
        return None
    said = queries.signed_below(asked, [each.code for each in below])
    units = [Unit(each, said.get(each.code, {})) for each in below]
    columns = [
        Compared(
            column,
            sum((unit.said.get(column.code, Decimal(0)) for unit in units), Decimal(0)),
            sheet.cells[column.code].shown or Decimal(0),
        )
        for column in layout.ANNEX_1_COLUMNS
    ]
    return Comparison(units, columns)
