"""Children told of policy, and homes whose safety was looked at: a home counts once."""

from datetime import date

from flask_sqlalchemy.session import Session
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.children.models import Stay
from casework.figures import registry
from casework.figures.registry import Asked, number
from casework.visits import actions, reviews
from casework.visits.models import Visit
from tests.factories.accounts import COUNTY, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

Rows = scoped_session[Session]
FIRST, UNTIL = date(2026, 10, 1), date(2026, 12, 1)


def counted(code: str, region: str = COUNTY) -> int:
    viewer = a_viewer(Role.COUNTY_CIVIL)
    figure, asked = registry.get(viewer, code), Asked(viewer, region, FIRST, UNTIL)
    assert registry.quick(figure, asked) == number(figure, figure.entries(asked))
    return int(registry.quick(figure, asked))


def test_a_child_told_of_policy_twice_counts_once(session: Rows) -> None:
    child = a_child()
    a_visit(child, policies=["education"])
    a_visit(child, visited_on="2026-10-20", policies=["medical"])
    a_visit(a_child(name="陈小禾"))
    assert counted("ind_policy_told") == counted("ind_policy_told", VILLAGE) == 1


def test_a_home_counts_once_whoever_lives_in_it(session: Rows) -> None:
    one, other, alone = a_child(), a_child(name="陈小禾"), a_child(name="周小满")
    for child in (one, other, alone):
        a_visit(child)
    a_visit(one, visited_on="2026-10-20")
    assert counted("ind_safety_homes") == 3
    home = session.query(Stay.household_id).filter_by(child_id=one.id).scalar()
    session.execute(update(Stay).where(Stay.child_id == other.id).values(household_id=home))
    assert counted("ind_safety_homes") == 2
    session.execute(update(Stay).where(Stay.child_id == alone.id).values(household_id=None))
    assert counted("ind_safety_homes") == 2


def test_what_was_not_looked_at_or_does_not_count_is_not_counted(session: Rows) -> None:
    child = a_child()
    a_visit(child, home_safety=[])
    a_visit(child, outcome="not_met", visited_on="2026-10-20")
    visit: Visit = a_visit(child, visited_on="2026-10-21", policies=["education"])
    assert (counted("ind_safety_homes"), counted("ind_policy_told")) == (1, 1)
    actions.return_to_worker(
        actor=a_viewer(Role.CHILD_SUPERVISOR),
        visit_id=visit.id,
        seen=str(reviews.token(visit)),
        reason="请补充",
    )
    assert (counted("ind_safety_homes"), counted("ind_policy_told")) == (0, 0)
