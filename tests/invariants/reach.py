"""Whether a row that a request changed was the viewer's to change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import Base
from casework.db.scope import Scoped
from casework.pairings.models import PairingState
from casework.pairings.steps import LIVE
from casework.regions.codes import ancestors
from casework.transfers.models import TransferState
from tests.invariants.keeping import Changed

Row = Mapping[str, Any]

#: What anybody who may report writes for any region, and cannot read there.
_REPORTED = frozenset({"mandatory_report", "report_step", "reporter_record"})

#: What a volunteer sees of a pairing, and what was told of it.
_OF_BRIEFS = frozenset({"pairing_brief", "pairing_contact"})
#: What a contact changes of its pairing.
_RHYTHM = frozenset({"last_contact_on", "next_contact_due_on"})

#: What belongs to whoever made it.
_OWNER = {
    "export": "requester_id",
    "rescue": "helper_id",
    "saved_filter": "account_id",
    "submission": "author_id",
    "task_reading": "account_id",
    "unsaved_form": "account_id",
    "activity_upload": "uploader_id",
    "volunteer_upload": "uploader_id",
}


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
    moved, ended = _on_transfers(viewer, changes), _whose_place_is_free(changes)
    return [
        change
        for change in changes
        if not _is_own(viewer, change, regions, fresh)
        and not _is_of_a_brief(viewer, change)
        and not _is_key_of(gone, change)
        and not _is_of(moved, change)
        and not _is_place_back(ended, change)
    ]


def _on_transfers(viewer: Viewer, changes: Sequence[Changed]) -> set[UUID]:
    """Return the transfers that the viewer's side sent or was asked, and whom it took on."""
    found = set()
    for row in (change.after for change in changes if change.table == "transfer" and change.after):
        asked = viewer.scope.covers(row["to_region_code"] or "none")
        if asked or viewer.scope.covers(row["region_code"]):
            found.add(row["id"])
        if asked and row["state"] in {TransferState.ACCEPTED, TransferState.ACCEPTED.value}:
            found.add(row["child_id"])
    return found


def _is_of(moved: set[UUID], change: Changed) -> bool:
    """Whether it is such a transfer, a task that tells of it, or a row of a child taken on."""
    row = change.after or change.before or {}
    return bool(moved & {row.get("id"), row.get("link_id"), row.get("child_id")})


def _whose_place_is_free(changes: Sequence[Changed]) -> Counter[UUID]:
    """Return whose pairings held a place and hold none any more, and how many of each."""
    found: Counter[UUID] = Counter()
    for change in changes:
        if change.table != "pairing" or change.before is None or change.after is None:
            continue
        before, after = (PairingState(row["state"]) for row in (change.before, change.after))
        if before in LIVE and after not in LIVE:
            found[change.before["volunteer_id"]] += 1
    return found


def _is_place_back(ended: Counter[UUID], change: Changed) -> bool:
    """Whether a volunteer got back just the places of pairings that ended, and nothing else.

    She is kept by an office above or beside, which need not be in reach.
    """
    if change.table != "volunteer" or change.columns != {"places_taken"}:
        return False
    before, after = change.before or {}, change.after or {}
    given_back: int = before["places_taken"] - after["places_taken"]
    return given_back == ended[before["id"]]


def _is_key_of(gone: set[UUID], change: Changed) -> bool:
    """Whether it is the key of something that the same request took away."""
    is_removed = change.table == "data_key" and change.after is None
    return is_removed and (change.before or {})["owner_id"] in gone


def _is_of_a_brief(viewer: Viewer, change: Changed) -> bool:
    """Whether it is what a volunteer tells of a pairing, or what the child's side does about it.

    A contact moves the rhythm of the pairing, and a worry is told: nothing else of hers does.
    """
    rows = [row for row in (change.before, change.after) if row is not None]
    if change.table in _OF_BRIEFS:
        own = all(row["account_id"] == viewer.account_id for row in rows)
        return own or viewer.may(Permission.PAIRING_ATTEND)
    if not viewer.may(Permission.PAIRING_OWN):
        return False
    if change.table == "pairing":
        return change.columns <= _RHYTHM
    return all(row.get("endpoint") == "pairings.contact" for row in rows)


