"""A form as it is signed: every number with the rows that it counts, and the digest over all."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.annexes import layout, sheets
from casework.annexes.models import SignedAnnex, SignedAnnexCell, SignedAnnexEntry
from casework.annexes.sheets import Sheet
from casework.audit.chain import canonical
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.db.sealed import keyring
from casework.figures.registry import Entry

_PURPOSE = "annexes.signed"
_VERSION = 20

#: What of each row stands in the digest, in this order.
_HEAD = (
    "id",
    "region_code",
    "campaign_code",
    "annex",
    "n",
    "signed_at",
    "signed_by",
    "rules_version",
    "campaign_version",
    "document",
    "reason",
)
_CELL = ("cell", "computed", "shown")
_ENTRY = ("cell", "n", "key", "place_code", "on_day", "amount", "is_bare", "source_id")


def freeze(
    *, actor: Viewer, sheet: Sheet, n: int, client_id: UUID, reason: str | None
) -> SignedAnnex:
    """Store a form with its rows, in one transaction with the signature."""
    asked = sheet.asked
    signed = SignedAnnex(
        region_code=asked.region.code,
        client_id=client_id,
        campaign_code=asked.campaign.code,
        annex=sheet.code,
        n=n,
        signed_at=clock.now(),
        signed_by=actor.account_id,
        rules_version=layout.EDITION,
        campaign_version=asked.campaign.version[:_VERSION],
        document=document_of(sheet),
        reason=reason,
    )
    cells = list(_cells(signed, sheet))
    entries = list(_entries(signed, sheet))
    signed.digest = digest_of(signed, cells, entries)
    db.session.add(signed)
    db.session.flush()
    insert_all(db.session(), [*cells, *entries])
    return signed


def document_of(sheet: Sheet) -> dict[str, Any]:
    """Return what is printed beside the numbers."""
    words = sheets.words_of(sheet.asked, sheet.lines)
    unknown = sheets.Words()
    return {
        "title": sheet.annex.title,
        "place": sheet.asked.region.name,
        "note": sheet.note,
        "counts_others": sheet.counts_others,
        "overrides": {cell.code: cell.override.reason for cell in sheet.changed if cell.override},
        "lines": [
            {
                "title": words.get(line.activity_id, unknown).title,
                "organiser": words.get(line.activity_id, unknown).organiser,
                "time": line.time,
                "way": line.way,
                "value": line.value,
                "children": line.children,
            }
            for line in sheet.lines
        ],
    }


def _cells(signed: SignedAnnex, sheet: Sheet) -> Iterator[SignedAnnexCell]:
    for code, cell in sorted(sheet.cells.items()):
        yield SignedAnnexCell(
            signed_id=signed.id,
            region_code=signed.region_code,
            cell=code,
            computed=cell.computed,
            shown=cell.shown,
        )


def _entries(signed: SignedAnnex, sheet: Sheet) -> Iterator[SignedAnnexEntry]:
    for code, cell in sorted(sheet.cells.items()):
        # A total counts what its parts count: their rows are there already.
        for n, entry in enumerate([] if cell.column.is_total else cell.entries, start=1):
            yield SignedAnnexEntry(
                signed_id=signed.id,
                region_code=signed.region_code,
                cell=code,
                n=n,
                key=_key(entry),
                place_code=entry.region_code,
                on_day=entry.on,
                amount=Decimal(entry.amount),
                is_bare=entry.is_bare,
                source_id=next((each for each in entry.values.values() if _is_id(each)), None),
            )


def _key(entry: Entry) -> str:
    """Return the key without dashes, as long as the column."""
    return entry.key.replace("-", "")[:64]


def _is_id(value: object) -> bool:
    return isinstance(value, UUID)


def digest_of(
    signed: SignedAnnex,
    cells: Sequence[SignedAnnexCell],
    entries: Sequence[SignedAnnexEntry],
) -> bytes:
    """Return the digest of a form and its rows; each kind in the order of its key."""
    kinds: tuple[tuple[tuple[str, ...], Iterable[Any]], ...] = (
        (_HEAD, [signed]),
        (_CELL, cells),
        (_ENTRY, entries),
    )
    lines = [
        canonical([_plain(getattr(row, name)) for name in names]) if row is not None else b""
        for names, rows in kinds
        for row in [*rows, None]
    ]
    return keyring().mac(_PURPOSE, b"\n".join(lines))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if type(value) is date else value
