"""Saying another number than the records, and signing a form."""

from casework.annexes.actions.overriding import override
from casework.annexes.actions.signing import sign

__all__ = ["override", "sign"]
