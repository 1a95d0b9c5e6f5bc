"""Two files become one: what the file that is kept knows of the national systems holds."""

from uuid import UUID

from casework.children.actions.following import follows_merge
from casework.children.models import Child
from casework.national.queries import entering


@follows_merge
def keep_one_mark(kept: Child, ended: Child, _account_id: UUID) -> None:
    """Let no system have two marks that hold of one child."""
    held = {mark.system for mark in entering.marks_of(kept)}
    for mark in entering.marks_of(ended):
        if mark.system in held:
            mark.is_current = False
