"""Pages of the comparison with the national systems."""

from casework.national.views import entering, lists, results
from casework.national.views.blueprint import blueprint

__all__ = ["blueprint", "entering", "lists", "results"]
