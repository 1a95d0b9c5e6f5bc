"""Whether a row that a request changed was the viewer's to change."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import Base
from casework.db.scope import Scoped
from tests.invariants.keeping import Changed

Row = Mapping[str, Any]

#: What belongs to whoever made it.
_OWNER = {"export": "requester_id", "submission": "author_id", "upload": "uploader_id"}


@cache
def _scoped_tables() -> frozenset[str]:
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Scoped)
    )


def strays(
    viewer: Viewer, changes: Sequence[Changed], regions: Mapping[UUID, str]
) -> list[Changed]:
    """Return the changes that were not the viewer's to make.

    ``regions`` says where each child lived before.
    """
    new = [row.after or {} for row in changes if row.before is None]
    fresh = {row["id"] for row in new if "id" in row}
    lost = [row.before for row in changes if row.before and not row.after]
    gone = {row["id"] for row in lost if "id" in row}
    return [
        change
        for change in changes
        if not _is_own(viewer, change, regions, fresh) and not _is_key_of(gone, change)
    ]


def _is_key_of(gone: set[UUID], change: Changed) -> bool:
    """Whether it is the key of something that the same request took away."""
    is_removed = change.table == "data_key" and change.after is None
    return is_removed and (change.before or {})["owner_id"] in gone


def _is_own(viewer: Viewer, change: Changed, regions: Mapping[UUID, str], fresh: set[UUID]) -> bool:
    rows = [row for row in (change.before, change.after) if row is not None]
    match change.table:
        case table if table in _scoped_tables():
            return all(viewer.scope.covers(row["region_code"]) for row in rows)
        case table if table in _OWNER:
            return all(row[_OWNER[table]] == viewer.account_id for row in rows)
        case "form_layout":
            return all(viewer.scope.covers(row["target_code"]) for row in rows)
        case "data_key":
            return change.before is None
        case "person":
            return all(_shares_county(viewer, row["county_code"]) for row in rows)
        case "identity_digest":
            return all(_is_known(viewer, row["owner_id"], regions, fresh) for row in rows)
        case "account":
            own = all(row["id"] == viewer.account_id for row in rows)
            return own or viewer.may(Permission.ACCOUNT_MANAGE)
    return False


def _shares_county(viewer: Viewer, county: str) -> bool:
    return any(code.startswith(county) or county.startswith(code) for code in viewer.scope.ranges)


def _is_known(viewer: Viewer, owner: UUID, regions: Mapping[UUID, str], fresh: set[UUID]) -> bool:
    return owner in fresh or viewer.scope.covers(regions.get(owner, "none"))
