"""October 2026 in a small county, small enough to count on one's fingers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from casework.children.models import Child
from casework.db.base import db
from casework.visits.models import Mode, Outcome, Visit, VisitVersion
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_VILLAGE,
    VILLAGE,
    an_account,
)
from tests.factories.children import load_practice
from tests.factories.counting import Life, Lived, Visited, a_life, settle

AT_HOME = Visited(date(2026, 10, 7))
BY_PHONE = Visited(date(2026, 10, 8), mode=Mode.PHONE)
IN_VAIN = Visited(date(2026, 10, 9), outcome=Outcome.NOT_MET)
IN_JUNE = Visited(date(2026, 6, 1))


@dataclass(frozen=True)
class October:
    """The children by name, and the account that visits them."""

    children: Mapping[str, Child]
    author_id: UUID


@pytest.fixture
def october(session: object) -> October:
    load_practice()
    lives = {
        "安一": a_life(VILLAGE, visits=[AT_HOME]),
        "安二": a_life(VILLAGE, visits=[IN_JUNE, BY_PHONE], categories=("orphan_scattered",)),
        "安三": a_life(VILLAGE, visits=[IN_JUNE, IN_VAIN]),
        "安四": a_life(VILLAGE, since=date(2026, 10, 12), first_due_on=date(2026, 11, 3)),
        "安五": moved(a_life(VILLAGE, visits=[IN_JUNE]), STRANGE_VILLAGE, date(2026, 11, 1)),
        "安六": a_life(NEXT_VILLAGE, visits=[IN_JUNE, AT_HOME, BY_PHONE]),
        "安七": a_life(FAR_VILLAGE, until=date(2026, 10, 20), visits=[AT_HOME]),
        "安八": a_life(STRANGE_VILLAGE, visits=[AT_HOME]),
    }
    author_id = an_account().id
    named = [replace(life, name=name) for name, life in lives.items()]
    children = dict(zip(lives, settle(named, author_id), strict=True))
    db.session.add(_boarding(children["安三"], author_id))
    db.session.flush()
    return October(children, author_id)


def _boarding(child: Child, author_id: UUID) -> VisitVersion:
    """Say of the visit in vain that the child boards at school."""
    of_child = select(Visit).where(Visit.child_id == child.id, Visit.visited_on == IN_VAIN.on)
    visit = db.session.scalars(of_child).one()
    return VisitVersion(
        owner=child,
        region_code=child.region_code,
        visit_id=visit.id,
        n=1,
        author_id=author_id,
        recorded_at=visit.recorded_at,
        form_version="2026.2",
        mode=visit.mode,
        outcome=visit.outcome,
        visited_on=visit.visited_on,
        findings={"not_seen_reason": "boarding"},
    )


def moved(life: Life, region: str, on: date) -> Life:
    """Let a child move to another place."""
    return replace(life, stays=[replace(life.stays[0], until_on=on), Lived(region, on)])
