from datetime import date

import pytest

from casework.clock import Month
from casework.counting.rules import Basis, RuleSet, cutoff
from casework.practice.rules.categories import read_categories
from casework.practice.rules.visiting import overridden, read_visit_rules
from tests.practice.shipped import body_of

BOOK = read_categories(body_of("categories"))
NATION = read_visit_rules(body_of("visit_rules"))
OWN = overridden(
    NATION,
    "990101",
    {
        "region": "990101",
        "version": "2026.1",
        "category": [
            {"code": "difficulty", "in_person_days": 60, "contact_days": 9, "source": "县"}
        ],
    },
)
BASIS = Basis.of(BOOK, [("990101", OWN), ("", NATION)])


@pytest.mark.parametrize(
    ("risk", "codes", "days"),
    [
        (1, ["migrant_child"], 180),
        (1, ["orphan_scattered"], 90),  # by the rule of its parent
        (1, ["diff_poverty"], 60),
        (1, ["diff_guardianship"], 30),  # its own rule is shorter than its parent's
        (4, ["orphan", "diff_guardianship"], 7),
        (None, ["migrant_child"], 90),
    ],
)
def test_the_strictest_interval_holds(risk: int | None, codes: list[str], days: int) -> None:
    assert BASIS.rules_at("990101001001").days(risk, codes) == days


def test_a_region_has_rules_of_its_own() -> None:
    assert BASIS.rules_at("990101001001").version == "2026.1+990101"
    assert BASIS.rules_at("990102001001") == RuleSet.of("", NATION, BOOK)


def test_a_child_over_eighteen_draws_an_allowance_only() -> None:
    assert BASIS.allowance_codes == ("adult_supported",)
    assert "adult_supported" not in BASIS.care_codes


def test_a_category_includes_what_is_below_it() -> None:
    below = sum(
        1 << BOOK.bit(code) for code in ("orphan", "orphan_scattered", "orphan_institution")
    )
    assert BASIS.mask_of("orphan") == below


def test_the_cutoff_is_the_day_from_which_the_next_visit_falls_into_the_month() -> None:
    assert cutoff(Month(2026, 10), 30) == date(2026, 10, 1)
