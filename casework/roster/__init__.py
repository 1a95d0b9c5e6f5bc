"""Roster: a county's ledger comes in, dry run first, known rows known again."""

# The table of layouts stands beside what it is for, and belongs to the metadata all the same.
from casework.roster import layouts as layouts
