"""What keeps a file true: checks that it stands, and small changes."""

from casework.upkeep.actions.carers import change_carer
from casework.upkeep.actions.changes import change_phone, change_school, tell_of_parents
from casework.upkeep.actions.checks import confirm, say_source, withdraw
from casework.upkeep.actions.homes import move_home

__all__ = [
    "change_carer",
    "change_phone",
    "change_school",
    "confirm",
    "move_home",
    "say_source",
    "tell_of_parents",
    "withdraw",
]
