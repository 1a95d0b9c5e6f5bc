"""Pages of the register of volunteers."""

from casework.volunteers.views import acts, lists, register
from casework.volunteers.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "lists", "register"]
