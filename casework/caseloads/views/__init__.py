"""Pages of posts, covers and handovers."""

from casework.caseloads.views import covers, handovers, posts
from casework.caseloads.views.blueprint import blueprint

__all__ = ["blueprint", "covers", "handovers", "posts"]
