"""What comes up for a village worker: renewals, papers owed, and a friendly word on contact."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from casework.accounts.viewer import Viewer
from casework.care_agreements import rules
from casework.care_agreements.models import CareAgreement, CareContact
from casework.care_agreements.rules import STANDING_STATES
from casework.children import queries as children
from casework.children.coming import Coming, source
from casework.children.models import Child, Status
from casework.db.base import db
from casework.practice import queries as practice
from casework.practice.rules.care_agreements import CareRules

#: Where all of it is done.
_PAGE = "care_agreements.of_child"


class _Row(NamedTuple):
    child_id: UUID
    from_on: date
    until_on: date
    paper_due_on: date | None
    last_contact_on: date | None


@source
def gather(viewer: Viewer, today: date, until: date) -> Iterable[Coming]:
    """Return what comes up for the agreements within reach, by one statement."""
    if not viewer.regions:
        return []
    care = practice.care_rules(viewer.regions[0])
    by_child: dict[UUID, list[_Row]] = {}
    for row in _rows(viewer):
        by_child.setdefault(row.child_id, []).append(row)
    return [each for rows in by_child.values() for each in _of(rows, care, today, until)]


def _rows(viewer: Viewer) -> Iterator[_Row]:
    newest = (
        select(func.max(CareContact.contact_on))
        .where(
            CareContact.child_id == CareAgreement.child_id,
            CareContact.region_code == CareAgreement.region_code,
        )
        .correlate(CareAgreement)
        .scalar_subquery()
    )
    statement = (
        select(
            CareAgreement.child_id,
            CareAgreement.from_on,
            CareAgreement.until_on,
            CareAgreement.paper_due_on,
            newest,
        )
        .join(Child, Child.id == CareAgreement.child_id)
        .where(
            children.in_reach(viewer),
            CareAgreement.region_code == Child.region_code,
            CareAgreement.state.in_(STANDING_STATES),
            Child.status == Status.ACTIVE,
        )
    )
    for child_id, from_on, until_on, *rest in db.session.execute(statement):
        if from_on is not None and until_on is not None:
            yield _Row(child_id, from_on, until_on, *rest)


def _of(rows: list[_Row], care: CareRules, today: date, until: date) -> Iterator[Coming]:
    """Yield what comes up for one child; the agreement that holds longest speaks for all."""
    last = max(rows, key=lambda row: row.until_on)
    ends = rules.day_before(last.until_on)
    if ends < today:
        yield Coming(ends, last.child_id, "委托照护协议已到期，请续签或者终止", _PAGE)
    elif ends <= until:
        yield Coming(ends, last.child_id, "委托照护协议快到期，请准备续签", _PAGE)
    for row in rows:
        if row.paper_due_on is not None and row.paper_due_on <= until:
            yield Coming(row.paper_due_on, row.child_id, "补交父母签字的纸质协议", _PAGE)
    for row in rows:
        asked_on = rules.contact_due_on(row.last_contact_on, row.from_on, care)
        if row.from_on <= today < row.until_on and asked_on <= today:
            about = "有一阵没听说爸妈和孩子联系了，方便时问一声"
            yield Coming(today, row.child_id, about, _PAGE)
            return
