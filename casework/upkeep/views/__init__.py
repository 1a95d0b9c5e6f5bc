"""The pages that keep a file true."""

from casework.upkeep.views import changes, checks
from casework.upkeep.views.blueprint import blueprint

__all__ = ["blueprint", "changes", "checks"]
