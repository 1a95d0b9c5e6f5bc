"""Taking a ledger in: keep the file, show what it would do, do it, take it back."""

from casework.roster.actions.importing import Outcome, dry_run, import_roster, note_look
from casework.roster.actions.starting import (
    check_again,
    confirm,
    decline,
    may_be_taken_back,
    start_import,
    start_taking_back,
    stop,
)
from casework.roster.actions.uploads import contents, keep_upload, purge_expired

__all__ = [
    "Outcome",
    "check_again",
    "confirm",
    "contents",
    "decline",
    "dry_run",
    "import_roster",
    "keep_upload",
    "may_be_taken_back",
    "note_look",
    "purge_expired",
    "start_import",
    "start_taking_back",
    "stop",
]
