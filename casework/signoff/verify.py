"""Checking what was signed: each month and correction is computed again from its rows.

The trail knows which months were signed, with their digests: one that is gone is named too.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, inspect, select

from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.audit.verify import Fault
from casework.clock import Month
from casework.crypto.envelope import SealBroken
from casework.db.base import db
from casework.db.scope import within
from casework.regions import queries as regions
from casework.signoff import digest, storing
from casework.signoff.models import (
    CorrectedFigure,
    MonthCorrection,
    SignedChild,
    SignedFigure,
    SignedGap,
    SignedMonth,
    SignedVisit,
)
from casework.texts import Text

#: Every region there is: no code begins with a zero.
EVERYWHERE = tuple("123456789")


def verify(prefixes: Sequence[str]) -> list[Fault]:
    """Compute every signed month under some prefixes again; return those that do not fit."""
    statement = select(SignedMonth).where(within(SignedMonth.region_code, prefixes))
    rows = db.session.scalars(
        statement.order_by(SignedMonth.region_code, SignedMonth.month).execution_options(
            populate_existing=True
        )
    ).all()
    found = {row.id: row.digest.hex() for row in rows}
    faults = [fault for row in rows for fault in _faults_of(row)]
    return [*faults, *_lost(prefixes, found)]


def _faults_of(signed: SignedMonth) -> Iterator[Fault]:
    where = _where(signed.region_code, Month.parse(signed.month))
    if not _fits(signed):
        yield Fault(where, "签发的数字或名单被改动")
    for correction in _corrections(signed):
        if not _correction_fits(signed, correction):
            yield Fault(where, "更正被改动")


def _fits(signed: SignedMonth) -> bool:
    county = (signed.region_code[:6],)
    try:
        made = storing.digest_of(
            signed,
            _rows(SignedFigure, digest.FIGURE, signed, county),
            _rows(SignedChild, digest.CHILD, signed, county),
            _rows(SignedVisit, digest.VISIT, signed, county),
            _gaps(signed, county),
        )
    except SealBroken:
        return False
    return made == signed.digest


def _rows(
    model: Any, columns: Sequence[str], signed: SignedMonth, county: Sequence[str]
) -> Sequence[Any]:
    """Return rows in the order in which they were stored: that of their key, by bytes."""
    key = attrgetter(*(c.name for c in inspect(model).primary_key if c.name != "signed_id"))
    statement = _columns(model, columns).where(
        model.signed_id == signed.id, within(model.region_code, county)
    )
    return sorted(db.session.execute(statement).all(), key=key)


def _columns(model: Any, names: Sequence[str]) -> Select[Any]:
    return select(*(getattr(model, name) for name in names))


def _gaps(signed: SignedMonth, county: Sequence[str]) -> Sequence[SignedGap]:
    statement = select(SignedGap).where(
        SignedGap.signed_id == signed.id, within(SignedGap.region_code, county)
    )
    return db.session.scalars(statement.order_by(SignedGap.region_code)).all()


def _corrections(signed: SignedMonth) -> Sequence[MonthCorrection]:
    statement = select(MonthCorrection).where(
        MonthCorrection.region_code == signed.region_code, MonthCorrection.signed_id == signed.id
    )
    return db.session.scalars(statement.order_by(MonthCorrection.corrected_at)).all()


def _correction_fits(signed: SignedMonth, correction: MonthCorrection) -> bool:
    statement = _columns(CorrectedFigure, digest.CORRECTED).where(
        CorrectedFigure.correction_id == correction.id,
        within(CorrectedFigure.region_code, (signed.region_code[:6],)),
    )
    rows = sorted(
        db.session.execute(statement).all(),
        key=attrgetter("depth", "region_code", "part", "measure"),
    )
    try:
        made = storing.digest_of_correction(signed.digest, correction, rows)
    except SealBroken:
        return False
    return made == correction.digest


def _lost(prefixes: Sequence[str], found: dict[Any, str]) -> Iterator[Fault]:
    """Yield the months that the trail says were signed and that are not there as they were."""
    statement = select(AuditEntry.subject_id, AuditEntry.region_code, AuditEntry.facts).where(
        AuditEntry.tag == Tag.MONTH_SIGN.value, within(AuditEntry.region_code, prefixes)
    )
    for signed_id, code, facts in db.session.execute(statement.order_by(AuditEntry.id)):
        if found.get(signed_id) != facts["digest"]:
            yield Fault(_where(code, Month.parse(facts["month"])), "签发过的月报不在了，或被换过")


def _where(code: str, month: Month) -> Text:
    region = regions.by_codes([code]).get(code)
    return Text("%(region)s%(month)s月报", region=region.name if region else code, month=month)
