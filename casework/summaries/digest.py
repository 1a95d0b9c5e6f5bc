"""The digest of a signed set: over the set, its numbers and every row, in one order.

Keyed, so that whoever can write into the database alone cannot make it fit again.
"""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Any

from casework.audit.chain import canonical
from casework.db.sealed import keyring
from casework.summaries.models import SignedFigureSet

_PURPOSE = "summaries.signed-set"

HEAD = ("id", "region_code", "set_id", "n", "first_on", "until_on", "signed_at", "signed_by")
VALUE = ("n", "code", "number", "part", "base", "unit", "heading", "meaning", "since")
ENTRY = (
    "code",
    "n",
    "counted_region_code",
    "key",
    "on_day",
    "amount",
    "is_bare",
    "child_id",
)


def of_set(signed: SignedFigureSet, values: Iterable[Any], entries: Iterable[Any]) -> bytes:
    """Return the digest of a set; values and entries in the order of their key."""
    head = [*attrgetter(*HEAD)(signed), signed.desk.value, signed.title, signed.reason]
    kinds = ([head], map(attrgetter(*VALUE), values), map(attrgetter(*ENTRY), entries))
    lines = [canonical([_plain(each) for each in row]) for kind in kinds for row in [*kind, ()]]
    return keyring().mac(_PURPOSE, b"\n".join(lines))


def short(digest: bytes) -> str:
    """Return what stands on paper: four groups of four."""
    text = digest.hex()[:16].upper()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def _plain(value: Any) -> Any:
    return value.isoformat() if type(value) is date else value
