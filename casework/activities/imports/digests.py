"""By what a row of a list is known again, whoever hands it in and however often."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from casework.accounts.viewer import Viewer
from casework.activities.imports.interpret import Row
from casework.activities.models import ActivityRow
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring

_ROW, _ALIKE = "activity.row", "activity.alike"


@dataclass(frozen=True)
class Known:
    """The rows that were imported before."""

    #: The activity that each made, by digest.
    activities: Mapping[bytes, UUID]
    alike: Collection[bytes]


def digest_of(unit_code: str, row: Row) -> bytes:
    """Return the keyed digest of all that a row says for a unit."""
    return keyring().digest(_ROW, f"{unit_code}\n{row.told}")


def likeness_of(unit_code: str, row: Row) -> bytes:
    """Return the keyed digest of a row's words alone."""
    return keyring().digest(_ALIKE, f"{unit_code}\n{row.alike}")


def known_rows(viewer: Viewer, digests: Collection[bytes], alike: Collection[bytes]) -> Known:
    """Return which rows were imported before, within reach; one statement."""
    if not digests:
        return Known({}, ())
    statement = select(ActivityRow).where(
        within(ActivityRow.region_code, viewer.scope.ranges),
        or_(ActivityRow.digest.in_(set(digests)), ActivityRow.likeness.in_(set(alike))),
    )
    found = db.session.scalars(statement).all()
    return Known({row.digest: row.activity_id for row in found}, {row.likeness for row in found})
