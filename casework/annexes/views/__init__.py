"""Pages of the forms: as they stand, one number's list, another number for it, as signed."""

from casework.annexes.views import cells, files, forms, signing
from casework.annexes.views.blueprint import blueprint

__all__ = ["blueprint", "cells", "files", "forms", "signing"]
