"""What is done with the register; every act offered here."""

from casework.volunteers.actions.checking import follow_the_day, record_check
from casework.volunteers.actions.importing import import_rows, keep_upload, plan_of, purge_expired
from casework.volunteers.actions.keeping import change, enrol, enrol_many, leave, take_back
from casework.volunteers.actions.looking import export, reveal
from casework.volunteers.actions.tying import agree, link, record_training

__all__ = [
    "agree",
    "change",
    "enrol",
    "enrol_many",
    "export",
    "follow_the_day",
    "import_rows",
    "keep_upload",
    "leave",
    "link",
    "plan_of",
    "purge_expired",
    "record_check",
    "record_training",
    "reveal",
    "take_back",
]
