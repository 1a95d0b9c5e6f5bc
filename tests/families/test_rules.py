"""What stays of two people, what goes with a division, and how wide an act was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.children.facts import Identity
from casework.db.scope import Scope
from casework.errors import RuleBroken
from casework.families import rules
from casework.families.rules import NumberGoes, Side

codes = st.integers(0, 30).map(lambda n: f"9901{n % 3:02}{n % 2:03}{n:03}")
sides = st.sampled_from([None, *Side])
people = st.builds(
    Identity,
    name=st.sampled_from(["", "陈建国", "陈国强"]),
    id_number=st.sampled_from([None, "1", "2"]),
)


@given(people, people, sides, sides)
def test_what_stays_was_said_of_one_of_them(
    this: Identity, other: Identity, name: Side | None, number: Side | None
) -> None:
    try:
        kept = rules.merged(this, other, name, number)
    except RuleBroken as broken:
        field = "name" if broken.field == "name_from" else "id_number"
        told = getattr(this, field), getattr(other, field)
        assert all(told)
        assert told[0] != told[1]
    else:
        assert kept.name in {this.name, other.name}
        assert kept.id_number in {this.id_number, other.id_number}
        assert bool(kept.name) == bool(this.name or other.name)
        assert bool(kept.id_number) == bool(this.id_number or other.id_number)


@given(people)
def test_who_is_merged_with_the_like_is_the_same(person: Identity) -> None:
    assert rules.merged(person, person, None, None) == person


@pytest.mark.parametrize("goes", NumberGoes)
def test_the_number_is_that_of_one_at_most(goes: NumberGoes) -> None:
    stays, leaves = rules.divided(Identity(name="陈建国", id_number="1"), "陈国强", goes)
    assert [stays.id_number, leaves.id_number].count("1") == (goes is not NumberGoes.NOBODY)
    assert (stays.name, leaves.name) == ("陈建国", "陈国强")


def test_who_has_no_number_need_not_say_where_it_goes() -> None:
    stays, leaves = rules.divided(Identity(name="陈建国"), "陈国强", None)
    assert stays.id_number is leaves.id_number is None


@pytest.mark.parametrize(
    ("places", "seat"),
    [
        ({"990101001001"}, "990101001001"),
        ({"990101001001", "990101001002"}, "990101001000"),
        ({"990101001001", "990101002001"}, "990101000000"),
        ({"990101001001", "990102001001"}, "990100000000"),
    ],
)
def test_an_act_is_as_wide_as_the_children_it_touches(places: set[str], seat: str) -> None:
    assert rules.seat(places, Scope(("9901",))) == seat


@given(st.sets(codes, min_size=1), st.sampled_from([("9901",), ("990100", "990101", "990102")]))
def test_an_act_is_never_kept_where_the_actor_cannot_reach(
    places: set[str], ranges: tuple[str, ...]
) -> None:
    scope = Scope(ranges)
    assert scope.covers(rules.seat(places, scope))


def test_an_act_without_a_place_in_reach_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no region"):
        rules.seat({"990101001001"}, Scope(("990102",)))
