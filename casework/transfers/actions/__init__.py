"""What may be done about moves out of a county."""

from casework.transfers.actions.answering import refuse, withdraw
from casework.transfers.actions.opening import list_transfers, open_page
from casework.transfers.actions.receiving import accept
from casework.transfers.actions.sending import leave_system, send

__all__ = ["accept", "leave_system", "list_transfers", "open_page", "refuse", "send", "withdraw"]
