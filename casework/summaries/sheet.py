"""All figures of a place and a time on one sheet, as a page and as a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework import clock
from casework.accounts.viewer import Viewer
from casework.figures import registry
from casework.figures.registry import Asked, Figure, Value
from casework.regions.models import Region
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_xlsx
from casework.texts import Text
from casework.ui.formats import percent


@dataclass(frozen=True)
class Group:
    """The figures under one heading, in their order."""

    name: str
    figures: Sequence[Figure]


def groups(viewer: Viewer) -> list[Group]:
    """Return what a viewer may ask for."""
    return [Group(name, figures) for name, figures in registry.groups(viewer).items()]


def values(asked: Asked) -> dict[str, Value]:
    """Return what every figure comes to."""
    return registry.values(registry.known(asked.viewer), asked)


def workbook(region: Region, asked: Asked, found: Mapping[str, Value]) -> bytes:
    """Return the sheet as .xlsx: figures with their meaning, and no row of any child."""
    # no-catalogue: handed in, so always Chinese
    title = f"{region.name}数字一览"
    # no-catalogue: as the title
    columns = [
        Column("类", 14),
        Column("数字", 28),
        Column("数", 12),
        Column("单位", 8),
        Column("怎么算的", 90),
        Column("代码", 34),
        Column("版本", 10),
    ]
    rows = [
        _row(group, each, found[each.code])
        for group in groups(asked.viewer)
        for each in group.figures
    ]
    return write_xlsx([SheetOut("数字", columns, rows, title, note(asked))])


def note(asked: Asked) -> str:
    """Say of which days the figures are, and as of when they were counted."""
    return Text(
        "%(first)s至%(last)s；截至%(now)s的登记，以后会随登记变动",
        first=asked.first_on,
        last=asked.last_on,
        now=clock.today(),
    )


def _row(group: Group, figure: Figure, value: Value) -> list[CellOut]:
    told: CellOut = value.number
    if figure.ratio_of is not None:
        told = percent(value.number)
    return [
        group.name,
        figure.title,
        told,
        None if figure.ratio_of else figure.unit,
        figure.meaning,
        figure.code,
        figure.since,
    ]
