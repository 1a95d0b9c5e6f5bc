"""Handing a list in, comparing it, deciding, and saying what was entered there."""

from casework.national.actions.columns import set_columns
from casework.national.actions.comparing import lay_out, note_look
from casework.national.actions.confirming import confirm
from casework.national.actions.deciding import decide, decide_field, decide_who
from casework.national.actions.entering import mark_done, undo
from casework.national.actions.uploads import compare_again, keep_list, purge_expired

__all__ = [
    "compare_again",
    "confirm",
    "decide",
    "decide_field",
    "decide_who",
    "keep_list",
    "lay_out",
    "mark_done",
    "note_look",
    "purge_expired",
    "set_columns",
    "undo",
]
