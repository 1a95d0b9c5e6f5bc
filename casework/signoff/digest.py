"""The digest of a signed month and of its corrections: over every row, in one order.

Keyed, so that whoever can write into the database alone cannot make it fit again.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from casework.audit.chain import canonical
from casework.counting.stored import COLUMNS
from casework.db.sealed import keyring
from casework.labels import LabelledEnum

_MONTH, _CORRECTION = "signoff.month", "signoff.correction"

#: What of each row stands in the digest, in this order.
HEAD = (
    "id",
    "region_code",
    "month",
    "signed_at",
    "signed_by",
    "categories_version",
    "rules_version",
)
FIGURE = ("depth", "region_code", "part", *COLUMNS)
CHILD = (
    "region_code",
    "child_id",
    "case_number",
    "in_care",
    "categories",
    "risk",
    "visited",
    "reached",
    "due",
    "overdue",
    "first_visit",
    "entered",
    "exited",
    "reason",
)
VISIT = ("region_code", "visit_id", "child_id", "version", "mode", "visited_on", "is_counted")
CORRECTED = ("depth", "region_code", "part", "measure", "old", "new")

Row = Sequence[Any]


def of_month(
    head: Row,
    figures: Iterable[Row],
    children: Iterable[Row],
    visits: Iterable[Row],
    gaps: Iterable[Row],
) -> bytes:
    """Return the digest of a month; each kind of rows in the order of its key."""
    return _mac(_MONTH, [[head], figures, children, visits, gaps])


def of_correction(month: bytes, head: Row, figures: Iterable[Row]) -> bytes:
    """Return the digest of a correction of the month that has this digest."""
    return _mac(_CORRECTION, [[[month.hex()], head], figures])


def _mac(purpose: str, kinds: Iterable[Iterable[Row]]) -> bytes:
    lines = [canonical([_plain(value) for value in row]) for kind in kinds for row in [*kind, ()]]
    return keyring().mac(purpose, b"\n".join(lines))


def _plain(value: Any) -> Any:
    if isinstance(value, LabelledEnum):
        return value.value
    return value.isoformat() if type(value) is date else value


def short(digest: bytes) -> str:
    """Return what stands on paper: four groups of four."""
    text = digest.hex()[:16].upper()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))
