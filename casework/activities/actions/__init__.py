"""Recording, correcting and withdrawing activities."""

from casework.activities.actions.recording import record_activity

__all__ = ["record_activity"]
