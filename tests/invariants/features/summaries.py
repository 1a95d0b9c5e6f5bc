"""Texts and sets of figures: each desk has one in a village; the signed one has changed since."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.figures.registry import Asked
from casework.summaries import actions
from casework.summaries.models import FigureSet, Kind
from tests.factories.accounts import a_viewer
from tests.factories.visits import a_visit

_WORDS = {"title": "十月的关爱服务", "text": "十月，我们走访了很多孩子。", "unit": "民政局"}
_FIRST, _UNTIL = date(2026, 10, 1), date(2026, 11, 1)
_REGION_ASKED = ("new_set", "press", "sheet", "sheet_file", "summary")

SAID = {
    "summaries.correct": {"reason": "补录了走访", "seen": "1"},
    "summaries.new_set": {"title": "十月上报", "codes": ["ind_pairs"]},
    "summaries.press": _WORDS,
    "summaries.show": {**_WORDS, "text": "十月，我们又走访了很多孩子。"},
    "summaries.sign": {},
    "summaries.summary": _WORDS,
    "summaries.withdraw": {},
    "summaries.withdraw_set": {},
}
REGION_ASKED = {f"summaries.{each}": ("region", "") for each in _REGION_ASKED}
NOT_TYPED = {
    "figure_set.codes": "chosen from the list of figures",
    "summary_draft.figures": "counted",
}


def settle(_world: Any, _place: str, county: Viewer, director: Viewer, child: Child) -> Any:
    """Let both desks have a text and sets; what civil affairs signed has changed since."""
    fed = a_viewer(Role.WOMENS_FED, county.regions[0])
    desks = {True: _settled(fed, child), False: _settled(county, child)}
    a_visit(child, actor=director, visited_on="2026-10-20")

    def of(name: str) -> Any:
        def made(endpoint: str, viewer: Viewer | None) -> UUID:
            known = desks[viewer is not None and viewer.role is Role.WOMENS_FED]
            is_unsigned = name == "set_id" and endpoint == "summaries.withdraw_set"
            return known["unsigned_id" if is_unsigned else name]

        return made

    return {name: of(name) for name in ("summary_id", "set_id", "signed_id")}


def _settled(viewer: Viewer, child: Child) -> dict[str, UUID]:
    asked = Asked(viewer, child.region_code, _FIRST, _UNTIL)
    draft = actions.write(asked=asked, form_id=uuid4(), kind=Kind.PRESS, figures={}, **_WORDS)
    held, unsigned = _chosen(asked), _chosen(asked)
    signed = actions.sign(actor=viewer, held=held)
    return {
        "summary_id": draft.id,
        "set_id": held.id,
        "signed_id": signed.id,
        "unsigned_id": unsigned.id,
    }


def _chosen(asked: Asked) -> FigureSet:
    codes = ["ind_visit_times", "ind_pairs"]
    return actions.choose(asked=asked, form_id=uuid4(), title="十月上报", codes=codes)


def walk(_made: Any, director: Any, county: Any, _fed: Any, child_id: str) -> None:
    """Write everything that is sealed of a text and of a set, and sign it twice."""
    from tests.invariants.walk import MARK  # noqa: PLC0415 - the walk finds this module by itself

    told = {"title": MARK, "text": MARK, "unit": MARK}
    at = county.fill_in("/summaries/press?from=2026-10-01&to=2026-10-31", **told).location
    county.fill_in(at, title=f"{MARK}了", text=f"{MARK}了")
    assert county.read(at).count(MARK) > 3
    assert MARK in county.read("/summaries/")
    chosen = {"title": MARK, "codes": ["ind_visit_times"]}
    days = {"first": "2026-10-01", "last": "2026-10-31"}
    at = county.fill_in("/summaries/sets/new", **chosen, **days).location
    county.send(f"{at}/sign")
    visit = f"/children/{child_id}/visits/new"
    director.fill_in(visit, mode="home", outcome="child_seen", visited_on="2026-10-21")
    county.send(f"{at}/correct", reason=MARK, seen="1")
    assert MARK in county.read(at)
