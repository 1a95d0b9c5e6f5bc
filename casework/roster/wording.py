"""What a new ledger changes, in words: 旧 → 新, with numbers masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.practice import queries as practice
from casework.roster import ledger, queries
from casework.roster.known import Known
from casework.roster.lines import Line
from casework.roster.queries import Change
from casework.texts import Text
from casework.ui.formats import NOTHING, masked_id, masked_phone

_CHANGED = "%(field)s：%(old)s → %(new)s"
_HEADINGS = {
    "categories": "child.category",
    "birth_on": "child.birth_date",
    "address": "child.address",
    "note": "fact.remark",
}
_CODES = {"sex": "sex", "ethnic_group": "ethnic_group", "health": "health", "relation": "relation"}
#: Told by the ID number itself.
#: What the file says of these stays covered here; the ledger's own word is the uploader's.
_COVERED = frozenset({"health", "health_note", "address", "hukou_address", "note"})
COVERED = "（已隐去）"
_IMPLIED = frozenset({"id_kind", "no_id_reason"})


@dataclass(frozen=True)
class ChangeLine:
    """One child that the ledger changes."""

    known: Known
    told: Sequence[str]


def change_lines(viewer: Viewer, region_code: str, changed: Sequence[Known]) -> list[ChangeLine]:
    """Return what each changed row of a region's ledger says otherwise than before."""
    today = clock.today()
    reading = ledger.books(region_code, today, today)
    lines = []
    for known in changed:
        child = children.get(viewer, known.child_id)
        old = ledger.understood(known.source.cells, reading) if known.source else None
        found = queries.changes(child, old, known.line)
        told = [_told(change) for change in found if change.field not in _IMPLIED]
        told += _categories_told(old, known.line)
        lines.append(ChangeLine(known, told or ["只有留存的栏目有变化"]))
    return lines


def _categories_told(old: Line | None, new: Line) -> list[str]:
    before, after = ([c.code for c in line.categories] if line else [] for line in (old, new))
    if not before or before == after:
        return []
    book = practice.categories()
    # A secret category is told by the code under which it is counted.
    was, now = ([book.label(book.counted_as(c)) for c in codes] for codes in (before, after))
    return [Text(_CHANGED, field=field_label("category"), old=was, new=now)]


def _told(change: Change) -> str:
    old = COVERED if change.field in _COVERED and change.old else _value(change, change.old)
    new = _value(change, change.new)
    return Text(_CHANGED, field=field_label(change.field), old=old, new=new)


def field_label(field: str) -> str:
    """Return a field as ledgers head it."""
    headers = practice.header_synonyms()
    code = field if "." in field else _HEADINGS.get(field, f"child.{field}")
    code = code.replace(".since_on", ".since")
    known = headers.by_code.get(code)
    return known.label if known else field


def _value(change: Change, value: object) -> str | date:
    name = change.field.rpartition(".")[2]
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        return value
    if name == "id_number":
        return masked_id(str(value))
    if name == "phone":
        return masked_phone(str(value))
    if name == "situation":
        return practice.conditions().label(str(value))
    return (
        practice.codes(_CODES[name]).get(str(value), str(value)) if name in _CODES else str(value)
    )
