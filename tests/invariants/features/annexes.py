"""附件1 and 附件2: an activity and signed forms for whoever asks from each place."""

from typing import Any
from uuid import uuid4

from casework.accounts.viewer import Viewer
from casework.activities import actions as activities
from casework.activities.rules import Around, Facts
from casework.annexes import freezing, queries, sheets
from casework.children.models import Child
from casework.db.base import new_id
from casework.practice.rules.campaigns import FORMS
from casework.regions.codes import pad

_CODE, _CELL = "winter_2027", "sessions"
_REASON = "核对家庭情况"
_COUNTY, _TOWNSHIP = 6, 9

#: The campaign, one number of its first form, and the first signed one.
WORDS = {"campaign": [_CODE], "cell": [_CELL], "edition": ["1"]}
SAID = {
    "annexes.change": {"number": "7", "reason": _REASON},
    "annexes.sign": {"reason": _REASON, "checked": "y"},
}
REGION_ASKED = {
    "annexes.change": ("region", ""),
    "annexes.print": ("region", ""),
    "annexes.show": ("region", f"&campaign={_CODE}"),
    "annexes.show_cell": ("region", ""),
    "annexes.show_signed": ("region", ""),
    "annexes.sign": ("region", ""),
    "annexes.signed_cell": ("region", ""),
    "annexes.table": ("region", ""),
}


def settle(_world: Any, _place: str, county: Viewer, _director: Viewer, child: Child) -> Any:
    """Let a county have signed both forms, and held something since.

    A township signs none; here it has one, so that its supervisor's address leads somewhere.
    """
    facts = Facts("policy_talk", child.created_at.date(), "进村宣讲", campaign_code=_CODE)
    unit = child.region_code
    around = Around([unit], helpers={"judge": 1}, children=[child])
    for code in (pad(unit[:_TOWNSHIP]), pad(unit[:_COUNTY])):
        asked = queries.asked(county, code, _CODE)
        if not queries.signings(asked):
            for annex in FORMS:
                sheet = sheets.book(asked).sheet(annex)
                freezing.freeze(actor=county, sheet=sheet, n=1, client_id=uuid4(), reason=None)
    activities.record_activity(
        actor=county, form_id=new_id(), unit_code=unit, facts=facts, around=around
    )
    return {}


def walk(_made: Any, _director: Any, county: Any, fed: Any, _child_id: str) -> None:
    """Change a number and sign the first form, then both again as a correction."""
    from tests.invariants.walk import MARK  # noqa: PLC0415 - the walk finds this module by itself

    asked = "?region=990101000000"
    for number, who in (("7", county), ("8", fed)):
        who.fill_in(f"/annexes/{_CODE}/cell/judge/change{asked}", number=number, reason=MARK)
        assert MARK in who.read(f"/annexes/{_CODE}/cell/judge{asked}")
        path = f"/annexes/{_CODE}/sign/annex1{asked}"
        assert MARK in who.read(who.fill_in(path, reason=MARK, checked="y").location)
    assert MARK in county.read(f"/annexes{asked}&campaign={_CODE}")
