"""The pages of the child's workers: what visits noticed, referrals, how far a case is."""

from casework.psychology.views import files
from casework.psychology.views.blueprint import blueprint

__all__ = ["blueprint", "files"]
