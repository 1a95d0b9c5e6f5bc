"""The comparison with the national systems: a list of each place, compared and asked about."""

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.models import Job
from casework.national import actions
from casework.national.actions import comparing as storing
from casework.national.comparing import compare
from casework.national.models import NationalRow, Result
from tests.factories.accounts import COUNTY
from tests.factories.children import FACTS, a_child, an_id_number
from tests.factories.jobs import work_off
from tests.factories.national import a_national_list

_SYSTEM = {"system": "left_behind"}
_BORN = date(2014, 5, 8)

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
        "as_of": clock.today().isoformat(),
    },
}
FILES: dict[str, Any] = {"national.index": (lambda: a_national_list({"姓名": "赵云"}), "名单.csv")}
REGION_ASKED: dict[str, tuple[str, str]] = {
    "national.to_enter": ("place", "&system=left_behind"),
}
NOT_TYPED = {
    "national_list.content": "packed; what it says stands in its rows",
    "national_list.columns": "codes of fields",
    "national_list.notes": "in our words, and only until the columns are said",
    "national_row.about": "ids and digests",
}
WORDS = {"result": [Result.DIFFERS.value, Result.THERE.value, Result.HERE.value]}


def _places() -> dict[str, str]:
    from tests.invariants.world import PLACES  # noqa: PLC0415 - the world reads this module

    return PLACES


def settle(
    world: Any, _place: str, county: Viewer, _director: Viewer, child: Child
) -> dict[str, Any]:
    """Compare a list of the child's village that calls the child otherwise.

    It is compared once more as soon as the jobs run: its first row is asked for then.
    """
    told = {"姓名": f"{child.name}子", "公民身份号码": child.id_number or ""}
    found = actions.keep_list(
        actor=county,
        form_id=uuid4(),
        region_code=child.region_code,
        system="left_behind",
        categories=(),
        as_of=clock.today(),
        filename="名单.csv",
        content=a_national_list(told, {"姓名": "赵云"}),
    )
    # The worker would compare it once more, and its rows would be others.
    db.session.execute(delete(Job).where(Job.subject_id == found.id))
    outcomes = compare(county, found, lambda _done, _total: None)
    storing.lay_out(found, outcomes, 1)
    storing.finish(actor=county, found=found, outcomes=outcomes)
    list_id = found.id

    def first_row(_endpoint: str, _viewer: Viewer | None) -> UUID:
        rows = select(NationalRow.id).where(NationalRow.list_id == list_id)
        with world.session():
            return db.session.scalars(rows.order_by(NationalRow.number).limit(1)).one()

    return {"comparison_id": list_id, "found_id": first_row}


def walk(made: Any, _director: Any, county: Any, _fed: Any, _child_id: str) -> None:
    """Hand a list in that calls a child otherwise and knows a stranger; answer about both."""
    from tests.invariants.walk import MARK  # noqa: PLC0415 - the walk reads this module

    number = an_id_number(_BORN, 772)
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        facts = replace(FACTS, birth_on=_BORN, id_kind="resident_id", id_number=number)
        a_child(name=f"裴{MARK}", facts=facts)
        db.session.commit()
    told = f"儿童姓名,{MARK}证件号码,学校\n裴{MARK}了,{number},{MARK}小学\n钟{MARK},,{MARK}\n"
    file = io.BytesIO(told.encode()), f"{MARK}.csv"
    said = {"region_code": COUNTY, "file": file, **_SYSTEM}
    at = county.fill_in("/national/", **said).location or ""
    county.fill_in(f"{at}/columns")
    work_off(county.client.application)
    county.read(at)
    for result, answer in (("differs", {"choice_name": "fine"}), ("there", {})):
        [row, *_] = re.findall(
            r"/national/rows/([0-9a-f-]{36})", county.read(f"{at}/results/{result}")
        )
        county.fill_in(f"/national/rows/{row}", note=MARK, **answer)
        county.read(f"/national/rows/{row}")
    county.send(f"{at}/confirm")
    county.read("/national/to-enter?system=left_behind")
