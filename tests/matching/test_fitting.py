"""What fits, aspect by aspect."""

import pytest

from casework.matching.fitting import Helper, Reason, Wanted, Word, fit
from casework.matching.wording import said
from tests.factories.children import load_practice
from tests.matching.invented import RULES, VILLAGES, a_helper, a_wanted

HERE, NEXT, FAR = VILLAGES


def words(wanted: Wanted, helper: Helper) -> set[Word]:
    return {reason.word for reason in fit(wanted, helper, RULES).reasons}


@pytest.mark.parametrize(
    ("base", "reach", "word", "is_possible"),
    [
        (HERE, "990101000000", Word.SAME_VILLAGE, True),
        (NEXT, "990101001000", Word.SAME_TOWNSHIP, True),
        ("990101001000", "990101000000", Word.SAME_TOWNSHIP, True),
        (FAR, "990101000000", Word.SAME_COUNTY, True),
        ("990102001001", "990100000000", Word.FURTHER, True),
        (HERE, HERE, Word.SAME_VILLAGE, True),
        (NEXT, NEXT, Word.BEYOND_REACH, False),
        (FAR, "990101002000", Word.BEYOND_REACH, False),
    ],
)
def test_distance_is_told_by_the_region_tree(
    base: str, reach: str, word: Word, *, is_possible: bool
) -> None:
    found = fit(a_wanted(place=HERE), a_helper(base=base, reach=reach), RULES)
    assert word in {reason.word for reason in found.reasons}
    assert found.is_possible is is_possible


def test_a_place_that_was_cut_betrays_no_village() -> None:
    """Whatever a volunteer's village or reach: all villages of a township look the same."""
    for base in VILLAGES:
        for reach in (base, f"{base[:9]}000", "990101000000"):
            helper = a_helper(base=base, reach=reach)
            seen = [fit(a_wanted(place=v).seen_from_afar(), helper, RULES) for v in (HERE, NEXT)]
            assert seen[0] == seen[1]
            assert Word.SAME_VILLAGE not in {reason.word for reason in seen[0].reasons}


def test_who_goes_to_one_village_is_left_for_the_township_to_check() -> None:
    wanted = a_wanted(place=HERE).seen_from_afar()
    found = fit(wanted, a_helper(base=NEXT, reach=NEXT), RULES)
    assert found.is_possible
    assert Word.REACH_UNSURE in {reason.word for reason in found.reasons}
    assert not fit(wanted, a_helper(base=FAR, reach=FAR), RULES).is_possible


def test_needs_are_met_wholly_partly_or_not() -> None:
    asks = a_wanted(needs=["tutoring", "rights"])
    both, one = a_helper(served=["tutoring", "rights"]), a_helper(served=["rights"])
    assert words(asks, both) & {Word.SERVES, Word.LACKS} == {Word.SERVES}
    assert words(asks, one) & {Word.SERVES, Word.LACKS} == {Word.SERVES, Word.LACKS}
    assert Word.SERVES_NONE in words(asks, a_helper(served=["affection"]))
    points = [fit(asks, each, RULES).points for each in (both, one, a_helper())]
    assert points == sorted(set(points))


def test_a_kind_or_a_skill_serves_a_need() -> None:
    assert RULES.served(["law"], "other") == {"rights"}
    assert RULES.served([], "teacher") == {"tutoring"}
    assert RULES.served(["singing"], "other") == frozenset()


def test_who_cannot_talk_to_the_child_is_excluded() -> None:
    asks = a_wanted(languages=["dialect"])
    assert not fit(asks, a_helper(languages=["mandarin"]), RULES).is_possible
    assert Word.SPEAKS in words(asks, a_helper(languages=["mandarin", "dialect"]))
    assert Word.LANGUAGE_UNSAID in words(asks, a_helper())


def test_a_pair_is_never_refused_for_what_nobody_wrote_down() -> None:
    """Languages and times that are not registered, on either side, exclude nobody."""
    asks, says_nothing = a_wanted(languages=["dialect"], free_times=["sunday"]), a_helper()
    assert fit(asks, says_nothing, RULES).is_possible
    assert fit(
        a_wanted(), a_helper(languages=["dialect"], free_times=["sunday"]), RULES
    ).is_possible


def test_a_wish_for_a_sex_excludes_others_and_the_unknown() -> None:
    asks = a_wanted(sex_wish="2")
    assert fit(asks, a_helper(sex="2"), RULES).is_possible
    assert Word.SEX_OTHER in words(asks, a_helper(sex="1"))
    assert not fit(asks, a_helper(sex="1"), RULES).is_possible
    assert not fit(asks, a_helper(sex=None), RULES).is_possible
    assert fit(a_wanted(), a_helper(sex=None), RULES).is_possible


def test_times_and_room_are_told() -> None:
    asks = a_wanted(free_times=["saturday"])
    assert Word.TIMES in words(asks, a_helper(free_times=["saturday", "sunday"]))
    assert Word.NO_TIME in words(asks, a_helper(free_times=["sunday"]))
    assert Word.TIME_UNSAID in words(asks, a_helper())
    assert Word.HAS_NONE_YET in words(asks, a_helper())
    assert Word.HAS_OTHERS in words(asks, a_helper(capacity=2, taken=1))
    assert not fit(asks, a_helper(capacity=1, taken=1), RULES).is_possible


def test_every_word_can_be_said_without_a_number(session: object) -> None:
    load_practice()
    for word in Word:
        text = said(Reason(word, 3, ("tutoring",)))
        assert text
        assert not any(sign.isdigit() for sign in text)
