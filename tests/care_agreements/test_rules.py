from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.care_agreements import rules
from casework.care_agreements.blocks import Terms
from casework.care_agreements.models import AgreementState
from casework.care_agreements.rules import Standing
from casework.children.rules import age_on
from casework.errors import RuleBroken
from casework.practice.rules.care_agreements import read_care_agreements
from casework.practice.rules.overriding import overlaid
from tests.practice.shipped import body_of

CARE = read_care_agreements(body_of("care_agreements"))
days = st.dates(date(2020, 1, 1), date(2045, 12, 31))


@dataclass(frozen=True)
class Signed:
    from_on: date
    until_on: date
    state: AgreementState = AgreementState.SIGNED


def stands(agreement: Any, on: date, **more: Any) -> Standing:
    return rules.standing(agreement, on, renewal_days=30, **more)


@pytest.mark.parametrize(
    ("begins", "birth_on", "until_on"),
    [
        (date(2026, 11, 1), None, date(2027, 11, 1)),
        (date(2027, 3, 1), None, date(2028, 3, 1)),  # over a leap day
        (date(2028, 2, 29), None, date(2029, 3, 1)),  # from a leap day: to 28 February
        (date(2027, 1, 31), None, date(2028, 1, 31)),
        (date(2026, 11, 1), date(2016, 3, 15), date(2027, 11, 1)),
        (date(2026, 11, 1), date(2009, 3, 15), date(2027, 3, 15)),  # up to the 18th birthday
        (date(2026, 2, 1), date(2008, 2, 29), date(2026, 3, 1)),  # who is born on a leap day
    ],
)
def test_the_usual_term_is_a_year_and_ends_with_childhood(
    begins: date, birth_on: date | None, until_on: date
) -> None:
    assert rules.usual_term(CARE, begins, birth_on) == (begins, until_on)


def test_half_a_year_from_the_end_of_august_ends_with_february() -> None:
    half = replace(CARE, term_months=6)
    assert rules.usual_term(half, date(2026, 8, 31), None)[1] == date(2027, 3, 1)
    assert rules.usual_term(half, date(2027, 8, 30), None)[1] == date(2028, 3, 1)
    assert rules.usual_term(half, date(2027, 8, 29), None)[1] == date(2028, 2, 29)


@given(birth_on=days, age=st.integers(0, 100))
def test_a_birthday_is_the_first_day_of_its_age(birth_on: date, age: int) -> None:
    on = rules.birthday(birth_on, age)
    assert age_on(birth_on, on) == age
    assert age_on(birth_on, on - timedelta(days=1)) == age - 1


@given(begins=days, birth_on=st.dates(date(2010, 1, 1), date(2019, 12, 31)))
def test_the_usual_term_is_one_that_may_be_signed(begins: date, birth_on: date) -> None:
    term = rules.usual_term(CARE, begins, birth_on)
    if age_on(birth_on, begins) < 18:
        rules.check_term(*term, birth_on)
        assert term[1] - term[0] <= timedelta(days=366)
        assert age_on(birth_on, rules.day_before(term[1])) < 18


@pytest.mark.parametrize(
    ("until_on", "fine"),
    [
        (date(2026, 11, 2), True),  # a single day
        (date(2026, 11, 1), False),
        (date(2027, 3, 15), True),  # the last day is the one before the birthday
        (date(2027, 3, 16), False),
    ],
)
def test_a_term_lasts_a_day_at_least_and_ends_by_18(until_on: date, *, fine: bool) -> None:
    ask = (date(2026, 11, 1), until_on, date(2009, 3, 15))
    if fine:
        rules.check_term(*ask)
    else:
        with pytest.raises(RuleBroken) as refusal:
            rules.check_term(*ask)
        assert refusal.value.field == "last_on"


YEAR = Signed(date(2027, 3, 1), date(2028, 3, 1))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2027, 2, 28), Standing.NOT_BEGUN),
        (date(2027, 3, 1), Standing.ACTIVE),
        (date(2028, 1, 30), Standing.ACTIVE),  # 31 days before it is over
        (date(2028, 1, 31), Standing.EXPIRING),  # 30 days: January 1, February 29
        (date(2028, 2, 29), Standing.EXPIRING),  # its last day
        (date(2028, 3, 1), Standing.EXPIRED),
    ],
)
def test_where_it_stands_is_a_matter_of_the_day(on: date, expected: Standing) -> None:
    assert stands(YEAR, on) is expected


def test_what_was_renewed_neither_presses_nor_lapses() -> None:
    assert stands(YEAR, date(2028, 2, 10), is_renewed=True) is Standing.ACTIVE
    assert stands(YEAR, date(2028, 3, 1), is_renewed=True) is Standing.RENEWED


def test_it_ends_by_itself_on_the_18th_birthday_whatever_the_paper_says() -> None:
    born = date(2009, 11, 20)
    assert stands(YEAR, date(2027, 11, 19), birth_on=born) is Standing.EXPIRING
    assert stands(YEAR, date(2027, 11, 20), birth_on=born) is Standing.EXPIRED


def test_drafts_and_ended_ones_stand_still() -> None:
    for state, expected in (
        (AgreementState.DRAFT, Standing.DRAFT),
        (AgreementState.ENDED, Standing.ENDED),
    ):
        assert stands(replace(YEAR, state=state), date(2027, 5, 1)) is expected


