"""Activities: one in each village, which names a child and is put up for checking."""

from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities import actions
from casework.activities.rules import Around, Facts
from casework.children.models import Child
from casework.db.base import new_id

_REASON = "核对家庭情况"
_GIFT = {"item": "爱心包", "mode": "goods", "source": "company", "quantity": "1", "unit": "portion"}
_HELD = {"kind": "courses", "title": "写春联", "children_reached": "12"}

SAID = {
    "activities.check": {"reason": _REASON},
    "activities.copy": {**_HELD, "held_on": "2026-10-30"},
    "activities.correct": {**_HELD, "reason": _REASON},
    "activities.give": {**_GIFT, "to": "counted", "children": "9"},
    "activities.new": {
        **_HELD,
        "gift1_item": "助学金",
        "gift1_mode": "cash",
        "gift1_value": "50",
        "gift1_children": "5",
    },
    "activities.withdraw": {"reason": _REASON},
}
REGION_ASKED = {"activities.index": ("place", ""), "activities.new": ("place", "")}


def settle(_world: Any, _place: str, _county: Viewer, director: Viewer, child: Child) -> Any:
    """Let the village have held something, with more who benefit than came."""
    facts = Facts("policy_talk", clock.today(), "进村宣讲", children_reached=1, children_counted=9)
    activity = actions.record_activity(
        actor=director,
        form_id=new_id(),
        unit_code=child.region_code,
        facts=facts,
        around=Around([child.region_code], helpers={"judge": 1}, children=[child]),
    )
    return {"activity_id": activity.id}


def walk(_made: Any, director: Any, county: Any, fed: Any, child_id: str) -> None:
    """Say everything that is sealed of an activity, and put it right."""
    from tests.invariants.walk import MARK  # noqa: PLC0415 - the walk finds this module by itself

    words = dict.fromkeys(("title", "organiser", "partners", "venue", "note"), MARK)
    told = {**words, "kind": "courses", "children_reached": "3"}
    for who in (director, fed):
        at = who.fill_in("/activities/new", **told).location
        assert MARK in who.read(at)
        who.fill_in(f"{at}/correct", title=f"{MARK}了", reason=MARK)
        assert f"{MARK}了" in who.read(at)
    gift = {**_GIFT, "item": MARK, "giver": MARK, "to": "counted", "children": "2"}
    named = {"gift1_" + name: value for name, value in gift.items()} | {"children": [child_id]}
    at = county.fill_in("/activities/new?place=990101001000", **told, **named).location
    assert county.read(at).count(MARK) > 3
    county.fill_in(f"{at}/gifts", **gift)
    county.fill_in(f"{at}/withdraw", reason=MARK)
    county.read("/activities/withdrawn")
