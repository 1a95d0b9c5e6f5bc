"""What a viewer may see of pairing: every statement starts here."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from casework.accounts.viewer import Viewer
from casework.db.scope import within


def in_reach(viewer: Viewer, model: Any) -> ColumnElement[bool]:
    """Return the condition that a request, a pairing or a step is about a child in reach."""
    condition = within(model.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, model.child_id.in_(viewer.scope.children))
    return condition
