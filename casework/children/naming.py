"""The names of children in the lists behind figures: of those whose files a viewer may open."""

from collections.abc import Collection, Mapping
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import visible_to
from casework.db.base import db
from casework.figures.naming import names


@names
def names_of(viewer: Viewer, child_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of those in reach, by one statement; nobody's without the right."""
    if not viewer.may(Permission.CHILD_OPEN):
        return {}
    found = db.session.scalars(visible_to(viewer).where(Child.id.in_(list(child_ids))))
    return {child.id: child.name for child in found}
