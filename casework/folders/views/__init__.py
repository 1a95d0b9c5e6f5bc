"""Pages about paper: a child's folder, notices on personal data, blank sheets for a village."""

from casework.folders.views import folder, notices
from casework.folders.views.blueprint import blueprint

__all__ = ["blueprint", "folder", "notices"]
