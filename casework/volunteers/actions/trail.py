"""What the trail says of an act: ids, counts, states; no name and no word of anybody."""

from typing import Any

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.volunteers.models import Volunteer


def note(tag: Tag, actor: Viewer | None, volunteer: Volunteer, **facts: Any) -> None:
    """Put an act on one volunteer into the trail."""
    record(
        tag,
        actor_id=actor.account_id if actor else None,
        region_code=volunteer.region_code,
        subject_id=volunteer.id,
        **facts,
    )