def _is_own(viewer: Viewer, change: Changed, regions: Mapping[UUID, str], fresh: set[UUID]) -> bool:
    rows = [row for row in (change.before, change.after) if row is not None]
    match change.table:
        case table if table in _REPORTED or _leads_to_report(rows):
            return viewer.may(Permission.MANDATORY_FILE)
        case table if table in _scoped_tables():
            return all(viewer.scope.covers(row["region_code"]) for row in rows)
        case table if table in _OWNER:
            return all(row[_OWNER[table]] == viewer.account_id for row in rows)
        case "upload":
            return all(_is_uploaders_or_asked(viewer, row) for row in rows)
        case "data_key" | "job":
            # A job only begins; the second person begins somebody else's import for that person.
            return change.before is None
        case "identity_digest":
            return all(_is_known(viewer, row["owner_id"], regions, fresh) for row in rows)
        case "account":
            own = all(row["id"] == viewer.account_id for row in rows)
            return own or viewer.may(Permission.ACCOUNT_MANAGE)
    return _is_of_stock(viewer, change) or _is_of_the_office(viewer, change)


def _leads_to_report(rows: Sequence[Row]) -> bool:
    """Whether it is a task that tells of a report."""
    return all(row.get("endpoint") == "mandatory_reports.show" for row in rows)


#: What an office keeps of its place: the column with its code, and who may.
_OF_A_PLACE = {
    "allowance_standard": ("county_code", Permission.ALLOWANCE_KEEP),
    "campaign_contact": ("office_code", Permission.CAMPAIGN_KEEP),
    "form_layout": ("target_code", Permission.CHILD_EXPORT),
    "national_confirmed": ("target_code", Permission.NATIONAL_KEEP),
    "national_layout": ("target_code", Permission.NATIONAL_KEEP),
    "report_officer": ("county_code", Permission.MANDATORY_COUNT),
}


def _is_of_the_office(viewer: Viewer, change: Changed) -> bool:
    """Say whether a row about the system, not about a child, was the viewer's to change."""
    match change.table:
        case table if table in _OF_A_PLACE:
            column, permission = _OF_A_PLACE[table]
            rows = [row for row in (change.before, change.after) if row is not None]
            ours = all(viewer.scope.covers(row[column]) for row in rows)
            return ours and viewer.may(permission)
        case "ledger_layout" | "person":
            # Of the county; what was said of a layout is never changed, only said anew.
            rows = [row for row in (change.before, change.after) if row is not None]
            shared = all(_shares_county(viewer, row["county_code"][:6]) for row in rows)
            return shared and (change.table == "person" or change.before is None)
        case "feedback" if change.before is not None:
            covered = viewer.scope.covers(change.before["county_code"])
            return viewer.may(Permission.FEEDBACK_ANSWER) and covered
        case "feedback":
            return True
        case "role_grant":
            # An office lends a village for a cover, and ends what was lent; nothing else.
            rows = [row for row in (change.before, change.after) if row is not None]
            lent = all(row["cover_id"] and viewer.scope.covers(row["region_code"]) for row in rows)
            return lent and viewer.may(Permission.CHILD_ASSIGN)
        case "password_reset":
            return viewer.may(Permission.ACCOUNT_MANAGE) or viewer.may(Permission.ACCOUNT_CONFIRM)
    return False


def _is_of_stock(viewer: Viewer, change: Changed) -> bool:
    """Say whether goods were the viewer's to move: what an office above keeps is handed out."""
    if change.table == "goods_step":
        return viewer.may(Permission.GOODS_KEEP) or viewer.may(Permission.GOODS_HAND_OUT)
    rows = [row for row in (change.before, change.after) if row is not None]
    is_batch = change.table == "goods_batch"
    return is_batch and all(_is_near(viewer, row["place_code"]) for row in rows)


def _is_near(viewer: Viewer, place: str) -> bool:
    above = {code for region in viewer.regions for code in ancestors(region)}
    return viewer.scope.covers(place) or place in above


def _is_uploaders_or_asked(viewer: Viewer, row: Row) -> bool:
    is_asked = viewer.may(Permission.ROSTER_IMPORT) and viewer.scope.covers(row["target_code"])
    return row["uploader_id"] == viewer.account_id or is_asked


def _shares_county(viewer: Viewer, county: str) -> bool:
    return any(code.startswith(county) or county.startswith(code) for code in viewer.scope.ranges)


def _is_known(viewer: Viewer, owner: UUID, regions: Mapping[UUID, str], fresh: set[UUID]) -> bool:
    return owner in fresh or viewer.scope.covers(regions.get(owner, "none"))
