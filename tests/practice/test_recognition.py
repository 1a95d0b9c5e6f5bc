"""The procedure of recognition as data: what ships, regions that differ, what is refused."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from casework.errors import RuleBroken
from casework.practice import files
from casework.practice.rules.overriding import overlaid
from casework.practice.rules.recognition import read_recognition
from tests.practice.shipped import CONFIG, body_of

_DRAFTS = {d.region: d for d in files.read(CONFIG) if d.kind == "recognition"}
NATION = read_recognition(_DRAFTS[""].body)


def test_what_ships() -> None:
    days = {code: (t.verify_days, t.confirm_days) for code, t in NATION.terms.items()}
    assert days == {"de_facto_unsupported": (15, 15), "orphan_scattered": (10, 10)}
    assert all(terms.source for terms in NATION.terms.values())
    assert list(NATION.applicants) == ["guardian", "relative", "village"]
    assert NATION.after18.stages == ()
    stages = {entry["code"] for entry in body_of("codes.school_stage")["code"]}
    for region in ("44", "50"):
        own = read_recognition(overlaid(_DRAFTS[""].body, _DRAFTS[region].body))
        assert set(own.after18.stages) <= stages
        assert own.terms == NATION.terms


def test_each_paper_is_asked_of_a_register_first_where_there_is_one() -> None:
    on_paper = {m.code for m in NATION.all_materials.values() if m.matched_with is None}
    assert on_paper == {"application", "care_agreement", "bank_card"}


def test_a_city_has_terms_of_its_own() -> None:
    terms = {"verify_days": 10, "confirm_days": 5, "source": "某市〔20XX〕X号"}
    override = {"region": "3207", "terms": {"de_facto_unsupported": terms}}
    city = read_recognition(overlaid(_DRAFTS[""].body, override))
    assert city.terms["de_facto_unsupported"].confirm_days == 5
    assert city.terms["orphan_scattered"] == NATION.terms["orphan_scattered"]
    assert city.version.endswith("+3207")


def _without(body: dict[str, Any]) -> None:
    del body["materials"]["orphan_scattered"]


def _unknown(body: dict[str, Any]) -> None:
    body["materials"]["orphan_scattered"].append("dna")


def _misspelt(body: dict[str, Any]) -> None:
    body["supplement"]["stop_clock"] = True


def _empty(body: dict[str, Any]) -> None:
    body["terms"] = {}


@pytest.mark.parametrize("spoil", [_without, _unknown, _misspelt, _empty])
def test_a_mistake_in_the_file_is_refused(spoil: Callable[[dict[str, Any]], None]) -> None:
    body = copy.deepcopy(_DRAFTS[""].body)
    spoil(body)
    with pytest.raises(RuleBroken, match=r"recognition\.toml"):
        read_recognition(body)