@given(on=days, begins=days, length=st.integers(1, 500), renewal=st.integers(0, 60))
def test_in_force_is_exactly_the_term(on: date, begins: date, length: int, renewal: int) -> None:
    agreement = Signed(begins, begins + timedelta(days=length))
    where = rules.standing(agreement, on, renewal_days=renewal)
    assert where.is_in_force == (agreement.from_on <= on < agreement.until_on)


# --- what it lacks -----------------------------------------------------------------------------


def terms(**blocks: Any) -> Terms:
    declared = {bar.code: "no" for bar in CARE.bars}
    carer = {"name": "王秀英", "birth_on": "1966-05-02", "health": "1"}
    return Terms({"carer": carer, "bars": {"declared": declared}, **blocks})


def test_with_a_carer_and_a_declaration_nothing_is_in_the_way() -> None:
    assert rules.in_the_way(terms(), CARE, date(2026, 11, 1)) == []


@pytest.mark.parametrize("bar", [bar.code for bar in CARE.bars])
@pytest.mark.parametrize("side", ["declared", "verified"])
def test_each_bar_keeps_a_carer_away_whoever_says_so(bar: str, side: str) -> None:
    said = terms()
    answers = {"declared": dict(said.bars("declared")), "verified": {}}
    answers[side][bar] = "yes"
    found = rules.in_the_way(terms(bars=answers), CARE, date(2026, 11, 1))
    assert [lack.step for lack in found] == ["bars"]
    assert "换一位受委托人" in found[0].about
    assert "110" in found[0].about


def test_what_was_not_asked_is_in_the_way_and_named() -> None:
    said = {"declared": {bar.code: "no" for bar in CARE.bars[1:]}}
    [lack] = rules.in_the_way(terms(bars=said), CARE, date(2026, 11, 1))
    assert CARE.bars[0].short in lack.about


def test_a_carer_is_18_on_the_day_of_the_signature() -> None:
    young = terms(carer={"name": "陈红", "birth_on": "2008-11-02"})
    assert rules.in_the_way(young, CARE, date(2026, 11, 2)) == []
    [lack] = rules.in_the_way(young, CARE, date(2026, 11, 1))
    assert (lack.step, "18" in lack.about) == ("carer", True)


def test_age_health_and_many_children_warn_and_no_more() -> None:
    old = {"name": "王秀英", "birth_on": "1956-11-01", "health": "6"}
    said = terms(carer=old, opinion={"agrees": "unwilling"})
    term = (date(2026, 11, 1), date(2028, 1, 1))
    found = rules.warnings(said, CARE, term=term, other_children=3)
    assert [lack.step for lack in found] == ["carer", "carer", "carer", "term", "opinion"]
    assert rules.in_the_way(said, CARE, term[0]) == []
    younger = terms(carer={**old, "birth_on": "1956-11-02", "health": "1"})
    assert rules.warnings(younger, CARE, term=(term[0], date(2027, 11, 1)), other_children=2) == []


def test_a_child_of_eight_has_a_say_and_a_younger_one_may_be_passed_over_with_a_word() -> None:
    def unheard(heard: str | None, birth_on: date | None) -> bool:
        said = terms(opinion={"heard": heard} if heard else {})
        lacks = rules.owed(said, CARE, date(2026, 11, 1), birth_on=birth_on, paper_due_on=None)
        return "opinion" in [lack.step for lack in lacks]

    eight, seven = date(2018, 11, 1), date(2018, 11, 2)
    assert unheard("young", eight)
    assert not unheard("young", seven)
    assert unheard(None, seven)
    assert unheard("young", None)
    assert not unheard("asked", eight)


def test_contact_is_asked_after_when_two_weeks_have_passed() -> None:
    begins = date(2027, 2, 20)
    assert rules.contact_due_on(None, begins, CARE) == date(2027, 3, 6)
    assert rules.contact_due_on(date(2028, 2, 20), begins, CARE) == date(2028, 3, 5)


# --- the settings ------------------------------------------------------------------------------


def test_a_region_calls_it_otherwise_and_keeps_the_rest() -> None:
    own = {"region": "53", "paper": {"name": "委托监护确认书", "copies": 3}}
    care = read_care_agreements(overlaid(body_of("care_agreements"), own))
    assert (care.paper.name, care.paper.copies) == ("委托监护确认书", 3)
    assert care.paper.guardian_line == CARE.paper.guardian_line
    assert (care.bars, care.term_months) == (CARE.bars, CARE.term_months)


def test_every_duty_bar_and_figure_names_its_source() -> None:
    body = body_of("care_agreements")
    told = [*body["figure"].values(), body["paper"]]
    told += [
        e for key in ("reason", "parent_duty", "carer_duty", "bar", "notice") for e in body[key]
    ]
    assert all(each["source"] for each in told)
    assert len(CARE.bars) == 6


def test_law_is_not_made_less_strict_by_a_setting() -> None:
    body = body_of("care_agreements")
    body = {**body, "figure": {**body["figure"], "least_carer_age": {"value": 16, "source": "x"}}}
    with pytest.raises(RuleBroken, match="least_carer_age"):
        read_care_agreements(body)
    with pytest.raises(RuleBroken, match="bar"):
        read_care_agreements({**body_of("care_agreements"), "bar": []})
