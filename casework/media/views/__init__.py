"""Pages of media items."""

from casework.media.views import items, steps
from casework.media.views.blueprint import blueprint

__all__ = ["blueprint", "items", "steps"]
