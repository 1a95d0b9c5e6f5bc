"""Pages of pairing: what is asked for, the pairings, a volunteer's own, what was logged."""

from casework.pairings.views import contacts, own, pairings, requests
from casework.pairings.views.blueprint import blueprint

__all__ = ["blueprint", "contacts", "own", "pairings", "requests"]
