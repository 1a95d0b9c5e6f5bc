"""The table of steps, consent that is completed, how far a volunteer goes."""

from datetime import date

import pytest

from casework.errors import RuleBroken
from casework.pairings import rules, steps
from casework.pairings.models import PairingState
from casework.pairings.rules import Consent, ConsentWay

S = PairingState


def test_every_state_is_reached_and_nothing_follows_the_last_ones() -> None:
    reached = {step.after for step in steps.STEPS if step.after}
    assert reached == set(S)
    assert not [step for step in steps.STEPS if step.before & steps.OVER]
    assert steps.OPEN_DOOR < steps.LIVE
    assert {step.act for step in steps.STEPS} == set(steps.BY_ACT)


def test_a_step_begins_only_where_the_table_says() -> None:
    assert steps.demand(steps.END, S.PAUSED).after is S.ENDED
    with pytest.raises(RuleBroken, match="现在是“已结束”"):
        steps.demand(steps.END, S.ENDED)
    with pytest.raises(RuleBroken):
        steps.demand(steps.MEET, S.PROPOSED)


def test_going_on_leads_back_to_where_it_was() -> None:
    step = steps.BY_ACT[steps.RESUME]
    assert steps.state_after(step, S.PAUSED, None) is S.APPROVED
    assert steps.state_after(step, S.PAUSED, date(2026, 10, 1)) is S.ACTIVE
    assert steps.state_after(steps.BY_ACT[steps.MOVED], S.PAUSED, None) is S.PAUSED


def test_a_step_that_needs_a_reason_is_refused_without_one() -> None:
    with pytest.raises(RuleBroken) as refused:
        steps.check_reason(steps.BY_ACT[steps.PAUSE], " x ")
    assert refused.value.field == "words"
    assert steps.check_reason(steps.BY_ACT[steps.RESUME], "  ") is None


def test_nobodys_earlier_word_is_lost_by_silence() -> None:
    first = Consent(by="王秀英", relation="62")
    later = Consent(on=date(2026, 10, 30), way=ConsentWay.PHONE)
    both = Consent.of(first.kept()).completed(later)
    assert not first.is_given
    assert both.is_given
    assert Consent.of(both.kept()) == both
    assert Consent().kept() is None


@pytest.mark.parametrize(
    ("reach", "to_township", "to_village"),
    [
        ("990101000000", True, True),
        ("990101001000", True, True),
        ("990101001001", True, True),
        # A reach of one village counts as its township on the side that must not guess villages.
        ("990101001002", True, False),
        ("990101002000", False, False),
        ("990100000000", True, True),
    ],
)
def test_how_far_a_volunteer_goes(reach: str, to_township: bool, to_village: bool) -> None:
    assert rules.goes_to_township(reach, "990101001001") is to_township
    assert rules.goes_to(reach, "990101001001") is to_village
