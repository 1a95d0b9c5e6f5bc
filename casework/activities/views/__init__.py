"""The pages of activities."""

from casework.activities.views import gifts, listing, recording, single
from casework.activities.views.blueprint import blueprint

__all__ = ["blueprint", "gifts", "listing", "recording", "single"]
