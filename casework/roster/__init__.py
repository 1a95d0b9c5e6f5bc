"""Roster: a county's ledger comes in, dry run first, known rows known again."""
