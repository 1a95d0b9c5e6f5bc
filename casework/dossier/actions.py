"""Opening a file and lifting the veil: both leave a trace before anything is shown."""

from collections.abc import Collection, Sequence
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.dossier import rules
from casework.dossier.rules import Group, Veil


def open_file(*, actor: Viewer, child: Child, beside: Sequence[UUID] = ()) -> None:
    """Note that a file was opened; ``beside`` are the brothers and sisters whom it names."""
    record(
        Tag.CHILD_OPEN,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        seen=[child.id, *beside],
    )


def reveal(
    *,
    actor: Viewer,
    child: Child,
    groups: Collection[Group],
    reason: str | None = None,
    beside: Sequence[UUID] = (),
) -> Veil:
    """Lift the veil from some groups, for this one answer.

    Raises RuleBroken where a reason is asked for and none is given.
    """
    rules.check_reason(actor, groups, reason)
    record(
        Tag.CHILD_REVEAL,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        seen=[child.id, *beside],
        reason=reason or None,
        groups=sorted(group.value for group in groups),
    )
    return Veil(frozenset(groups))
