"""What holds for volunteers, as data: what ships, what is refused."""

from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice.rules.overriding import overlaid
from casework.practice.rules.volunteers import read_volunteers
from casework.volunteers.counted import TITLES
from tests.practice.shipped import body_of

BODY = body_of("volunteers")
KINDS = [each["code"] for each in body_of("codes.volunteer_kind")["code"]]


def test_the_ten_columns_stand_in_the_order_of_the_form() -> None:
    rules = read_volunteers(BODY)
    assert list(rules.columns) == KINDS[:10] == [*TITLES]
    labels = {each["code"]: each["label"] for each in body_of("codes.volunteer_kind")["code"]}
    assert {kind: labels[kind] for kind in TITLES} == TITLES
    assert rules.check.valid_months == 12


def test_a_region_may_count_the_other_kinds() -> None:
    own = read_volunteers(overlaid(BODY, {"region": "990101", "others_in_total": True}))
    assert own.is_in_total("five_elders")
    assert own.version.endswith("+990101")


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": []},
        {"columns": ["judge", "judge"]},
        {"check": {**BODY["check"], "valid_months": 0}},
        {"capacity": {**BODY["capacity"], "usual": 9}},
        {"conduct": {**BODY["conduct"], "words": []}},
        {"colums": []},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken, match=r"volunteers\.toml"):
        read_volunteers({**BODY, **wrong})
