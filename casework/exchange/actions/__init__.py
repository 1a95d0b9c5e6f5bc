"""Making files, handing them out, and keeping the forms they are put into."""

from casework.exchange.actions.keeping import hand_out, purge_expired
from casework.exchange.actions.layouts import add_layout, assign_columns, remove_layout
from casework.exchange.actions.making import build_export

__all__ = [
    "add_layout",
    "assign_columns",
    "build_export",
    "hand_out",
    "purge_expired",
    "remove_layout",
]
