"""The files themselves: a roster of our own as workbook or text table, or a superior's form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.exchange.files import File
from casework.exchange.layouts import Form
from casework.exchange.models import FormLayout, Shape
from casework.exchange.rules import Veil
from casework.exchange.values import rows_of
from casework.exchange.vocabulary import OutgoingVocabulary
from casework.practice import queries as practice
from casework.sheets.filling import Filling, Stamp, fill
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_csv, write_xlsx

#: The columns of our own roster, with their widths.
ROSTER: Mapping[str, float] = {
    "serial": 6,
    "township": 12,
    "village": 14,
    "child.name": 12,
    "child.sex": 6,
    "child.birth_date": 12,
    "child.age": 7,
    "child.id_number": 21,
    "child.category": 24,
    "child.address": 24,
    "carer.name": 12,
    "carer.relation": 12,
    "carer.phone": 14,
    "child.risk": 8,
    "child.status": 10,
    "worker.name": 12,
    "child.last_visit_on": 14,
    "child.next_due_on": 14,
}


@dataclass(frozen=True)
class Making:
    """What a file is made of."""

    title: str
    files: Sequence[File]
    veil: Veil
    #: Who, when and which export: at the foot of every page.
    mark: str
    #: What is written where a form leaves room for it, by code of the place.
    answers: Mapping[str, str]


def made(shape: Shape, making: Making, layout: FormLayout | None) -> bytes:
    """Return the file in its shape."""
    if shape is Shape.LAYOUT and layout is not None:
        return _filled(making, layout)
    return _text_table(making) if shape is Shape.TABLE else _roster(making)


def suffix_of(shape: Shape) -> str:
    """Return how the name of such a file ends."""
    return "csv" if shape is Shape.TABLE else "xlsx"


def _roster(making: Making) -> bytes:
    vocabulary = OutgoingVocabulary()
    columns = [Column(vocabulary.label(code), width) for code, width in ROSTER.items()]
    sheet = SheetOut("花名册", columns, _cells(making), making.title, making.mark, making.mark)
    return write_xlsx([sheet])


def _text_table(making: Making) -> bytes:
    vocabulary = OutgoingVocabulary()
    return write_csv([[vocabulary.label(code) for code in ROSTER], *_cells(making)])


def _cells(making: Making) -> list[list[CellOut]]:
    rows = rows_of(making.files, list(ROSTER), making.veil)
    return [list(row.values()) for row in rows]


def _filled(making: Making, layout: FormLayout) -> bytes:
    form, book = Form.of(layout.form), practice.outgoing()
    columns = {int(at): code for at, code in layout.columns.items()}
    stamps = [
        Stamp(place.row, place.at, book.filled_in(place.text, making.answers))
        for place in form.places
    ]
    filling = Filling(
        sheet=form.sheet,
        header_row=form.header_row,
        tail_row=form.tail_row,
        columns=columns,
        rows=rows_of(making.files, list(columns.values()), making.veil),
        stamps=stamps,
        footer=making.mark,
    )
    return fill(layout.content, filling)
