"""Taking a ledger in: keep the file, show what it would do, do it."""

from casework.roster.actions.importing import Outcome, dry_run, import_roster
from casework.roster.actions.uploads import contents, keep_upload, purge_expired

__all__ = [
    "Outcome",
    "contents",
    "dry_run",
    "import_roster",
    "keep_upload",
    "purge_expired",
]
