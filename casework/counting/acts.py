"""The acts of a month where they were done: visits, entries and exits.

Each counts in the region that was fixed at the act, also for children who have moved since.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.children.models import Status, StatusSpell
from casework.clock import Term
from casework.counting.expression import Rows, in_month, located
from casework.visits.models import Visit
from casework.visits.queries import counts


def visits_in(month: Term, prefixes: Sequence[str]) -> Rows:
    """Select the valid visits of a month by the region that they count in."""
    return select(
        Visit.id.label("visit_id"),
        Visit.child_id,
        Visit.counted_region_code.label("region_code"),
        Visit.mode,
    ).where(
        located(Visit.counted_region_code, prefixes), counts(), in_month(Visit.visited_on, month)
    )


def entered_in(month: Term, prefixes: Sequence[str]) -> Rows:
    """Select the children who came onto the list in a month, once for each region."""
    return _spells_in(month, prefixes).where(
        StatusSpell.status == Status.ACTIVE, StatusSpell.is_entry.is_(True)
    )


def exited_in(month: Term, prefixes: Sequence[str]) -> Rows:
    """Select the children who left the list in a month, once for each region."""
    earlier = aliased(StatusSpell, name="earlier")
    was_active = (
        select(earlier.child_id)
        .where(earlier.child_id == StatusSpell.child_id)
        .where(earlier.status == Status.ACTIVE, earlier.from_on <= StatusSpell.from_on)
        .correlate(StatusSpell)
    )
    return _spells_in(month, prefixes).where(
        StatusSpell.status == Status.CLOSED, was_active.exists()
    )


def _spells_in(month: Term, prefixes: Sequence[str]) -> Rows:
    return (
        select(StatusSpell.child_id, StatusSpell.counted_region_code.label("region_code"))
        .where(located(StatusSpell.counted_region_code, prefixes))
        .where(in_month(StatusSpell.from_on, month))
        .distinct()
    )
