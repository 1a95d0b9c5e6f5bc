"""What a transfer may be: where to, and who is asked."""

from datetime import date

from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.inbox.rules import Recipient
from casework.regions.codes import Level, level_of
from casework.transfers.models import Transfer, TransferState

_COUNTY, _TOWNSHIP = 6, 9
_DEEP_ENOUGH = frozenset({Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE})


def check_place(left: str, to: str) -> None:
    """Refuse a place that is too wide, or one within the county, where a move is enough."""
    if level_of(to) not in _DEEP_ENOUGH:
        raise RuleBroken("请至少选到县（市、区）。", "to_region_code")
    if to[:_COUNTY] == left[:_COUNTY]:
        raise RuleBroken("还在本县范围内，不用对方接收，请用“迁移”办理。", "to_region_code")


def check_day(day: date, today: date, field: str = "moved_on") -> None:
    """Refuse a day that has not come."""
    if day > today:
        raise RuleBroken("日期不能晚于今天，请核对。", field)


def receiver(to: str) -> Recipient:
    """Return which office is asked: the township where it is told, else the county."""
    if level_of(to) is Level.COUNTY:
        return Recipient.county(to, Permission.TRANSFER_ANSWER)
    return Recipient.township(to, Permission.TRANSFER_ANSWER)


def demand_waiting(transfer: Transfer) -> None:
    """Raise RuleBroken, and say what was done, where somebody has answered already."""
    if transfer.state is not TransferState.WAITING:
        raise RuleBroken("这份转接已经办过了：%(state)s。请返回列表查看。", state=transfer.state)
