"""What may be done about allowances: standards, accounts, files in and out, differences told."""

from casework.allowances.actions.batches import assign, confirm, drop, try_file
from casework.allowances.actions.explaining import explain, explain_stray
from casework.allowances.actions.payees import reveal, set_payee
from casework.allowances.actions.sending import pay_file
from casework.allowances.actions.standards import set_standard, strike

__all__ = [
    "assign",
    "confirm",
    "drop",
    "explain",
    "explain_stray",
    "pay_file",
    "reveal",
    "set_payee",
    "set_standard",
    "strike",
    "try_file",
]
