"""The figure of entrusted care: agreements signed."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.care_agreements.models import CareAgreement
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.regions.codes import prefix


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the agreements signed in the time, by one statement; nothing sealed is read."""
    columns = (
        CareAgreement.id,
        CareAgreement.child_id,
        CareAgreement.counted_region_code,
        CareAgreement.signed_on,
        CareAgreement.state,
    )
    statement = select(*columns).where(
        within(CareAgreement.counted_region_code, asked.viewer.scope.ranges),
        within(CareAgreement.counted_region_code, [prefix(asked.region_code)]),
        CareAgreement.signed_on >= asked.first_on,
        CareAgreement.signed_on < asked.until_on,
    )
    for agreement_id, child_id, code, on, state in db.session.execute(statement):
        if on is None:
            continue
        yield Entry(
            key=str(agreement_id),
            region_code=code,
            on=on,
            about=state.label,
            child_id=child_id,
            endpoint="care_agreements.show",
            values={"child_id": child_id, "agreement_id": agreement_id},
        )


register(
    Figure(
        code="ind_agreements_signed",
        title="督促签订委托照护协议",
        unit="份",
        meaning="这段时间里签字的委托照护协议，续签的也算；后来终止的仍算。按签字那天孩子住的地方算。",
        measure=Measure.ROWS,
        since="2026.1",
        permission=Permission.AGREEMENT_READ,
        group="监护和保护",
        entries=entries,
    )
)
