"""Checking what was signed: each set is computed again from its rows.

The trail knows which sets were signed, with their digests: one that is gone is named too.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.audit.verify import Fault, verifies
from casework.crypto.envelope import SealBroken
from casework.db.base import db
from casework.db.scope import within
from casework.regions import queries as regions
from casework.summaries import digest
from casework.summaries.models import SignedFigureEntry, SignedFigureSet, SignedFigureValue
from casework.texts import Text


@verifies
def verify(prefixes: Sequence[str]) -> list[Fault]:
    """Compute every signed set under some prefixes again; return those that do not fit."""
    statement = select(SignedFigureSet).where(within(SignedFigureSet.region_code, prefixes))
    ordered = statement.order_by(SignedFigureSet.region_code, SignedFigureSet.signed_at)
    rows = db.session.scalars(ordered.execution_options(populate_existing=True)).all()
    found = {row.id: row.digest.hex() for row in rows}
    faults = [
        Fault(_where(row.region_code), "签发的数字或名单被改动") for row in rows if not fits(row)
    ]
    return [*faults, *_lost(prefixes, found)]


def fits(signed: SignedFigureSet) -> bool:
    """Say whether a set is as it was signed."""
    values = _rows(SignedFigureValue, digest.VALUE, signed)
    entries = _rows(SignedFigureEntry, digest.ENTRY, signed)
    try:
        made = digest.of_set(
            signed,
            sorted(values, key=lambda row: row.n),
            sorted(entries, key=lambda row: (row.code, row.n)),
        )
    except SealBroken:
        return False
    return made == signed.digest


def _rows(model: Any, columns: Sequence[str], signed: SignedFigureSet) -> Sequence[Any]:
    statement = select(*(getattr(model, name) for name in columns)).where(
        model.signed_id == signed.id, within(model.region_code, (signed.region_code,))
    )
    return db.session.execute(statement).all()


def _lost(prefixes: Sequence[str], found: dict[Any, str]) -> Iterator[Fault]:
    """Yield the sets that the trail says were signed and that are not there as they were."""
    tags = (Tag.FIGURES_SIGN.value, Tag.FIGURES_CORRECT.value)
    statement = select(AuditEntry.subject_id, AuditEntry.region_code, AuditEntry.facts).where(
        AuditEntry.tag.in_(tags), within(AuditEntry.region_code, prefixes)
    )
    for signed_id, code, facts in db.session.execute(statement.order_by(AuditEntry.id)):
        if found.get(signed_id) != facts["digest"]:
            yield Fault(_where(code), "签发过的数字不在了，或被换过")


def _where(code: str) -> Text:
    region = regions.by_codes([code]).get(code)
    return Text("%(region)s签发的数字", region=region.name if region else code)
