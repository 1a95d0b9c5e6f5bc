"""Checking what was signed: each form is computed again from its rows.

The trail knows which forms were signed, with their digests: one that is gone is named too.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.annexes import freezing, queries
from casework.annexes.models import SignedAnnex
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.audit.verify import Fault, verifies
from casework.crypto.envelope import SealBroken
from casework.db.base import db
from casework.db.scope import within
from casework.regions import queries as regions
from casework.texts import Text


@verifies
def verify(prefixes: Sequence[str]) -> list[Fault]:
    """Compute every signed form under some prefixes again; return those that do not fit."""
    statement = select(SignedAnnex).where(within(SignedAnnex.region_code, prefixes))
    ordered = statement.order_by(SignedAnnex.region_code, SignedAnnex.signed_at)
    rows = db.session.scalars(ordered.execution_options(populate_existing=True)).all()
    faults = [
        Fault(_where(row.region_code), "上报的附件或它的名单被改动")
        for row in rows
        if not fits(row)
    ]
    return [*faults, *_lost(prefixes, {row.id: row.digest.hex() for row in rows})]


def fits(signed: SignedAnnex) -> bool:
    """Say whether a form is as it was signed."""
    try:
        made = freezing.digest_of(signed, queries.cells_of(signed), queries.entries_of(signed))
    except SealBroken:
        return False
    return made == signed.digest


def _lost(prefixes: Sequence[str], found: dict[UUID, str]) -> Iterator[Fault]:
    """Yield the forms that the trail says were signed and that are not there as they were."""
    statement = select(AuditEntry.subject_id, AuditEntry.region_code, AuditEntry.facts).where(
        AuditEntry.tag == Tag.ANNEX_SIGN.value, within(AuditEntry.region_code, prefixes)
    )
    for signed_id, code, facts in db.session.execute(statement.order_by(AuditEntry.id)):
        if found.get(signed_id) != facts["digest"]:
            yield Fault(_where(code), "上报过的附件不在了，或被换过")


def _where(code: str) -> Text:
    region = regions.by_codes([code]).get(code)
    return Text("%(region)s上报的附件", region=region.name if region else code)
