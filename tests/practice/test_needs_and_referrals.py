"""How soon needs are seen to and what referrals show, as data: what ships, what is refused."""

from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.needs.models import Urgency
from casework.practice import files
from casework.practice.rules.needs import read_needs
from casework.practice.rules.overriding import overlaid
from casework.practice.rules.referrals import read_referrals
from tests.factories.children import CONFIG

_BODIES = {d.kind: d.body for d in files.read(CONFIG) if d.kind in ("needs", "referrals")}


def test_a_region_sets_single_ones_otherwise() -> None:
    nation = read_needs(_BODIES["needs"])
    assert set(nation.paces) == {each.value for each in Urgency}
    assert [nation.working_days(each.value, 5) for each in Urgency] == [5, 3, 0]
    assert nation.working_days("someday", 5) == 5
    own = {"region": "990101", "confirm_days": 5}
    assert read_needs(overlaid(_BODIES["needs"], own)).confirm_days == 5
    usual = read_referrals(_BODIES["referrals"])
    assert usual.reply_days("court", is_urgent=False) == 10
    assert usual.reply_days("circus", is_urgent=True) == 2
    longer = read_referrals(overlaid(_BODIES["referrals"], {"region": "99", "reply_days": 20}))
    assert longer.reply_days("court", is_urgent=False) == 20
    assert longer.reply_days("hospital", is_urgent=False) == 5


def test_the_least_is_shown_first_and_whoever_is_usually_asked() -> None:
    rules = read_referrals(_BODIES["referrals"])
    assert rules.usual("medical")[0] == "hospital"
    assert set(rules.usual(None)) == set(rules.usual("medical")) == set(rules.receivers)
    assert "health" in rules.least("hospital", "medical")
    assert "health" not in rules.least("hospital", "goods")
    assert rules.least("womens_fed", None) == list(rules.fields)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("needs", {"urgency": [{"code": "ordinary", "percent": -1, "most": 1, "source": "x"}]}),
        ("needs", {"haste": 1}),
        ("referrals", {"recipient": []}),
        ("referrals", {"fields": "name"}),
    ],
)
def test_a_mistake_is_refused_with_its_place(kind: str, wrong: dict[str, Any]) -> None:
    read = {"needs": read_needs, "referrals": read_referrals}[kind]
    with pytest.raises(RuleBroken, match=rf"{kind}\.toml"):
        read({**_BODIES[kind], **wrong})
