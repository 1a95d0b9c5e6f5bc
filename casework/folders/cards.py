"""On the child's page: whether the family was told about its data, and where the sheets are."""

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.models import Child
from casework.folders import queries
from casework.folders.models import NoticeGiven

_ORDER = 92


def newest(_viewer: Viewer, child: Child) -> list[NoticeGiven]:
    """Return what was given, the newest first."""
    return list(queries.notices_of(child))


register(FileCard("notices", _ORDER, "folders/_card.html", Permission.SHEET_PRINT, newest))
