"""Writing texts, choosing figures, signing them."""

from casework.summaries.actions.choosing import choose, withdraw_set
from casework.summaries.actions.signing import correct, sign
from casework.summaries.actions.writing import rewrite, withdraw, write

__all__ = ["choose", "correct", "rewrite", "sign", "withdraw", "withdraw_set", "write"]
