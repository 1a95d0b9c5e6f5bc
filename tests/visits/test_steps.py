"""The table of steps: from which state, by whom, and where it leads."""

from uuid import uuid4

import pytest

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.scope import Scope
from casework.errors import RuleBroken
from casework.visits import steps
from casework.visits.models import Act, ReviewState

_S = ReviewState


def viewer(role: Role) -> Viewer:
    return Viewer(uuid4(), role.value, role, Scope(("990101",)), ())


@pytest.mark.parametrize(
    ("act", "states"),
    [
        (Act.ACCEPT, {_S.RECEIVED, _S.TO_CHECK}),
        (Act.RETURN, {_S.RECEIVED, _S.TO_CHECK, _S.ACCEPTED}),
        (Act.TAKE_BACK, {_S.RETURNED}),
        (Act.ANSWER, {_S.RETURNED}),
    ],
)
def test_a_step_is_taken_from_its_states_and_from_no_other(
    act: Act, states: set[ReviewState]
) -> None:
    for state in ReviewState:
        if state in states:
            steps.check(act, state)
        else:
            with pytest.raises(RuleBroken):
                steps.check(act, state)


@pytest.mark.parametrize(
    ("act", "doubt", "state"),
    [
        (Act.ACCEPT, "date_future", _S.ACCEPTED),
        (Act.RETURN, None, _S.RETURNED),
        (Act.ANSWER, None, _S.RECEIVED),
        (Act.ANSWER, "date_future", _S.TO_CHECK),
        (Act.TAKE_BACK, None, _S.RECEIVED),
    ],
)
def test_where_a_step_leads(act: Act, doubt: str | None, state: ReviewState) -> None:
    assert steps.after(act, doubt) is state


@pytest.mark.parametrize("role", Role)
def test_offices_review_what_others_wrote(role: Role) -> None:
    somebody = viewer(role)
    office = role in {Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL}
    assert steps.may_review(somebody, uuid4()) is office
    assert not steps.may_review(somebody, uuid4(), somebody.account_id)


def test_the_county_samples_again_what_the_township_accepted_and_not_the_other_way_round() -> None:
    assert steps.may_reopen(Role.COUNTY_CIVIL, Role.CHILD_SUPERVISOR)
    assert steps.may_reopen(Role.COUNTY_CIVIL, Role.COUNTY_CIVIL)
    assert steps.may_reopen(Role.CHILD_SUPERVISOR, Role.CHILD_SUPERVISOR)
    assert not steps.may_reopen(Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL)
