"""Pages of the register: the list, the search, a new file, and the acts on a file."""

from casework.children.views import acts, file, register, shared_numbers
from casework.children.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "file", "register", "shared_numbers"]
