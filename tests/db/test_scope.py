"""Ranges of codes, the guards on rows, and the demand on statements."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child, RiskSpell, Stay
from casework.db.base import db
from casework.db.scope import Scope, SystemScope, bind_scope, bounds, within
from casework.errors import OutOfReach
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, VILLAGE
from tests.factories.children import a_child

Db = scoped_session[Session]
codes = st.text("0123456789", min_size=12, max_size=12)
prefixes = st.sampled_from([2, 4, 6, 9, 12]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@given(prefixes, codes)
def test_a_range_holds_what_the_prefix_covers(prefix: str, code: str) -> None:
    low, high = bounds(prefix)
    assert (low <= code < high) == code.startswith(prefix)


@pytest.mark.parametrize("prefix", ["", "3", "320", "32a7", "32072２", "3207220000000"])
def test_other_prefixes_are_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="not a region prefix"):
        Scope((prefix,))


def test_an_empty_scope_sees_nothing() -> None:
    assert not Scope().reaches(VILLAGE, None)


def test_a_session_has_one_scope_for_its_life(session: Db) -> None:
    with pytest.raises(OutOfReach):
        bind_scope(db.session, Scope((VILLAGE,)))


@pytest.fixture
def narrow(session: Db) -> Callable[[], Child]:
    """A session that reaches one village, with a child of it; another lives elsewhere."""

    def open_narrow() -> Child:
        a_child()
        a_child(name="远处", region_code=STRANGE_VILLAGE, actor=_strange_county())
        session.commit()
        session.remove()
        bind_scope(db.session, Scope((VILLAGE,)))
        return db.session.scalars(select(Child).where(within(Child.region_code, (VILLAGE,)))).one()

    return open_narrow


def _strange_county() -> Viewer:
    from tests.factories.accounts import STRANGE_COUNTY, a_viewer  # noqa: PLC0415

    return a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)


LEAKS: dict[str, Callable[[], Any]] = {
    "core select": lambda: select(Child.__table__.c.id),
    "column select": lambda: select(Child.id),
    "count": lambda: select(func.count()).select_from(Child),
    "exists": lambda: select(exists().where(RiskSpell.level == 4)),
    "any": lambda: select(Child.id).where(
        select(Stay.id).where(Stay.from_on.is_not(None)).exists(),
        within(Child.region_code, (VILLAGE,)),
    ),
    "text": lambda: text("SELECT name FROM child"),
    "union": lambda: (
        select(Child.id)
        .where(within(Child.region_code, (VILLAGE,)))
        .union(select(Child.id).where(Child.risk == 4))
    ),
    "unrelated join": lambda: (
        select(Child.id)
        .join(RiskSpell, RiskSpell.level == Child.risk)
        .where(within(Child.region_code, (VILLAGE,)))
    ),
    "bulk update": lambda: update(Child).values(risk=1),
    "bulk delete": lambda: delete(RiskSpell),
    "by primary key": lambda: select(Child.name.column).where(Child.id == Child.id),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_statement_without_a_region_is_refused(narrow: Callable[[], Child], name: str) -> None:
    narrow()
    with pytest.raises(OutOfReach):
        db.session.execute(LEAKS[name]())


def test_a_join_on_the_child_answers_for_its_rows(narrow: Callable[[], Child]) -> None:
    narrow()
    statement = (
        select(func.count())
        .select_from(RiskSpell)
        .join(Child, Child.id == RiskSpell.child_id)
        .where(within(Child.region_code, (VILLAGE,)))
    )
    assert db.session.scalar(statement) == 1


def test_loading_a_row_out_of_reach_is_refused(narrow: Callable[[], Child]) -> None:
    narrow()
    with pytest.raises(OutOfReach):
        db.session.scalars(select(Child).where(within(Child.region_code, (STRANGE_VILLAGE,)))).all()


def test_moving_a_row_out_of_reach_is_refused(narrow: Callable[[], Child]) -> None:
    child = narrow()
    child.region_code = NEXT_VILLAGE
    with pytest.raises(OutOfReach):
        db.session.flush()


def test_a_new_row_out_of_reach_is_refused(narrow: Callable[[], Child]) -> None:
    child = narrow()
    db.session.add(
        RiskSpell(owner=child, region_code=NEXT_VILLAGE, level=4, from_on=child.entered_on)
    )
    with pytest.raises(OutOfReach):
        db.session.flush()


def test_without_a_scope_nothing_loads(session: Db) -> None:
    a_child()
    session.commit()
    session.remove()
    with pytest.raises(OutOfReach):
        db.session.scalars(select(Child).where(within(Child.region_code, (VILLAGE,)))).all()


def test_maintenance_says_its_purpose() -> None:
    assert SystemScope("check due").purpose == "check due"
