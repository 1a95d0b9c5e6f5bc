"""Pages of the ledger, of one child, of 妇联's own ledger, and of the goods."""

from casework.assistance.views import goods, groups, handing, ledger, lines
from casework.assistance.views.blueprint import blueprint

__all__ = ["blueprint", "goods", "groups", "handing", "ledger", "lines"]
