"""What pages show of a list: glimpses of columns, children by name, fields that differ."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.national import queries
from casework.national.models import NationalList, NationalRow, Result
from casework.national.rules.facts import FIELDS
from casework.national.sheet import Table
from casework.regions import queries as regions
from casework.sheets.texts import read_text
from casework.ui.formats import masked_id, masked_name

_SHOWN = 3
_LONGEST = 12
_NUMBER = 5


def glimpses(table: Table, column: int) -> Sequence[str]:
    """Return the first cells of a column, covered but for a glimpse."""
    first = table.layout.first_data_row
    cells = (row.cell(column) for row in table.sheet.rows if row.number >= first)
    texts = (text for cell in cells if (text := read_text(cell)))
    return [_masked(text) for text in islice(texts, _SHOWN)]


def _masked(text: str) -> str:
    if sum(sign.isdigit() for sign in text) >= _NUMBER:
        return masked_id(text[-18:])
    return masked_name(text[:_LONGEST])


def differing_fields(found: NationalList) -> Mapping[str, int]:
    """Return how many rows ask about each field, in the order of the fields."""
    statement = queries.lists.rows_of(found).where(
        NationalRow.result == Result.DIFFERS, NationalRow.open > 0
    )
    asked = Counter(
        str(each["field"])
        for row in db.session.scalars(statement)
        for each in row.differences or ()
        if not each["settled"]
    )
    return {name: asked[name] for name in FIELDS if asked[name]}


def children_of(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Child]:
    """Return the children in reach of some ids."""
    if not ids:
        return {}
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    return {child.id: child for child in db.session.scalars(statement)}


def villages_of(found: Collection[Child]) -> Mapping[str, str]:
    """Return the names of the villages of some children, by code."""
    codes = {child.region_code for child in found}
    return {code: region.name for code, region in regions.by_codes(codes).items()}


def candidates_of(viewer: Viewer, row: NationalRow) -> Sequence[Child]:
    """Return the children in reach that a row may be."""
    if row.result is not Result.POSSIBLE:
        return ()
    ids = [UUID(each) for each in (row.about or {}).get("candidates", ())]
    known = children_of(viewer, ids)
    return [known[each] for each in ids if each in known]
