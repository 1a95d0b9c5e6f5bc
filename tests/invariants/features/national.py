"""The comparison with the national systems: a list of each place, compared and asked about."""

import re
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.national import actions
from casework.national.actions import comparing as storing
from casework.national.comparing import compare
from casework.national.models import NationalRow, Result
from tests.client import CheckedClient
from tests.factories.jobs import work_off
from tests.factories.national import a_national_list

_SYSTEM = {"system": "left_behind"}

SAID: dict[str, Any] = {
    "national.again": {},
    "national.columns": {},
    "national.confirm": {},
    "national.done": _SYSTEM,
    "national.field": {"field": "name", "choice": "ours"},
    "national.row": {"choice_name": "fine", "note": "同音字"},
    "national.undo": _SYSTEM,
}
PLACED: dict[str, Any] = {
    "national.index": lambda place: {
        **_SYSTEM,
        "region_code": f"{_places()[place][:6]}000000",
        "form_id": str(uuid4()),
        "as_of": "2026-10-31",
    },
}
FILES: dict[str, Any] = {"national.index": (lambda: a_national_list({"姓名": "赵云"}), "名单.csv")}
REGION_ASKED: dict[str, tuple[str, str]] = {
    "national.to_enter": ("place", "&system=left_behind"),
}
WORDS = {"result": [Result.DIFFERS.value, Result.THERE.value, Result.HERE.value]}


def _places() -> dict[str, str]:
    from tests.invariants.world import PLACES  # noqa: PLC0415 - the world reads this module

    return PLACES


def settle(
    _world: Any, _place: str, county: Viewer, _director: Viewer, child: Child
) -> dict[str, UUID]:
    """Compare a list of the child's village that calls the child otherwise."""
    told = {"姓名": f"{child.name}子", "公民身份号码": child.id_number or ""}
    found = actions.keep_list(
        actor=county,
        form_id=uuid4(),
        region_code=child.region_code,
        system="left_behind",
        categories=(),
        as_of=child.created_at.date(),
        filename="名单.csv",
        content=a_national_list(told, {"姓名": "赵云"}),
    )
    outcomes = compare(county, found, lambda _done, _total: None)
    storing.lay_out(found, outcomes, 1)
    storing.finish(actor=county, found=found, outcomes=outcomes)
    row = db.session.scalars(
        select(NationalRow).where(NationalRow.list_id == found.id).order_by(NationalRow.number)
    ).first()
    assert row is not None
    return {"comparison_id": found.id, "found_id": row.id}
