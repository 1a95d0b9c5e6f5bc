"""Taking a list of regions into the register: thousands of rows in a second or two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from casework.db.base import db
from casework.db.scope import within
from casework.errors import RuleBroken
from casework.regions import codes, lists
from casework.regions.lists import Listed
from casework.regions.models import Region

#: From when a region counts that is taken in first: history is reckoned by it.
BEGINNING = date(1949, 10, 1)


@dataclass(frozen=True)
class Loaded:
    """How many regions a list has changed."""

    added: int
    changed: int
    ended: int
    unchanged: int


def load(listed: Iterable[Listed], *, valid_from: date) -> Loaded:
    """Take a list of regions in; the same list again changes nothing.

    New codes begin and vanished codes end on ``valid_from``, unless the list gives dates of its
    own. A code keeps its beginning when it is renamed; one that comes back is open again. What an
    excerpt does not name stays (``lists.vanished``). A vanished code points to the new code that
    bears its name in the same place, if exactly one does. Raises RuleBroken when a region's
    parent is unknown.
    """
    by_code = {region.code: region for region in listed}
    known = _known(by_code)
    _refuse_orphans(by_code, known)
    added = [region for code, region in sorted(by_code.items()) if code not in known]
    changed = [_updated(known[code], by_code[code]) for code in sorted(by_code.keys() & known)]
    changed = [row for row in changed if row != known[row["code"]]]
    ended = _ended(by_code, known, added, valid_from)
    if added:
        db.session.execute(insert(Region), [_row(region, valid_from) for region in added])
    if changed or ended:
        db.session.execute(update(Region), changed + ended)
    db.session.expire_all()
    return Loaded(len(added), len(changed), len(ended), len(by_code) - len(added) - len(changed))


def first_day(listed: Iterable[Listed], today: date) -> date:
    """Return from when a list holds that says nothing of it.

    Today, or the beginning where nothing of its provinces was known before.
    """
    return today if _known({region.code for region in listed}) else BEGINNING


def _known(listed: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what the register has of the provinces in the list, ended regions included."""
    columns = (
        Region.code,
        Region.name,
        Region.valid_from,
        Region.valid_until,
        Region.replaced_by,
    )
    statement = select(*columns).where(within(Region.code, sorted({code[:2] for code in listed})))
    return {row.code: dict(row._mapping) for row in db.session.execute(statement)}  # noqa: SLF001


def _refuse_orphans(by_code: dict[str, Listed], known: dict[str, dict[str, Any]]) -> None:
    missing = next(lists.missing_parents(by_code.values(), set(known)), None)
    if missing is not None:
        raise RuleBroken(f"文件里缺少上级区划 {missing}，请先装入上级，或者补在同一个文件里。")


def _row(region: Listed, valid_from: date) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": region.name,
        "level": region.level,
        "parent_code": codes.parent(region.code),
        "valid_from": region.valid_from or valid_from,
        "valid_until": region.valid_until,
        "replaced_by": region.replaced_by,
    }


def _updated(known: dict[str, Any], region: Listed) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": region.name,
        "valid_from": region.valid_from or known["valid_from"],
        "valid_until": region.valid_until,
        "replaced_by": region.replaced_by,
    }


def _ended(
    by_code: dict[str, Listed],
    known: dict[str, dict[str, Any]],
    added: list[Listed],
    valid_from: date,
) -> list[dict[str, Any]]:
    still_open = {code for code, row in known.items() if row["valid_until"] is None}
    gone = lists.vanished(still_open, set(by_code))
    names = {code: row["name"] for code, row in known.items()}
    successors = lists.successors(gone, names, {region.code: region.name for region in added})
    return [
        {
            **known[code],
            "valid_until": max(valid_from, known[code]["valid_from"]),
            "replaced_by": successors.get(code),
        }
        for code in sorted(gone)
    ]
