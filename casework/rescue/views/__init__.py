"""Pages of helping with lost passwords: codes for workers, confirmed resets for everybody."""

from casework.rescue.views import codes, resets
from casework.rescue.views.blueprint import blueprint

__all__ = ["blueprint", "codes", "resets"]
